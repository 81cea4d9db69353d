// What a person chooses for himself: preferences and canned responses.

import { PictureField, ask, avatar, failed, iconButton, m, storage, toast } from './kit.js';
import { speak, t } from './i18n.js';
import { textOf, escape } from './html.js';
import { call, json, shell, userContext } from './rpc.js';
import { changed, partner, state, synchronise } from './store.js';
import { desktopOn, sound, soundOn } from './notify.js';
import { signIn } from './session.js';

const LANGUAGES = { en_US: 'English', fr_FR: 'Français' };

export const Preferences = {
  oninit({ state: own }) {
    own.user = null;
    own.zones = [];
    Promise.all([
      call('res.users', 'read', [[state.uid], ['name', 'login', 'email', 'lang', 'tz', 'notification_type', 'signature', 'out_of_office_message']]).catch(() => call('res.users', 'read', [[state.uid], ['name', 'login', 'email', 'lang', 'tz', 'notification_type', 'signature']])),
      call('res.users', 'fields_get', [['tz', 'out_of_office_message']]),
      json('/web/session/get_lang_list', {}),
      call('res.lang', 'search_read', [[], ['code', 'name']]).catch(() => []),
      // who answers visitors, where there is live chat
      call('im_livechat.channel', 'search_read', [[], ['name', 'user_ids']]).catch(() => []),
    ]).then(([[user], fields, , langs, livechats]) => {
      own.user = { ...user, signature: user.signature ? textOf(user.signature) : '' };
      own.zones = fields.tz && Array.isArray(fields.tz.selection) ? fields.tz.selection : [];
      own.livechats = livechats;
      own.away = 'out_of_office_message' in fields;
      own.langs = langs.length ? langs : Object.entries(LANGUAGES).map(([code, name]) => ({ code, name }));
      m.redraw();
    }, failed);
  },
  view({ attrs, state: own }) {
    const user = own.user;
    const text = (field, label, type = 'text', more = {}) => m('div', { key: field }, [m('label', { for: 'p-' + field }, label), m('input', { id: 'p-' + field, type, value: user[field] || '', oninput: (event) => { user[field] = event.target.value; }, ...more })]);
    const select = (field, label, rows) => m('div', { key: field }, [m('label', { for: 'p-' + field }, label), m('select', { id: 'p-' + field, onchange: (event) => { user[field] = event.target.value || false; } },
      rows.map(([value, name]) => m('option', { key: String(value), value: value || '', selected: (user[field] || false) === value }, name)))]);
    return [attrs.head(t('Preferences')), !user ? m('.loading', m('span.spinner')) : m('.page', [
      m('form.form', { key: 'me', onsubmit: (event) => { event.preventDefault(); save(own); } }, [
        m('.contact-card', { key: 'card' }, [avatar(partner(state.me)), m('.lines', [m('b', user.name), m('p.hint', user.login)]), m(PictureField, { label: t('New picture'), chosen: (picture) => { own.picture = picture; } })]),
        text('name', t('Name')), text('email', t('E-mail address'), 'email'),
        m('.row', { key: 'where' }, [select('lang', t('Language'), own.langs.map((one) => [one.code, LANGUAGES[one.code] || one.name])), select('tz', t('Time zone'), [[false, t('As this computer')], ...own.zones])]),
        m('fieldset.choices', { key: 'notify' }, [m('legend.label', t('Messages that concern me come')), [['inbox', t('to the inbox here'), t('A number on the left; no e-mail.')], ['email', t('by e-mail'), t('Needs a mail server.')]].map(([value, name, hint]) =>
          m('label', { key: value }, [m('input', { type: 'radio', name: 'notification', value, checked: user.notification_type === value, onchange: () => { user.notification_type = value; } }), m('span', [m('b', name), m('span.hint', hint)])]))]),
        m('div', { key: 'signature' }, [m('label', { for: 'p-signature' }, t('Signature of e-mails')), m('textarea', { id: 'p-signature', rows: 3, value: user.signature, oninput: (event) => { user.signature = event.target.value; } })]),
        own.away ? text('out_of_office_message', t('Out of office: what others see')) : null,
        m('.buttons', { key: 'buttons' }, m('button.primary', { type: 'submit' }, t('Save'))),
      ].filter(Boolean)),
      own.livechats.length ? m('h2', { key: 'visitors-title' }, t('Visitors of the website')) : null,
      own.livechats.length ? m('.form', { key: 'visitors' }, own.livechats.map((one) => m('label.check', { key: one.id }, [
        m('input', { type: 'checkbox', checked: one.user_ids.includes(state.uid), onchange: (event) => answerVisitors(one, event.target.checked) }), t('I answer visitors of {name} while I am here', { name: one.name })]))) : null,
      m('h2', { key: 'here-title' }, t('In this browser')),
      m('.form', { key: 'here' }, [
        m('div', [m('label', { for: 'p-theme' }, t('Colours')), m('select', { id: 'p-theme', onchange: (event) => theme(event.target.value) }, [['', t('As the system')], ['light', t('Light')], ['dark', t('Dark')]].map(([value, name]) => m('option', { key: value, value, selected: (storage.get('theme') || '') === value }, name)))]),
        m('label.check', [m('input', { type: 'checkbox', checked: soundOn(), onchange: (event) => { storage.set('sound', event.target.checked); if (event.target.checked) sound(); } }), t('A short sound for what concerns me')]),
        m('label.check', [m('input', { type: 'checkbox', checked: storage.get('enter-is-new-line') === true, onchange: (event) => storage.set('enter-is-new-line', event.target.checked) }), t('Enter makes a new line, Ctrl+Enter sends')]),
        'Notification' in window && window.isSecureContext ? m('label.check', [m('input', { type: 'checkbox', checked: desktopOn(), onchange: (event) => desktop(event.target.checked) }), t('Notifications on the desktop')]) : m('p.hint', t('Notifications on the desktop need HTTPS.')),
      ]),
      shell.signIn === 'here' ? m('h2', { key: 'password-title' }, t('Password')) : null,
      shell.signIn === 'here' ? m(Password, { key: 'password', login: user.login }) : null,
    ].filter(Boolean))];
  },
};

