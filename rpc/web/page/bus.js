// The long-poll: one tab of a browser asks for all, hands its rows to the others, and comes back after a failure without haste.

import { json, shell } from './rpc.js';
import { apply } from './rows.js';
import { changed, state } from './store.js';

const tab = Math.random().toString(36).slice(2);
let channel = null, last = 0, leading = false, stopped = true, lastAnswer = 0, leaderSeen = 0, running = 0;
let resync = () => {}, heard = () => {};
let attempt = null, wait = null;
let activity = Date.now();

export const isLeader = () => leading;
export const tell = (message) => channel && channel.postMessage({ tab, ...message });
export const touched = () => { activity = Date.now(); };

export function start({ synchronise, other }) {
  resync = synchronise;
  heard = other;
  stopped = false;
  last = 0;
  for (const name of ['pointerdown', 'keydown', 'wheel', 'touchstart']) addEventListener(name, touched, { passive: true, capture: true });
  if (window.BroadcastChannel && !channel) {
    channel = new BroadcastChannel(`bus:${shell.database}:${state.uid}`);
    channel.onmessage = ({ data }) => receive(data);
  }
  lead();
  addEventListener('online', hurry);
  addEventListener('offline', () => { state.link = 'offline'; changed(); });
  let hiddenAt = 0;
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) { hiddenAt = Date.now(); return; }
    touched();
    hurry();
    if (!navigator.locks && !leading) takeOver();
    if (hiddenAt && Date.now() - hiddenAt > 60000) resync();
  });
  setInterval(() => resync(), 600000);
}

export function stop() {
  stopped = true;
  if (attempt) attempt.abort();
}

function receive(data) {
  if (data.kind === 'rows') {
    leaderSeen = Date.now();
    if (running && data.number > running + 1) resync();
    running = data.number;
    apply(data.rows);
  } else if (data.kind === 'beat') {
    leaderSeen = Date.now();
    if (leading && !navigator.locks && data.tab < tab) leading = false;
    if (data.link !== state.link) { state.link = data.link; changed(); }
  } else if (data.kind === 'resync') resync();
  else heard(data);
}

// With locks the browser says who leads, and a tab that dies is followed at once. Plain HTTP has none: then silence of six seconds does.
function lead() {
  if (navigator.locks) {
    navigator.locks.request(`poll:${shell.database}:${state.uid}`, () => new Promise((done) => {
      leading = true;
      poll().then(done);
    }));
    return;
  }
  setInterval(() => {
    if (leading) tell({ kind: 'beat', link: state.link });
    else if (Date.now() - leaderSeen > 6000) takeOver();
  }, 3000);
  if (!channel) takeOver();
  else setTimeout(() => { if (!leaderSeen) takeOver(); }, 200);
}
function takeOver() {
  if (leading || stopped) return;
  leading = true;
  poll();
}

function hurry() {
  if (wait) wait();
}
const pause = (ms) => new Promise((resolve) => {
  const clock = setTimeout(done, ms);
  function done() { clearTimeout(clock); wait = null; resolve(); }
  wait = done;
});

async function poll() {
  let failures = 0, failedAt = 0;
  lastAnswer = Date.now();
  while (!stopped && leading) {
    try {
      attempt = new AbortController();
      const asked = Date.now();
      const rows = await json('/longpolling/poll', { channels: [], last, options: { bus_inactivity: Date.now() - activity } },
                              { timeout: 60000, signal: attempt.signal });
      if (stopped) return;
      if (failures || state.link !== 'live') {
        state.link = 'live';
        changed();
        tell({ kind: 'beat', link: 'live' });
      }
      // Rows live for 100 s: after a longer silence some may be gone.
      if (failures && asked - lastAnswer > 45000) { resync(); tell({ kind: 'resync' }); }
      failures = 0;
      lastAnswer = Date.now();
      if (rows.length) {
        last = Math.max(last, ...rows.map((row) => row.id));
        tell({ kind: 'rows', number: ++running, rows });
        apply(rows);
      }
      if (state.onLive) state.onLive();
    } catch (error) {
      if (stopped || error.kind === 'expired') { leading = !stopped; await pause(3000); continue; }
      if (!failures) failedAt = Date.now();
      ++failures;
      const longest = Math.min(30000, 1000 * 2 ** (failures - 1));
      const ms = 300 + Math.random() * longest;
      state.retryAt = Date.now() + ms;
      if (Date.now() - failedAt > 3000 || failures > 2) {
        state.link = navigator.onLine === false ? 'offline' : 'retrying';
        changed();
        tell({ kind: 'beat', link: state.link });
      }
      await pause(ms);
    }
  }
}
export { hurry };
