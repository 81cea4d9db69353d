// Who is here: signing in and out, and what follows from it.

import { speak, preferred, t } from './i18n.js';
import { failed, storage } from './kit.js';
import * as bus from './bus.js';
import { adopt, isUnsent } from './outbox.js';
import { call, json, onExpired, refreshShell, shell, userContext } from './rpc.js';
import { go, hashOf } from './route.js';
import { changed, forget, putChannel, recall, state, synchronise } from './store.js';

// 'starting', 'login' or 'in'; `expired` asks for the password over the page.
export const screen = { now: 'starting', expired: false, problem: '' };

function take(info) {
  state.session = info;
  state.uid = info.uid;
  state.me = info.partner_id;
  state.session.company = info.user_companies ? info.user_companies.current_company[1] : info.company_name;
  Object.assign(userContext, info.user_context);
}

export async function begin() {
  onExpired.call = () => { if (screen.now === 'in' && !screen.expired) { screen.expired = true; changed(); } };
  if (!shell.uid) {
    await speak(preferred());
    screen.now = 'login';
    return changed();
  }
  // What was known last time is painted at once; the server's answers replace it.
  const saved = recall(shell.uid);
  const asked = Promise.all([json('/web/session/get_session_info', {}), synchronise()]);
  if (saved) {
    await speak(saved.lang, saved.tz);
    Object.assign(userContext, { lang: saved.lang, tz: saved.tz, uid: shell.uid });
    state.session = { name: saved.name, partner_id: saved.me, company: '', is_system: false };
    screen.now = 'in';
    changed();
  }
  try {
    const [info] = await asked;
    await enter(info);
  } catch (error) {
    if (error.kind !== 'expired') {
      screen.problem = error.message;
      changed();
      setTimeout(begin, 3000);
      return undefined;
    }
    await speak(preferred());
    screen.now = 'login';
    screen.expired = false;
  }
  return changed();
}

async function enter(info) {
  take(info);
  await speak(info.user_context.lang, info.user_context.tz);
  screen.now = 'in';
  screen.expired = false;
  screen.problem = '';
  changed();
  bus.start({ synchronise: resync, other: heard });
  adopt();
  addEventListener('beforeunload', (event) => { if (isUnsent() && document.visibilityState === 'visible') event.preventDefault(); });
}

export const onResync = { call: () => {} };
async function resync() {
  try {
    await synchronise();
    await onResync.call();
    adopt();
  } catch { /* the poll says that the connection is gone */ }
}

function heard(message) {
  if (message.kind === 'sign-out') location.reload();
}

// Throws what the server says.
export async function signIn(login, password) {
  const info = await json('/web/session/authenticate', { db: shell.database, login: login.trim(), password });
  if (!info || !info.uid) throw new Error(t('Wrong login or password.'));
  storage.set('login', login.trim());
  if (screen.expired && info.uid === state.uid) {
    await refreshShell();
    take(info);
    screen.expired = false;
    changed();
    return resync();
  }
  // A new document: its token is of the new session. What the address asks for stays.
  const wanted = new URLSearchParams(location.search).get('redirect');
  const url = wanted ? safe(wanted) : null;
  if (url) return location.replace(url);
  return location.reload();
}

// Only to pages of this server that show something.
function safe(wanted) {
  try {
    const url = new URL(wanted, location.origin);
    return url.origin === location.origin && /^\/(web|discuss|mail\/view|web\/content|web\/image)?(\/|$)/.test(url.pathname) && !/logout|proxy|login/.test(url.pathname) ? url.href : null;
  } catch {
    return null;
  }
}

export async function signOut() {
  try {
    await json('/web/session/destroy', {});
  } catch { /* then it was over already */ }
  forget();
  bus.tell({ kind: 'sign-out' });
  bus.stop();
  location.replace(location.pathname);
}

export async function openDirect(id) {
  try {
    const info = await call('mail.channel', 'channel_get', [[id]]);
    putChannel(info);
    go(hashOf('c' + info.id));
  } catch (error) { failed(error); }
}
