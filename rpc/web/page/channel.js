// Channels: making, joining, inviting, members, properties, moderation; and the panel on the right.

import { PictureField, ask, avatar, dialog, failed, icon, iconButton, m, presence, presenceName, toast } from './kit.js';
import { collator, size, t, tn } from './i18n.js';
import { escape } from './html.js';
import { call } from './rpc.js';
import { go, hashOf, route } from './route.js';
import { changed, needPicture, partner, putChannel, section, state, title } from './store.js';
import { open } from './thread.js';
import { openDirect } from './session.js';
import { levelOf, setLevel } from './notify.js';

export async function join(id) {
  try {
    const known = await call('mail.channel', 'channel_join_and_get_info', [[id]]);
    if (known) putChannel(known);
    changed();
    const key = 'c' + id;
    if (route.now.key === key) await open(key, route.now.message);
    else go(hashOf(key));
  } catch (error) {
    failed(error);
    if (route.now.key === 'c' + id) go(hashOf('inbox'));
  }
}

const PRIVACY = { public: ['Everybody can join', 'All who work here find it and can join.'], private: ['By invitation', 'Only those who are invited see it.'], groups: ['A group of users', 'Those of the group see it and can join.'] };
const privacyChoices = (form) => m('fieldset.choices', { key: 'privacy' }, [m('legend.label', t('Who can join')), Object.entries(PRIVACY).map(([value, [name, text]]) =>
  m('label', { key: value }, [m('input', { type: 'radio', name: 'privacy', value, checked: form.privacy === value, onchange: () => { form.privacy = value; } }),
    m('span', [m('b', t(name)), m('span.hint', t(text))])]))]);

function groupChoice(form) {
  if (form.privacy !== 'groups') return null;
  if (!form.groups) {
    form.groups = [];
    call('res.groups', 'search_read', [[], ['full_name']], { limit: 200 }).then((rows) => {
      form.groups = rows;
      if (!form.group && rows.length) form.group = rows[0].id;
      m.redraw();
    }, failed);
  }
  return m('div', { key: 'group' }, [m('label', { for: 'channel-group' }, t('Group')), m('select', { id: 'channel-group', onchange: (event) => { form.group = Number(event.target.value); } },
    form.groups.map((one) => m('option', { key: one.id, value: one.id, selected: one.id === form.group }, one.full_name)))]);
}

// A name that is searched among people; chosen ones are chips.
export const People = {
  oninit({ state: own }) { Object.assign(own, { text: '', found: [], at: 0, asked: 0 }); },
  view({ attrs: { chosen, label, skip = [] }, state: own }) {
    const search = async () => {
      const mine = ++own.asked;
      const lists = own.text.trim() ? await call('res.partner', 'get_mention_suggestions', [], { search: own.text.trim(), limit: 8 }).catch(() => []) : [];
      if (mine !== own.asked) return;
      own.found = lists.flat().filter((one) => !chosen.some((other) => other.id === one.id) && !skip.includes(one.id));
      own.at = 0;
      m.redraw();
    };
    const take = (one) => { chosen.push(one); partner(one.id, one.name); own.text = ''; own.found = []; };
    return m('div', [
      m('label', { for: 'people-search' }, label),
      chosen.length ? m('.chips', chosen.map((one) => m('span.chip', { key: one.id }, [one.name, iconButton('close', t('Remove {name}', { name: one.name }), () => chosen.splice(chosen.indexOf(one), 1))]))) : null,
      m('input', { id: 'people-search', type: 'text', autocomplete: 'off', value: own.text, placeholder: t('Name of a person'), role: 'combobox', 'aria-expanded': String(own.found.length > 0),
        'aria-controls': 'people-found', 'aria-activedescendant': own.found.length ? 'people-' + own.at : undefined,
        oninput: (event) => { own.text = event.target.value; search(); },
        onkeydown: (event) => {
          const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
          if (step && own.found.length) { own.at = (own.at + step + own.found.length) % own.found.length; event.preventDefault(); }
          if (event.key === 'Enter' && own.found[own.at]) { event.preventDefault(); take(own.found[own.at]); }
        } }),
      m('ul.options', { role: 'listbox', id: 'people-found', 'aria-label': t('Suggestions') }, own.found.map((one, index) => m('li', { key: one.id, id: 'people-' + index, role: 'option', 'aria-selected': String(index === own.at), onclick: () => take(one) },
        [avatar(partner(one.id, one.name)), m('span.name', one.name), m('span.what', one.email || '')]))),
    ]);
  },
};