async function save(own) {
  const { name, email, lang, tz, notification_type, signature, out_of_office_message } = own.user;
  const values = { name, email, lang, tz: tz || false, notification_type, signature: signature ? `<p>${escape(signature).replace(/\n/g, '<br/>')}</p>` : false };
  if (own.away) values.out_of_office_message = out_of_office_message || false;
  if (own.picture) values.image_1920 = own.picture;
  try {
    await call('res.users', 'write', [[state.uid], values]);
    state.session = { ...state.session, name };
    partner(state.me, name).picture = own.picture ? undefined : partner(state.me).picture;
    Object.assign(userContext, { lang, tz: tz || false });
    await speak(lang, tz);
    await json('/web/session/get_session_info', {});
    await synchronise();
    toast(t('Saved.'));
  } catch (error) { failed(error); }
  changed();
}

async function answerVisitors(channel, wanted) {
  try {
    await call('im_livechat.channel', wanted ? 'action_join' : 'action_quit', [[channel.id]]);
    channel.user_ids = channel.user_ids.filter((one) => one !== state.uid).concat(wanted ? [state.uid] : []);
    toast(t('Saved.'));
  } catch (error) { failed(error); }
  m.redraw();
}

function theme(value) {
  storage.set('theme', value || null);
  if (value) document.documentElement.dataset.theme = value;
  else delete document.documentElement.dataset.theme;
}
async function desktop(wanted) {
  storage.set('desktop', wanted);
  if (wanted && Notification.permission !== 'granted' && (await Notification.requestPermission()) !== 'granted') toast(t('The browser does not allow it.'), { error: true });
  m.redraw();
}

