// For administrators: people, e-mail, languages.

import { ask, avatar, dialog, failed, m, menu, toast } from './kit.js';
import { t, when } from './i18n.js';
import { call } from './rpc.js';
import { needPicture, partner, state } from './store.js';

let systemGroup = 0;
async function system() {
  systemGroup = systemGroup || (await call('ir.model.data', 'get_object_reference', ['base', 'group_system']))[1];
  return systemGroup;
}

export const People = {
  oninit({ state: own }) {
    Object.assign(own, { rows: null, archived: false, text: '' });
    own.load = async () => {
      try {
        const group = await system();
        const rows = await call('res.users', 'search_read', [[['share', '=', false], ['id', '!=', 1]], ['name', 'login', 'active', 'login_date', 'partner_id', 'groups_id', 'email', 'notification_type']],
          { order: 'name', context: { active_test: false } });
        own.rows = rows.map((row) => ({ ...row, admin: row.groups_id.includes(group) }));
      } catch (error) { failed(error); }
      m.redraw();
    };
    own.load();
  },
  view({ attrs, state: own }) {
    const change = async (act, text) => { try { await act(); await own.load(); if (text) toast(text); } catch (error) { failed(error); } };
    const rows = (own.rows || []).filter((row) => (own.archived || row.active) && `${row.name} ${row.login}`.toLowerCase().includes(own.text.toLowerCase()));
    return [attrs.head(t('People')), m('.page', [
      m('.form', m('.row', [
        m('div', [m('label', { for: 'people-filter' }, t('Find')), m('input', { id: 'people-filter', type: 'search', value: own.text, oninput: (event) => { own.text = event.target.value; } })]),
        m('.buttons', [m('label.check', [m('input', { type: 'checkbox', checked: own.archived, onchange: (event) => { own.archived = event.target.checked; } }), t('Archived too')]),
          m('button.primary', { type: 'button', onclick: () => addPerson(own) }, t('Add a person'))]),
      ])),
      own.rows ? m('table.table', [m('thead', m('tr', [m('th', t('Name')), m('th', t('Login')), m('th', t('Last seen')), m('th', m('span.about', t('Actions')))])), m('tbody', rows.map((row) => {
        const person = partner(row.partner_id[0], row.name);
        needPicture(person.id);
        return m('tr', { key: row.id, class: row.active ? '' : 'archived' }, [
          m('td', m('.who-cell', [avatar(person), m('span', [m('b', row.name), row.admin ? m('p.hint', t('Administrator')) : null, row.active ? null : m('p.hint', t('Archived'))])])),
          m('td', row.login), m('td', row.login_date ? when(row.login_date) : t('never')),
          m('td', menu(t('Actions for {name}', { name: row.name }), 'more', [
            { label: t('Send an invitation'), icon: 'mail', act: () => change(() => call('res.users', 'action_reset_password', [[row.id]], { context: { create_user: true } }), t('The invitation is sent.')) },
            { label: t('Send a link for a new password'), icon: 'mail', act: () => change(() => call('res.users', 'action_reset_password', [[row.id]]), t('The link is sent.')) },
            { label: t('Set a password'), icon: 'lock', act: () => setPassword(row) },
            row.id !== state.uid ? { label: row.admin ? t('No longer an administrator') : t('Make an administrator'), icon: 'shield', act: () => change(async () => call('res.users', 'write', [[row.id], { groups_id: [[row.admin ? 3 : 4, await system()]] }])) } : null,
            row.id !== state.uid && row.active ? { label: t('Archive'), icon: 'trash', danger: true, act: async () => { if (await ask(t('Archive {name}?', { name: row.name }), t('{name} can no longer sign in; the messages stay.', { name: row.name }), t('Archive'), { danger: true })) change(() => call('res.users', 'write', [[row.id], { active: false }])); } } : null,
            row.active ? null : { label: t('Take back from the archive'), icon: 'reply', act: () => change(() => call('res.users', 'write', [[row.id], { active: true }])) },
          ])),
        ]);
      }))]) : m('.loading', m('span.spinner')),
    ])];
  },
};

