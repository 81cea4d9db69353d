// JSON-RPC as Odoo's web client speaks it, and what its failures mean.

import { t } from './i18n.js';

const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content || '';
export const shell = {
  csrf: meta('csrf'), database: meta('database'), uid: Number(meta('uid')), assets: meta('assets'), signIn: meta('sign-in'),
};
// The user's language, zone and id, sent along with each call; main.js fills it.
export const userContext = {};
export const onExpired = { call: null };

// kind: 'lost' (no answer: it may have been done), 'busy' (502 to 504), 'expired' (sign in), 'refused' (the server said no).
export class RpcError extends Error {
  constructor(kind, message, data) {
    super(message);
    this.kind = kind;
    this.data = data || {};
  }
}

let number = 0;
export async function json(path, params = {}, { timeout = 60000, signal } = {}) {
  const stop = new AbortController();
  const clock = setTimeout(() => stop.abort(), timeout);
  if (signal) signal.addEventListener('abort', () => stop.abort());
  let response, answer;
  try {
    response = await fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', method: 'call', id: ++number, params }),
      signal: stop.signal,
    });
    if (response.status >= 502 && response.status <= 504) throw new RpcError('busy', t('The server is not there at the moment.'));
    if (response.status === 413) throw new RpcError('refused', t('This is too large for the server.'));
    answer = await response.json();
  } catch (error) {
    if (error instanceof RpcError) throw error;
    if (response && !response.ok && response.status < 500) throw new RpcError('refused', `HTTP ${response.status}`);
    throw new RpcError('lost', t('No connection to the server.'));
  } finally {
    clearTimeout(clock);
  }
  if (!answer.error) return answer.result === undefined ? null : answer.result;
  const data = answer.error.data || {};
  if (answer.error.code === 100) {
    if (onExpired.call) onExpired.call();
    throw new RpcError('expired', t('Please sign in again.'), data);
  }
  throw new RpcError('refused', sentence(data), data);
}

export const call = (model, method, args = [], kwargs = {}, options = {}) =>
  json(`/web/dataset/call_kw/${model}/${method}`,
       { model, method, args, kwargs: { ...kwargs, context: { ...userContext, ...kwargs.context } } }, options);

// The server's own sentence where people can use it, else one of ours.
function sentence(data) {
  const name = data.name || '', said = String((data.arguments || [])[0] || data.message || '').trim();
  if (/AccessError/.test(name)) return t('You are not allowed to do this.');
  if (/MissingError/.test(name)) return t('This does not exist any more.');
  if (/AccessDenied/.test(name)) return t('Wrong login or password.');
  if (/(UserError|ValidationError|Warning|except_orm|RedirectWarning)/.test(name)) return said;
  return said ? t('The server could not do this: {reason}', { reason: said.split('\n')[0] }) : t('The server could not do this.');
}

// The document again, for a fresh token after signing in, or an hour later.
export async function refreshShell() {
  const text = await (await fetch(location.pathname, { cache: 'no-store' })).text();
  const read = (name) => new RegExp(`<meta name="${name}" content="([^"]*)"`).exec(text)?.[1] || '';
  shell.csrf = read('csrf');
  shell.uid = Number(read('uid'));
}
