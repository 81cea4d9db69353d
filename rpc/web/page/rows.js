// How a row of the bus changes what is known (store.js). No DOM here.

import { arrived, box, counts, seen } from './counters.js';
import { call, json } from './rpc.js';
import {
  addTo, changed, doubt, justSynchronised, needsAction, partner, putChannel, putMessage, removeMessage, roomsOf, starred, state, syncChannel, takeFrom, tell, title,
} from './store.js';

function onMessage(message, channelId) {
  const before = state.messages.get(message.id);
  putMessage(message);
  if (state.moderated.includes(channelId)) {
    takeFrom('moderation', message.id);
    askModeration();
  }
  for (const id of roomsOf(message)) addTo('c' + id, message.id);
  if (message.model && message.res_id && message.model !== 'mail.channel') addTo(`${message.model}:${message.res_id}`, message.id);
  const channel = state.channels.get(channelId);
  if (!channel) return;
  channel.date = message.date;
  channel.last = Math.max(channel.last || 0, message.id);
  if (message.author_id) stopTyping(channelId, message.author_id[0] || -channelId);
  if (counts(message, state.me, channelId)) {
    arrived(channel.count, message.id);
    if (justSynchronised()) doubt(channelId);
  }
  // Nobody says that members came or went but the notice of it.
  if (message.message_type === 'notification') doubt(channelId);
  if (!before || before.moderation_status === 'pending_moderation') tell('message', message, channel);
}

function onTyping(channel, row) {
  if (row.partner_id === state.me) return;
  // a visitor of a website has no name but that of the conversation
  const about = state.channels.get(channel);
  const who = row.is_website_user ? -channel : row.partner_id;
  partner(who, row.is_website_user && about ? title(about) : row.partner_name);
  if (!state.typing.has(channel)) state.typing.set(channel, new Map());
  if (row.is_typing) {
    const typing = state.typing.get(channel);
    clearTimeout(typing.get(who));
    typing.set(who, setTimeout(() => { stopTyping(channel, who); changed(); }, 60000));
  } else stopTyping(channel, who);
}
function stopTyping(channel, id) {
  const typing = state.typing.get(channel);
  if (!typing || !typing.has(id)) return;
  clearTimeout(typing.get(id));
  typing.delete(id);
}

function onSeen(row, fallback) {
  const channel = state.channels.get(row.channel_id || fallback);
  if (!channel) return;
  const seat = channel.seats.find((one) => one.partner_id === row.partner_id);
  const field = row.info === 'channel_seen' ? 'seen_message_id' : 'fetched_message_id';
  if (seat) {
    seat[field] = Math.max(seat[field] || 0, row.last_message_id || 0);
    if (field === 'seen_message_id') seat.fetched_message_id = Math.max(seat.fetched_message_id || 0, seat.seen_message_id);
  }
  if (row.info === 'channel_seen' && row.partner_id === state.me && seen(channel.count, row.last_message_id || 0)) doubt(channel.id);
}

let asking = 0;
function askInbox() {
  clearTimeout(asking);
  asking = setTimeout(async () => {
    try {
      state.inbox = box(await json('/mail/needaction', {}));
      changed();
    } catch { /* the next synchronisation */ }
  }, 300 + Math.random() * 1700);
}

// Of messages that others decide about, or several at once, only the server knows how many are left.
let counting = 0;
export function askModeration() {
  if (!state.moderator) return;
  clearTimeout(counting);
  counting = setTimeout(async () => {
    try {
      state.moderation = await call('mail.message', 'search_count', [[['need_moderation', '=', true]]]);
      changed();
    } catch { /* the next synchronisation */ }
  }, 200 + Math.random() * 800);
}

function markRead(ids, all) {
  for (const id of all ? [...state.messages.keys()] : ids) {
    const message = state.messages.get(id);
    if (message && needsAction(message)) {
      message.needaction_partner_ids = message.needaction_partner_ids.filter((one) => one !== state.me);
      message.history_partner_ids = [...(message.history_partner_ids || []), state.me];
      ++message.version;
      addTo('history', id);
    }
    takeFrom('inbox', id);
    if (!all) state.inbox.minus.add(id);
  }
  if (all) state.inbox = box(0);
  askInbox();
}

function onPartner(row, unsubscribed) {
  switch (row.type) {
    case 'mark_as_read': return markRead(row.message_ids || [], !row.channel_ids && !(row.message_ids || []).length);
    case 'toggle_star':
      for (const id of row.message_ids || []) {
        const message = state.messages.get(id);
        if (message && starred(message) !== row.starred) {
          message.starred_partner_ids = (message.starred_partner_ids || []).filter((one) => one !== state.me).concat(row.starred ? [state.me] : []);
          ++message.version;
        }
        const tag = (row.starred ? '+' : '-') + id;
        if (!state.typed.has(tag)) state.starred = Math.max(0, state.starred + (row.starred ? 1 : -1));
        state.typed.add(tag);
        state.typed.delete((row.starred ? '-' : '+') + id);
        if (row.starred) addTo('starred', id);
        else takeFrom('starred', id);
      }
      return undefined;
    case 'moderator':
      putMessage(row.message);
      for (const id of roomsOf(row.message)) addTo('c' + id, row.message.id);
      addTo('moderation', row.message.id);
      state.moderation = Math.max(state.moderation + 1, 1);
      return undefined;
    case 'author':
      putMessage(row.message);
      for (const id of roomsOf(row.message)) addTo('c' + id, row.message.id);
      return undefined;
    case 'deletion':
      for (const id of row.message_ids || []) removeMessage(id);
      askModeration();
      return undefined;
    case 'activity_updated': case 'mail_failure': return tell('note', row);
    case 'simple_notification': return tell('note', row);
    default:
  }
  if (row.info === 'channel_seen' || row.info === 'channel_fetched') return onSeen(row);
  if (row.info === 'transient_message') return tell('note', row);
  if (row.info === 'unsubscribe') {
    state.channels.delete(row.id);
    state.places.delete('c' + row.id);
    return tell('gone', row.id);
  }
  if (row.uuid && row.channel_type && !unsubscribed.has(row.id)) {
    const fresh = !state.channels.has(row.id);
    const channel = putChannel(row);
    if (fresh) syncChannel(channel, row, null), doubt(channel.id);
    tell('header', channel, row.info, fresh);
  }
  return undefined;
}

// All rows of one answer. A channel that the same answer leaves hears nothing more.
export function apply(rows) {
  const unsubscribed = new Set(rows.filter((row) => row.message?.info === 'unsubscribe').map((row) => row.message.id));
  for (const row of rows) {
    const [, kind, id] = Array.isArray(row.channel) ? row.channel : [];
    const message = row.message;
    if (!message || typeof message !== 'object') continue;
    if (kind === 'mail.channel') {
      if (unsubscribed.has(id)) continue;
      if (message.info === 'typing_status') onTyping(id, message);
      else if (message.info === 'channel_seen' || message.info === 'channel_fetched') onSeen(message, id);
      else if (message.body !== undefined) onMessage(message, id);
    } else if (kind === 'ir.needaction') {
      putMessage(message);
      addTo('inbox', message.id);
      if (message.model && message.res_id && message.model !== 'mail.channel') addTo(`${message.model}:${message.res_id}`, message.id);
      state.inbox.plus.add(message.id);
      state.inbox.minus.delete(message.id);
      askInbox();
      tell('message', message, null);
    } else if (kind === 'res.partner') onPartner(message, unsubscribed);
  }
  changed();
}
