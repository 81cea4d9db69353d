// What counts as read: the tab is visible and has the focus, somebody is there, and the newest message was on screen for a moment.

import { call } from './rpc.js';
import { changed, channelOf, placeOf, state, unreadOf } from './store.js';
import { seen } from './counters.js';

const ON_SCREEN = 500, PRESENT = 60000, APART = 1000;
let activity = Date.now();
for (const name of ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart', 'scroll'])
  addEventListener(name, () => { activity = Date.now(); }, { passive: true, capture: true });
for (const name of ['focus', 'pointerdown', 'keydown']) addEventListener(name, () => setTimeout(consider), { passive: true });

export const reading = { key: '', atEnd: () => false };
const sentAt = new Map();
let clock = 0;

function present() {
  return document.visibilityState === 'visible' && document.hasFocus() && Date.now() - activity < PRESENT && reading.atEnd();
}

// Looks again after each change of the list, of the scroll position and of the focus.
export function consider() {
  const channel = channelOf(reading.key);
  if (!channel || clock || !placeOf(reading.key).loaded) return;
  if (!unreadOf(channel) && !channel.count.early.size && (channel.count.seen >= (channel.last || 0) || channel.unseenSent === channel.last)) return;
  if (!present()) return;
  const shown = placeOf(reading.key).ids.at(-1) || 0, key = reading.key;
  clock = setTimeout(async () => {
    clock = 0;
    if (key !== reading.key || !present() || (channel.markedUnread && channel.markedUnread >= shown)) return;
    const wait = (sentAt.get(key) || 0) + APART - Date.now();
    if (wait > 0) { setTimeout(consider, wait); return; }
    await markSeen(channel, shown);
  }, ON_SCREEN);
}

export async function markSeen(channel, shown) {
  sentAt.set('c' + channel.id, Date.now());
  channel.unseenSent = channel.last;
  channel.needaction = 0;
  try {
    const last = await call('mail.channel', 'channel_seen', [[channel.id]]);
    // The server marks its own newest; what came after the last one on screen was not seen here.
    seen(channel.count, Math.min(last || shown, Math.max(shown, 0)));
    if (shown >= (last || 0)) channel.count.base = 0;
    changed();
  } catch { channel.unseenSent = 0; }
}

// Everything from this message on is unread again, here and on the person's other devices.
export async function markUnread(channel, id) {
  const before = placeOf('c' + channel.id).ids.filter((one) => one < id).at(-1) || 0;
  const seats = await call('mail.channel.partner', 'search', [[['channel_id', '=', channel.id], ['partner_id', '=', state.me]]]);
  await call('mail.channel.partner', 'write', [seats, { seen_message_id: before || false }]);
  const [info] = await call('mail.channel', 'channel_info', [[channel.id]]);
  channel.count.seen = before;
  channel.count.base = info.message_unread_counter || 0;
  channel.count.fresh.clear();
  channel.markedUnread = channel.last;
  placeOf('c' + channel.id).line = id;
  changed();
}