const generated = () => [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => 'abcdefghijkmnpqrstuvwxyz23456789'[byte % 32]).join('');

function addPerson(own) {
  const form = { name: '', login: '', how: 'password', password: generated(), admin: false, lang: state.session.user_context.lang };
  dialog(t('Add a person'), (entry) => m('form.form', { onsubmit: async (event) => {
    event.preventDefault();
    try {
      const values = { name: form.name.trim(), login: form.login.trim(), email: form.login.includes('@') ? form.login.trim() : false, notification_type: 'inbox', lang: form.lang };
      if (form.how === 'password') values.password = form.password;
      const id = await call('res.users', 'create', [values], { context: { no_reset_password: true } });
      if (form.admin) await call('res.users', 'write', [[id], { groups_id: [[4, await system()]] }]);
      if (form.how === 'invitation') await call('res.users', 'action_reset_password', [[id]], { context: { create_user: true } });
      entry.close();
      await own.load();
      toast(t('{name} is added.', { name: values.name }));
    } catch (error) { failed(error); own.load(); }
  } }, [
    m('div', { key: 'name' }, [m('label', { for: 'new-name' }, t('Name')), m('input', { id: 'new-name', type: 'text', required: true, autofocus: true, oninput: (event) => { form.name = event.target.value; } })]),
    m('div', { key: 'login' }, [m('label', { for: 'new-login' }, t('E-mail address, which is the login too')), m('input', { id: 'new-login', type: 'text', required: true, autocapitalize: 'none', oninput: (event) => { form.login = event.target.value; } })]),
    m('fieldset.choices', { key: 'how' }, [m('legend.label', t('How they come in')), [['password', t('With this password'), t('You tell it to them.')], ['invitation', t('By an invitation'), t('An e-mail with a link; needs a mail server.')]].map(([value, name, hint]) =>
      m('label', { key: value }, [m('input', { type: 'radio', name: 'how', value, checked: form.how === value, onchange: () => { form.how = value; } }), m('span', [m('b', name), m('span.hint', hint)])]))]),
    form.how === 'password' ? m('div', { key: 'password' }, [m('label', { for: 'new-password' }, t('Password')), m('input', { id: 'new-password', type: 'text', autocomplete: 'off', value: form.password, oninput: (event) => { form.password = event.target.value; } })]) : null,
    m('label.check', { key: 'admin' }, [m('input', { type: 'checkbox', onchange: (event) => { form.admin = event.target.checked; } }), t('Administrator')]),
    m('.buttons', { key: 'buttons' }, [m('button', { type: 'button', onclick: () => entry.close() }, t('Cancel')), m('button.primary', { type: 'submit' }, t('Add'))]),
  ].filter(Boolean)));
}

function setPassword(row) {
  const form = { password: generated() };
  dialog(t('Password of {name}', { name: row.name }), (entry) => m('form.form', { onsubmit: async (event) => {
    event.preventDefault();
    try {
      await call('res.users', 'write', [[row.id], { password: form.password }]);
      entry.close();
      toast(t('The password is changed.'));
    } catch (error) { failed(error); }
  } }, [
    m('div', [m('label', { for: 'set-password' }, t('New password')), m('input', { id: 'set-password', type: 'text', required: true, autocomplete: 'off', value: form.password, oninput: (event) => { form.password = event.target.value; } })]),
    m('.buttons', [m('button', { type: 'button', onclick: () => entry.close() }, t('Cancel')), m('button.primary', { type: 'submit' }, t('Set'))]),
  ]));
}

