// A contact's page: its chatter with messages, notes, followers with their subtypes, and activities.

import { ask, avatar, dialog, failed, icon, iconButton, m, menu, toast } from './kit.js';
import { shortDate, t, tn } from './i18n.js';
import { textOf } from './html.js';
import { call, json, userContext } from './rpc.js';
import { go, hashOf } from './route.js';
import { needPicture, partner, state } from './store.js';
import { Composer } from './composer.js';
import { open, Thread } from './thread.js';
import { openDirect } from './session.js';
import { People } from './channel.js';

const FIELDS = ['name', 'email', 'phone', 'mobile', 'function', 'parent_id', 'city', 'country_id', 'comment', 'message_is_follower', 'activity_ids'];

export const Contact = {
  oninit({ attrs, state: own }) {
    Object.assign(own, { row: null, followers: [], activities: [], kind: 'note', key: `res.partner:${attrs.id}`, users: [] });
    own.load = async () => {
      try {
        const [row] = await call('res.partner', 'read', [[attrs.id], FIELDS]);
        own.row = row;
        partner(attrs.id, row.name);
        const followers = await call('res.partner', 'read', [[attrs.id], ['message_follower_ids']]);
        own.followers = (await json('/mail/read_followers', { follower_ids: followers[0].message_follower_ids, res_model: 'res.partner', context: { ...userContext } })).followers;
        own.activities = row.activity_ids.length ? await call('mail.activity', 'activity_format', [row.activity_ids]) : [];
        own.users = await call('res.users', 'search', [[['partner_id', '=', attrs.id]]], { limit: 1 });
      } catch (error) { failed(error); if (!own.row) go(hashOf('inbox')); }
      m.redraw();
    };
    own.heard = (event) => { if (event.detail.type === 'activity_updated') own.load(); };
    addEventListener('bus-note', own.heard);
    own.load();
    open(own.key).catch(failed);
  },
  onremove: ({ state: own }) => removeEventListener('bus-note', own.heard),
  view({ attrs, state: own }) {
    const row = own.row;
    needPicture(attrs.id);
    const me = row && row.message_is_follower;
    return [attrs.head(row ? row.name : t('Contact')), !row ? m('.loading', m('span.spinner')) : m('.chatter', [
      m('.contact-card', [
        avatar(partner(attrs.id)),
        m('.lines', [m('b', row.name), m('p.hint', [row.function, row.parent_id ? row.parent_id[1] : '', row.city, row.country_id ? row.country_id[1] : ''].filter(Boolean).join(' · ')),
          m('p', [row.email ? m('a', { href: 'mailto:' + row.email }, row.email) : null, ' ', row.phone ? m('a', { href: 'tel:' + row.phone }, row.phone) : null])]),
        own.users.length && attrs.id !== state.me ? m('button', { type: 'button', onclick: () => openDirect(attrs.id) }, t('Write to {name}', { name: row.name })) : null,
        m('button', { type: 'button', 'aria-pressed': String(me), onclick: () => follow(attrs.id, own, !me) }, me ? t('Unfollow') : t('Follow')),
        menu(tn('{n} follower', '{n} followers', own.followers.length), 'people', [
          ...own.followers.map((one) => ({ label: one.name, icon: 'edit', act: () => subtypes(attrs.id, own, one) })),
          { label: t('Add followers'), icon: 'plus', act: () => addFollowers(attrs.id, own) },
        ]),
        iconButton('edit', t('Edit'), () => edit(attrs.id, own)),
      ]),
      m('.activities', [
        own.activities.length ? m('ul', own.activities.map((one) => m('li', { key: one.id }, [
          icon('clock'), m('span', { class: one.state === 'overdue' ? 'late' : '' }, shortDate(one.date_deadline)), m('b', one.summary || one.activity_type_id[1]), m('span.hint', t('for {name}', { name: one.user_id[1] })),
          m('button', { type: 'button', onclick: () => done(own, one) }, t('Done')),
          iconButton('trash', t('Cancel the activity'), async () => { await call('mail.activity', 'unlink', [[one.id]]).catch(failed); own.load(); }),
        ]))) : null,
        m('button.quiet', { type: 'button', onclick: () => schedule(attrs.id, own) }, [icon('plus'), t('Schedule an activity')]),
      ]),
      m(Thread, { place: own.key }),
      m('.tabs', { role: 'group', 'aria-label': t('What to write') }, [
        m('button', { type: 'button', 'aria-pressed': String(own.kind === 'message'), onclick: () => { own.kind = 'message'; } }, t('Message to the followers')),
        m('button', { type: 'button', 'aria-pressed': String(own.kind === 'note'), onclick: () => { own.kind = 'note'; } }, t('Internal note')),
      ]),
      m(Composer, { place: own.key, placeholder: own.kind === 'note' ? t('A note for colleagues') : t('A message to all followers'), target: () => ({ model: 'res.partner', res_id: attrs.id, subtype: own.kind === 'note' ? 'mail.mt_note' : 'mail.mt_comment' }) }),
    ])];
  },
};

async function follow(id, own, wanted) {
  try {
    await call('res.partner', wanted ? 'message_subscribe' : 'message_unsubscribe', [[id]], { partner_ids: [state.me] });
  } catch (error) { failed(error); }
  own.load();
}

