// What was sent and is not yet in its place: written down before the first byte leaves, looked for after a lost answer, sent once.
//   queued -> sending -> (gone: it is posted)
//                     -> refused   the server said no: the text is the person's again
//                     -> unsure    no answer: look whether a message with this key exists, send again only when it does not

import { storage } from './kit.js';
import { call, shell } from './rpc.js';
import { state } from './store.js';

const tab = Math.random().toString(36).slice(2);
const entries = new Map();
const hooks = { changed: () => {}, posted: () => {} };
export const onOutbox = (name, action) => { hooks[name] = action; };
const prefix = () => `outbox:${shell.database}:${state.uid}:`;
const working = new Set();
const DAY = 864e5, LOOK_AGAIN = 5000;

export const waitingIn = (key) => [...entries.values()].filter((entry) => entry.place === key).sort((a, b) => a.at - b.at);

// A Message-Id of our own making, of the form that the server makes.
export function newKey(model, id) {
  const bits = [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `<${bits}.${(Date.now() / 1000).toFixed(6)}-openerp-${id}-${model}@${location.hostname || 'localhost'}>`;
}

function save(entry) {
  entries.set(entry.key, entry);
  entry.touched = Date.now();
  const kept = storage.set(prefix() + entry.key, entry);
  hooks.changed();
  return kept;
}
function drop(entry) {
  entries.delete(entry.key);
  storage.set(prefix() + entry.key, null);
  hooks.changed();
}

// `post`: {model, res_id, text, kwargs}. The entry is stored when this returns.
export function send(place, post) {
  const key = newKey(post.model, post.res_id);
  const entry = { key, place, ...post, state: 'queued', tab, at: Date.now(), tries: 0, absent: 0 };
  save(entry);
  work(place);
  return entry;
}

// Of tabs that were closed while they were sending: whether it arrived is for the look to say. Locks tell which tabs live; without
// them, an entry that nobody has touched for a minute is an orphan, and so is one of before this page was loaded.
let known = false;
export async function adopt() {
  const alive = new Set([tab]);
  if (navigator.locks) {
    if (!known) navigator.locks.request('tab:' + tab, () => new Promise(() => {}));
    known = true;
    for (const lock of (await navigator.locks.query()).held || []) if (lock.name.startsWith('tab:')) alive.add(lock.name.slice(4));
  }
  for (const name of storage.keys(prefix())) {
    const entry = storage.get(name);
    if (!entry || !entry.key || entries.has(entry.key)) continue;
    if (alive.has(entry.tab) || (!navigator.locks && Date.now() - entry.touched < 60000 && entry.touched > Date.now() - performance.now())) continue;
    entry.tab = tab;
    if (entry.state === 'sending') entry.state = 'unsure';
    if (Date.now() - entry.at > DAY && entry.state !== 'refused') { entry.state = 'refused'; entry.reason = 'old'; }
    save(entry);
    work(entry.place);
  }
}

export function discard(entry) { drop(entry); }
export function again(entry) {
  // The same key: should the first one have arrived after all, the look finds it.
  entry.state = entry.tries ? 'unsure' : 'queued';
  entry.at = Date.now();
  entry.absent = 1;
  save(entry);
  work(entry.place);
}
export const isUnsent = () => [...entries.values()].some((entry) => entry.state !== 'refused');

const wakers = new Set();
export function wake() {
  for (const waker of wakers) waker();
}
const pause = (ms) => new Promise((resolve) => {
  const done = () => { clearTimeout(clock); wakers.delete(done); resolve(); };
  const clock = setTimeout(done, ms);
  wakers.add(done);
});

// One entry of a place at a time keeps their order.
async function work(place) {
  if (working.has(place)) return;
  working.add(place);
  try {
    let failures = 0;
    for (;;) {
      const entry = waitingIn(place).find((one) => one.state !== 'refused');
      if (!entry) return;
      const done = await (entry.state === 'unsure' ? look(entry) : post(entry));
      if (done) { failures = 0; continue; }
      ++failures;
      await pause(Math.min(15000, 500 * 2 ** Math.min(failures, 5)) * (0.5 + Math.random()));
    }
  } finally {
    working.delete(place);
  }
}

function refused(entry, error) {
  entry.state = 'refused';
  entry.reason = error.message;
  save(entry);
  return true;
}

async function post(entry) {
  entry.state = 'sending';
  entry.firstSent = entry.firstSent || Date.now();
  ++entry.tries;
  save(entry);
  try {
    const id = await call(entry.model, 'message_post', [entry.res_id], { ...entry.kwargs, message_id: entry.key }, { timeout: 30000 });
    await hooks.posted(entry, Array.isArray(id) ? id[0] : id);
    drop(entry);
    return true;
  } catch (error) {
    if (!error.kind) console.error(error);
    if (error.kind === 'refused') return refused(entry, error);
    if (error.kind === 'expired') { entry.state = 'queued'; --entry.tries; save(entry); return false; }
    entry.state = 'unsure';
    entry.absent = 0;
    save(entry);
    return false;
  }
}

async function look(entry) {
  try {
    const found = await call('mail.message', 'search', [[['message_id', '=', entry.key]]], {}, { timeout: 15000 });
    if (found.length) {
      await hooks.posted(entry, found[0], found);
      drop(entry);
      return true;
    }
    // A first request may still be under way: absent twice, five seconds apart.
    ++entry.absent;
    if (entry.absent < 2) { await pause(LOOK_AGAIN); return true; }
    entry.state = 'queued';
    save(entry);
    return true;
  } catch (error) {
    if (error.kind === 'refused') return refused(entry, error);
    return false;
  }
}

// ---- drafts: what was typed and not sent, per place
const draftKey = (place) => `draft:${shell.database}:${state.uid}:${place}`;
const memory = new Map();
export function draft(place) {
  if (!memory.has(place)) memory.set(place, storage.get(draftKey(place)));
  return memory.get(place) || null;
}
export function keepDraft(place, value) {
  const empty = !value || (!value.text && !(value.files || []).length);
  memory.set(place, empty ? null : value);
  return storage.set(draftKey(place), empty ? null : value);
}
export const hasDraft = (place) => { const kept = draft(place); return !!kept && (!!kept.text.trim() || (kept.files || []).length > 0); };