const SERVER = { name: '', smtp_host: '', smtp_port: 587, smtp_encryption: 'starttls', smtp_user: '', smtp_pass: '' };
export const Mail = {
  oninit({ state: own }) {
    Promise.all([call('ir.mail_server', 'search_read', [[], Object.keys(SERVER)], { order: 'sequence, id', limit: 1 }), call('ir.config_parameter', 'get_param', ['mail.catchall.domain']), call('ir.config_parameter', 'get_param', ['web.base.url'])])
      .then(([[server], domain, url]) => { Object.assign(own, { server: server || { ...SERVER }, domain: domain || '', url: url || '' }); m.redraw(); }, failed);
  },
  view({ attrs, state: own }) {
    const field = (name, label, type = 'text') => m('div', [m('label', { for: 'mail-' + name }, label), m('input', { id: 'mail-' + name, type, autocomplete: 'off', required: name === 'smtp_host', value: own.server[name] || '', oninput: (event) => { own.server[name] = type === 'number' ? Number(event.target.value) : event.target.value; } })]);
    const keep = async () => {
      const { id, ...values } = own.server;
      values.name = values.name || values.smtp_host;
      if (id) await call('ir.mail_server', 'write', [[id], values]);
      else own.server.id = await call('ir.mail_server', 'create', [values]);
      await call('ir.config_parameter', 'set_param', ['mail.catchall.domain', own.domain.trim() || false]);
      if (own.url) await call('ir.config_parameter', 'set_param', ['web.base.url', own.url.trim()]);
    };
    return [attrs.head(t('E-mail')), !own.server ? m('.loading', m('span.spinner')) : m('.page', m('form.form', { onsubmit: async (event) => {
      event.preventDefault();
      try { await keep(); toast(t('Saved.')); } catch (error) { failed(error); }
      m.redraw();
    } }, [
      m('h2', t('Mail server, for what goes out')),
      m('.row', [field('smtp_host', t('Server')), field('smtp_port', t('Port'), 'number')]),
      m('div', [m('label', { for: 'mail-encryption' }, t('Encryption')), m('select', { id: 'mail-encryption', onchange: (event) => { own.server.smtp_encryption = event.target.value; } }, [['none', t('None')], ['starttls', 'STARTTLS'], ['ssl', 'TLS']].map(([value, name]) => m('option', { key: value, value, selected: own.server.smtp_encryption === value }, name)))]),
      m('.row', [field('smtp_user', t('Login')), field('smtp_pass', t('Password'), 'password')]),
      m('.buttons', m('button', { type: 'button', onclick: async () => {
        try {
          await keep();
          await call('ir.mail_server', 'test_smtp_connection', [[own.server.id]]);
          toast(t('The mail server answers.'));
        } catch (error) { failed(error); }
        m.redraw();
      } }, t('Save and test'))),
      m('h2', t('Addresses')),
      m('div', [m('label', { for: 'mail-domain' }, t('Domain of the addresses of channels')), m('input', { id: 'mail-domain', type: 'text', placeholder: 'example.com', value: own.domain, oninput: (event) => { own.domain = event.target.value; } }), m('p.hint', t('E-mails to this domain must reach the gateway: see the operations guide.'))]),
      m('div', [m('label', { for: 'mail-url' }, t('Address of this page in e-mails')), m('input', { id: 'mail-url', type: 'text', value: own.url, oninput: (event) => { own.url = event.target.value; } })]),
      m('.buttons', m('button.primary', { type: 'submit' }, t('Save'))),
    ]))];
  },
};

export const Languages = {
  oninit({ state: own }) {
    own.load = () => call('res.lang', 'search_read', [[], ['name', 'code', 'active']], { context: { active_test: false }, order: 'active desc, name' }).then((rows) => { own.rows = rows; m.redraw(); }, failed);
    own.load();
  },
  view: ({ attrs, state: own }) => [attrs.head(t('Languages')), m('.page', [
    m('p.hint', t('Languages that people may choose. This page speaks English and French; in others, dates and numbers follow the language.')),
    own.rows ? m('ul.people-list', own.rows.map((row) => m('li', { key: row.id }, m('label.check', [m('input', { type: 'checkbox', checked: row.active, disabled: row.code === 'en_US', onchange: async (event) => {
      try { await call('res.lang', 'write', [[row.id], { active: event.target.checked }]); } catch (error) { failed(error); }
      own.load();
    } }), ' ', row.name])))) : m('.loading', m('span.spinner')),
  ])],
};