async function subtypes(id, own, follower) {
  let rows;
  try {
    rows = await json('/mail/read_subscription_data', { follower_id: follower.id, context: { ...userContext } });
  } catch (error) { failed(error); return; }
  const chosen = new Set(rows.filter((row) => row.followed).map((row) => row.id));
  dialog(t('What {name} follows', { name: follower.name }), (entry) => m('form.form', { onsubmit: async (event) => {
    event.preventDefault();
    try {
      const who = follower.partner_id ? { partner_ids: [follower.partner_id] } : { channel_ids: [follower.channel_id] };
      await call('res.partner', 'message_subscribe', [[id]], { ...who, subtype_ids: [...chosen] });
      entry.close();
      own.load();
    } catch (error) { failed(error); }
  } }, [
    rows.map((row) => m('label.check', { key: row.id }, [m('input', { type: 'checkbox', checked: chosen.has(row.id), onchange: (event) => { if (event.target.checked) chosen.add(row.id); else chosen.delete(row.id); } }), row.name])),
    m('.buttons', { key: 'buttons' }, [
      m('button.danger', { type: 'button', onclick: async () => {
        const who = follower.partner_id ? { partner_ids: [follower.partner_id] } : { channel_ids: [follower.channel_id] };
        await call('res.partner', 'message_unsubscribe', [[id]], who).catch(failed);
        entry.close();
        own.load();
      } }, t('Remove')),
      m('button.primary', { type: 'submit' }, t('Save'))]),
  ]));
}

function addFollowers(id, own) {
  const people = [];
  dialog(t('Add followers'), (entry) => m('form.form', { onsubmit: async (event) => {
    event.preventDefault();
    try {
      await call('res.partner', 'message_subscribe', [[id]], { partner_ids: people.map((one) => one.id) });
      entry.close();
      own.load();
    } catch (error) { failed(error); }
  } }, [m(People, { chosen: people, label: t('Who?') }), m('.buttons', m('button.primary', { type: 'submit' }, t('Add')))]));
}

async function schedule(id, own) {
  let types, model;
  try {
    [types, model] = await Promise.all([call('mail.activity.type', 'search_read', [['|', ['res_model_id', '=', false], ['res_model_id.model', '=', 'res.partner']], ['name', 'default_next_type_id']], { order: 'sequence' }), call('ir.model', 'search', [[['model', '=', 'res.partner']]])]);
  } catch (error) { failed(error); return; }
  if (!types.length) { toast(t('There are no types of activities.'), { error: true }); return; }
  const today = new Date(), form = { type: types[0].id, summary: '', date: new Date(today - today.getTimezoneOffset() * 6e4).toISOString().slice(0, 10), note: '', user: state.uid };
  dialog(t('Schedule an activity'), (entry) => m('form.form', { onsubmit: async (event) => {
    event.preventDefault();
    try {
      await call('mail.activity', 'create', [{ activity_type_id: form.type, summary: form.summary || false, date_deadline: form.date, note: form.note || false, user_id: form.user, res_id: id, res_model_id: model[0] }]);
      entry.close();
      own.load();
    } catch (error) { failed(error); }
  } }, [
    m('.row', [m('div', [m('label', { for: 'act-type' }, t('Type')), m('select', { id: 'act-type', onchange: (event) => { form.type = Number(event.target.value); } }, types.map((one) => m('option', { key: one.id, value: one.id }, one.name)))]),
      m('div', [m('label', { for: 'act-date' }, t('Until')), m('input', { id: 'act-date', type: 'date', required: true, value: form.date, onchange: (event) => { form.date = event.target.value; } })])]),
    m('div', [m('label', { for: 'act-summary' }, t('Summary')), m('input', { id: 'act-summary', type: 'text', oninput: (event) => { form.summary = event.target.value; } })]),
    m('.buttons', [m('button', { type: 'button', onclick: () => entry.close() }, t('Cancel')), m('button.primary', { type: 'submit' }, t('Schedule'))]),
  ]));
}

async function done(own, activity) {
  if (!(await ask(t('Mark as done?'), activity.summary || textOf(activity.note || '') || activity.activity_type_id[1], t('Done')))) return;
  await call('mail.activity', 'action_feedback', [[activity.id]], { feedback: '' }).catch(failed);
  own.load();
}

function edit(id, own) {
  const form = { name: own.row.name, email: own.row.email, phone: own.row.phone, function: own.row.function, city: own.row.city };
  const labels = { name: t('Name'), email: t('E-mail address'), phone: t('Telephone'), function: t('Position'), city: t('City') };
  dialog(t('Edit'), (entry) => m('form.form', { onsubmit: async (event) => {
    event.preventDefault();
    try {
      await call('res.partner', 'write', [[id], form]);
      entry.close();
      own.load();
    } catch (error) { failed(error); }
  } }, [
    Object.entries(labels).map(([field, label]) => m('div', { key: field }, [m('label', { for: 'c-' + field }, label), m('input', { id: 'c-' + field, type: 'text', required: field === 'name', value: form[field] || '', oninput: (event) => { form[field] = event.target.value || false; } })])),
    m('.buttons', { key: 'buttons' }, [m('button', { type: 'button', onclick: () => entry.close() }, t('Cancel')), m('button.primary', { type: 'submit' }, t('Save'))]),
  ]));
}
