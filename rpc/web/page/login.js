// Signing in, and signing in again over the page when the session has ended.

import { m, storage } from './kit.js';
import { t } from './i18n.js';
import { shell } from './rpc.js';
import { screen, signIn } from './session.js';
import { state } from './store.js';

const form = { busy: false, problem: '' };

async function submit(event) {
  event.preventDefault();
  if (form.busy) return;
  const login = event.target.elements.login.value, password = event.target.elements.password.value;
  form.busy = true;
  form.problem = '';
  try {
    await signIn(login, password);
  } catch (error) {
    form.problem = error.message;
    document.getElementById('password')?.select();
  }
  form.busy = false;
  m.redraw();
}

const Form = {
  view: ({ attrs }) => m('form.login-form', { onsubmit: submit, 'aria-label': t('Sign in') }, [
    m('label', { for: 'login' }, t('Login')),
    m('input', { id: 'login', name: 'login', type: 'text', autocomplete: 'username', autocapitalize: 'none', spellcheck: false, required: true,
      'aria-describedby': 'login-problem', oncreate: ({ dom }) => {
        dom.value = attrs.login || storage.get('login') || '';
        if (!dom.value && matchMedia('(pointer: fine)').matches) dom.focus();
      } }),
    m('label', { for: 'password' }, t('Password')),
    m('input', { id: 'password', name: 'password', type: 'password', autocomplete: 'current-password', required: true, 'aria-describedby': 'login-problem',
      oncreate: ({ dom }) => { if (document.getElementById('login').value && matchMedia('(pointer: fine)').matches) dom.focus(); } }),
    m('p.problem', { id: 'login-problem', role: 'alert' }, form.problem),
    m('button.primary', { type: 'submit', 'aria-busy': String(form.busy) }, t('Log in')),
  ]),
};

export const Login = {
  view: () => m('main.login', [
    m('.login-card', [
      m('img.logo', { src: shell.assets + 'icon.svg', alt: '' }),
      m('h1', t('Discuss')),
      m('p.where', shell.database),
      shell.signIn === 'odoo'
        ? m('a.button.primary', { href: '/web/login?redirect=' + encodeURIComponent(location.pathname + location.hash) }, t('Log in with Odoo'))
        : [m(Form), m('p.hint', m('a', { href: '/web/reset_password' }, t('Forgotten password?')))],
    ]),
  ]),
};

export const Again = {
  view: () => screen.expired ? m('dialog.again', {
    'aria-labelledby': 'again-title', oncreate: ({ dom }) => dom.showModal(), oncancel: (event) => event.preventDefault(),
  }, m('.dialog-box', [
    m('header', m('h2', { id: 'again-title' }, t('Please sign in again'))),
    m('.dialog-body', [
      m('p', t('Your session has ended. What you have typed is kept.')),
      shell.signIn === 'odoo' ? m('a.button.primary', { href: '/web/login?redirect=' + encodeURIComponent(location.pathname) }, t('Log in with Odoo'))
        : m(Form, { login: state.session?.username }),
    ]),
  ])) : null,
};