export function createChannel(kind) {
  const form = { name: '', description: '', privacy: kind === 'private' ? 'private' : 'public', people: [], group: 0, busy: false };
  dialog(kind === 'private' ? t('New private channel') : t('New channel'), (entry) => m('form.form', { onsubmit: (event) => { event.preventDefault(); create(form, entry); } }, [
    m('div', { key: 'name' }, [m('label', { for: 'channel-name' }, t('Name')), m('input', { id: 'channel-name', type: 'text', required: true, autofocus: true, maxlength: 100, autocomplete: 'off', value: form.name, oninput: (event) => { form.name = event.target.value; form.similar = null; similar(form); } })]),
    form.similar && form.similar.length && kind !== 'private' ? m('div', { key: 'similar' }, [m('p.hint', t('Already there:')), m('.chips', form.similar.map((one) => m('button', { key: one.id, type: 'button', onclick: () => { entry.close(); join(one.id); } }, t('Join #{name}', { name: one.name }))))]) : null,
    m('div', { key: 'about' }, [m('label', { for: 'channel-about' }, t('What is it about?')), m('input', { id: 'channel-about', type: 'text', value: form.description, oninput: (event) => { form.description = event.target.value; } })]),
    privacyChoices(form), groupChoice(form),
    m('div', { key: 'people' }, m(People, { chosen: form.people, label: t('Invite'), skip: [state.me] })),
    m('.buttons', { key: 'buttons' }, [m('button', { type: 'button', onclick: () => entry.close() }, t('Cancel')), m('button.primary', { type: 'submit', disabled: form.busy }, t('Create'))]),
  ].filter(Boolean)));
}
let asking = 0;
function similar(form) {
  clearTimeout(asking);
  asking = setTimeout(async () => {
    if (!form.name.trim()) return;
    form.similar = (await call('mail.channel', 'channel_search_to_join', [form.name.trim().replace(/^#/, '')]).catch(() => [])).filter((one) => !state.channels.has(one.id)).slice(0, 5);
    m.redraw();
  }, 250);
}
async function create(form, entry) {
  const name = form.name.trim().replace(/^#/, '');
  if (!name || form.busy) return;
  form.busy = true;
  try {
    const info = await call('mail.channel', 'channel_create', [name, form.privacy === 'private' ? 'private' : 'public']);
    const more = {};
    if (form.description.trim()) more.description = form.description.trim();
    if (form.privacy === 'groups' && form.group) Object.assign(more, { public: 'groups', group_public_id: form.group });
    if (Object.keys(more).length) await call('mail.channel', 'write', [[info.id], more]);
    if (form.people.length) await call('mail.channel', 'channel_invite', [[info.id]], { partner_ids: form.people.map((one) => one.id) });
    putChannel({ ...info, ...more });
    entry.before = null;
    entry.close();
    go(hashOf('c' + info.id));
  } catch (error) { failed(error); }
  form.busy = false;
  m.redraw();
}

export function invite(channel) {
  const form = { people: [] };
  dialog(t('Invite to #{name}', { name: title(channel) }), (entry) => m('form.form', { onsubmit: async (event) => {
    event.preventDefault();
    if (!form.people.length) return;
    try {
      await call('mail.channel', 'channel_invite', [[channel.id]], { partner_ids: form.people.map((one) => one.id) });
      for (const one of form.people) if (!channel.members.includes(one.id)) channel.members.push(one.id);
      entry.close();
      toast(tn('{n} person invited.', '{n} people invited.', form.people.length));
    } catch (error) { failed(error); }
  } }, [
    m(People, { chosen: form.people, label: t('Who?'), skip: channel.members }),
    m('.buttons', [m('button', { type: 'button', onclick: () => entry.close() }, t('Cancel')), m('button.primary', { type: 'submit' }, t('Invite'))]),
  ]));
}

const MAY = ['description', 'public', 'group_public_id', 'moderation', 'moderator_ids', 'moderation_notify', 'moderation_notify_msg', 'email_send', 'name'];
export async function properties(channel) {
  let form;
  try {
    const [row] = await call('mail.channel', 'read', [[channel.id], MAY]);
    form = { ...row, privacy: row.public, group: row.group_public_id ? row.group_public_id[0] : 0, picture: null };
    const ids = row.moderator_ids || [];
    form.moderators = ids.length ? await call('res.users', 'read', [ids, ['name', 'partner_id']]) : [];
    form.chosen = form.moderators.map((one) => ({ id: one.partner_id[0], name: one.name, user: one.id }));
  } catch (error) { failed(error); return; }
  dialog(t('Properties of #{name}', { name: title(channel) }), (entry) => m('form.form', { onsubmit: (event) => { event.preventDefault(); saveProperties(channel, form, entry); } }, [
    m('div', { key: 'name' }, [m('label', { for: 'channel-name' }, t('Name')), m('input', { id: 'channel-name', type: 'text', required: true, value: form.name, oninput: (event) => { form.name = event.target.value; } })]),
    m('div', { key: 'about' }, [m('label', { for: 'channel-about' }, t('What is it about?')), m('textarea', { id: 'channel-about', rows: 3, value: form.description || '', oninput: (event) => { form.description = event.target.value; } })]),
    m(PictureField, { key: 'picture', label: t('Picture'), chosen: (picture) => { form.picture = picture; } }),
    privacyChoices(form), groupChoice(form),
    m('label.check', { key: 'moderation' }, [m('input', { type: 'checkbox', checked: form.moderation, onchange: (event) => { form.moderation = event.target.checked; if (form.moderation) form.email_send = true; } }), t('Messages wait for a moderator')]),
    form.moderation ? m('div', { key: 'moderators' }, [m(People, { chosen: form.chosen, label: t('Moderators') }), m('p.hint', t('Odoo moderates mailing lists: members get the messages by e-mail too.'))]) : null,
    m('.buttons', { key: 'buttons' }, [m('button', { type: 'button', onclick: () => entry.close() }, t('Cancel')), m('button.primary', { type: 'submit' }, t('Save'))]),
  ].filter(Boolean)));
}
async function saveProperties(channel, form, entry) {
  const values = { name: form.name.trim(), description: form.description || false, public: form.privacy, moderation: form.moderation };
  if (form.privacy === 'groups') values.group_public_id = form.group || false;
  if (form.picture) values.image_128 = form.picture;
  try {
    if (form.moderation) {
      values.email_send = true;
      const partners = form.chosen.map((one) => one.id);
      const users = partners.length ? await call('res.users', 'search', [[['partner_id', 'in', partners]]]) : [];
      values.moderator_ids = [[6, 0, users]];
    }
    await call('mail.channel', 'write', [[channel.id], values]);
    const [info] = await call('mail.channel', 'channel_info', [[channel.id]]);
    putChannel(info);
    entry.close();
    changed();
  } catch (error) { failed(error); }
}

export async function seenBy(channel, message) {
  try { putChannel((await call('mail.channel', 'channel_info', [[channel.id]]))[0]); } catch (error) { failed(error); return; }
  const others = channel.seats.filter((seat) => seat.partner_id && seat.partner_id !== state.me);
  const saw = others.filter((seat) => (seat.seen_message_id || 0) >= message.id), not = others.filter((seat) => !saw.includes(seat));
  const people = (seats) => m('ul.people-list', seats.map((seat) => m('li', { key: seat.partner_id }, [avatar(partner(seat.partner_id)), m('span.name', partner(seat.partner_id).name)])));
  dialog(t('Seen by …'), () => [saw.length ? people(saw) : m('p.hint', t('Nobody yet.')), not.length ? [m('h3', t('Not yet')), people(not)] : null]);
}

export function notifications(channel) {
  const choices = { all: ['Every message', 'A sound and a notification for each.'], mentions: ['What concerns me', 'Direct messages and mentions.'], none: ['Nothing', 'Numbers on the left only.'] };
  dialog(t('Notifications'), () => m('fieldset.choices', Object.entries(choices).map(([value, [name, text]]) => m('label', { key: value }, [
    m('input', { type: 'radio', name: 'level', value, checked: levelOf(channel) === value, onchange: () => setLevel(channel, value) }), m('span', [m('b', t(name)), m('span.hint', t(text))])]))));
}

export function reject(message) {
  const form = { title: t('Your message was not accepted'), comment: '' };
  dialog(t('Reject with an explanation'), (entry) => m('form.form', { onsubmit: async (event) => {
    event.preventDefault();
    try {
      await call('mail.message', 'moderate', [[message.id], 'reject'], { title: form.title, comment: escape(form.comment).replace(/\n/g, '<br/>') });
      entry.close();
    } catch (error) { failed(error); }
  } }, [
    m('div', [m('label', { for: 'reject-title' }, t('Subject')), m('input', { id: 'reject-title', type: 'text', value: form.title, oninput: (event) => { form.title = event.target.value; } })]),
    m('div', [m('label', { for: 'reject-text' }, t('Explanation')), m('textarea', { id: 'reject-text', rows: 4, autofocus: true, oninput: (event) => { form.comment = event.target.value; } })]),
    m('.buttons', [m('button', { type: 'button', onclick: () => entry.close() }, t('Cancel')), m('button.danger', { type: 'submit' }, t('Reject'))]),
  ]));
}

async function removeMember(channel, id) {
  if (!(await ask(t('Remove {name}?', { name: partner(id).name }), t('{name} no longer gets the messages of this channel.', { name: partner(id).name }), t('Remove'), { danger: true }))) return;
  try {
    await call('mail.channel', 'write', [[channel.id], { channel_partner_ids: [[3, id]] }]);
    channel.members = channel.members.filter((one) => one !== id);
    changed();
  } catch (error) { failed(error); }
}

export const Panel = {
  oninit({ attrs, state: own }) {
    own.files = null;
    own.description = '';
    call('mail.channel', 'read', [[attrs.channel.id], ['description']]).then(([row]) => { own.description = row.description || ''; m.redraw(); }, () => {});
    call('ir.attachment', 'search_read', [[['res_model', '=', 'mail.channel'], ['res_id', '=', attrs.channel.id]], ['name', 'mimetype', 'file_size']], { limit: 30, order: 'id desc' })
      .then((rows) => { own.files = rows; m.redraw(); }, () => {});
  },
  view({ attrs: { channel, close }, state: own }) {
    const sort = collator();
    const rank = { online: 0, away: 1 };
    const members = channel.members.map((id) => partner(id)).sort((a, b) => (rank[a.status] ?? 2) - (rank[b.status] ?? 2) || sort.compare(a.name, b.name));
    const mayRemove = channel.type !== 'chat' && (channel.creator === state.uid || state.session?.is_system || channel.isModerator);
    return m('aside.panel', { 'aria-label': t('Members and files') }, [
      m('header', [m('h2', section(channel) === 'direct' ? t('Conversation') : t('About this channel')), iconButton('close', t('Close'), close)]),
      own.description ? m('p', { dir: 'auto' }, own.description) : null,
      m('h3', tn('{n} member', '{n} members', members.length)),
      m('ul.people-list', members.slice(0, 200).map((one) => {
        needPicture(one.id);
        return m('li', { key: one.id }, [
          m('span.with-presence', [avatar(one), one.status ? presence(one.status) : null]),
          m('span.name', { dir: 'auto', title: presenceName(one.status) }, one.id === state.me ? t('{name} (you)', { name: one.name }) : one.name),
          one.id !== state.me ? iconButton('send', t('Write to {name}', { name: one.name }), () => openDirect(one.id)) : null,
          mayRemove && one.id !== state.me ? iconButton('close', t('Remove {name}', { name: one.name }), () => removeMember(channel, one.id)) : null,
        ]);
      })),
      !channel.talk ? m('button', { type: 'button', onclick: () => invite(channel) }, t('Invite people')) : null,
      m('h3', t('Files')),
      own.files && own.files.length ? m('ul.people-list', own.files.map((one) => m('li', { key: one.id }, [icon('file'), m('a.name', { href: `/web/content/${one.id}?download=1` }, one.name), m('span.size', size(one.file_size || 0))]))) : m('p.hint', t('None yet.')),
    ]);
  },
};