const Password = {
  oninit: ({ state: own }) => Object.assign(own, { old: '', fresh: '', again: '', problem: '' }),
  view({ attrs, state: own }) {
    const field = (name, label, complete) => m('div', [m('label', { for: 'p-' + name }, label), m('input', { id: 'p-' + name, type: 'password', autocomplete: complete, required: true, value: own[name], 'aria-describedby': 'password-problem', oninput: (event) => { own[name] = event.target.value; } })]);
    return m('form.form', { onsubmit: async (event) => {
      event.preventDefault();
      const answer = await json('/web/session/change_password', { fields: [{ name: 'old_pwd', value: own.old }, { name: 'new_password', value: own.fresh }, { name: 'confirm_pwd', value: own.again }] }).catch((error) => ({ error: error.message }));
      own.problem = answer.error ? t(answer.error) : '';
      if (!answer.error) {
        toast(t('The password is changed.'));
        // The session ended with the old password.
        await signIn(attrs.login, own.fresh).catch(failed);
      }
      m.redraw();
    } }, [field('old', t('Password until now'), 'current-password'), field('fresh', t('New password'), 'new-password'), field('again', t('New password again'), 'new-password'),
      m('p.problem', { id: 'password-problem', role: 'alert' }, own.problem), m('.buttons', m('button', { type: 'submit' }, t('Change the password')))]);
  },
};

export const Canned = {
  oninit({ state: own }) {
    own.rows = null;
    own.load = () => call('mail.shortcode', 'search_read', [[], ['source', 'substitution', 'create_uid']], { order: 'source' }).then((rows) => { own.rows = rows; m.redraw(); }, failed);
    own.fresh = { source: '', substitution: '' };
    own.load();
  },
  view({ attrs, state: own }) {
    const change = async (act) => { try { await act(); await own.load(); await synchronise(); } catch (error) { failed(error); } };
    return [attrs.head(t('Canned responses')), m('.page', [
      m('p.hint', t('Type : and the shortcut in a message, and choose the text. They are for everybody.')),
      own.rows ? m('table.table', [m('thead', m('tr', [m('th', t('Shortcut')), m('th', t('Text')), m('th', t('By')), m('th', m('span.about', t('Actions')))])), m('tbody', own.rows.map((row) => m('tr', { key: row.id }, [
        m('td', m('input', { type: 'text', 'aria-label': t('Shortcut'), value: row.source, onchange: (event) => change(() => call('mail.shortcode', 'write', [[row.id], { source: event.target.value.trim() }])) })),
        m('td', m('input', { type: 'text', 'aria-label': t('Text'), value: row.substitution, onchange: (event) => change(() => call('mail.shortcode', 'write', [[row.id], { substitution: event.target.value }])) })),
        m('td', row.create_uid ? row.create_uid[1] : ''),
        m('td', iconButton('trash', t('Delete'), async () => { if (await ask(t('Delete :{name}?', { name: row.source }), t('It disappears for everybody.'), t('Delete'), { danger: true })) change(() => call('mail.shortcode', 'unlink', [[row.id]])); })),
      ])))]) : m('.loading', m('span.spinner')),
      m('h2', t('New canned response')),
      m('form.form', { onsubmit: (event) => { event.preventDefault(); change(async () => { await call('mail.shortcode', 'create', [{ source: own.fresh.source.trim(), substitution: own.fresh.substitution }]); own.fresh = { source: '', substitution: '' }; }); } }, [
        m('div', [m('label', { for: 'canned-source' }, t('Shortcut')), m('input', { id: 'canned-source', type: 'text', required: true, value: own.fresh.source, oninput: (event) => { own.fresh.source = event.target.value; } })]),
        m('div', [m('label', { for: 'canned-text' }, t('Text')), m('textarea', { id: 'canned-text', rows: 3, required: true, value: own.fresh.substitution, oninput: (event) => { own.fresh.substitution = event.target.value; } })]),
        m('.buttons', m('button.primary', { type: 'submit' }, t('Add'))),
      ]),
    ])];
  },
};
