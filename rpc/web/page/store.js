// The one store: what is known, and how it is asked for. How a row of the bus changes it is in rows.js. No DOM here.

import { box, counter, inBox, settle, synchronised, unread } from './counters.js';
import { call, json, shell, userContext } from './rpc.js';
import { collator } from './i18n.js';

export const state = {
  session: null, uid: 0, me: 0, moderator: false, moderated: [], commands: [], shortcodes: [],
  channels: new Map(), messages: new Map(), partners: new Map(), typing: new Map(), places: new Map(),
  inbox: box(), starred: 0, moderation: 0, link: 'live', retryAt: 0, ready: false, typed: new Set(),
};
const listeners = { change: () => {}, message: () => {}, header: () => {}, gone: () => {}, note: () => {} };
export const on = (name, action) => { listeners[name] = action; };
export const tell = (name, ...what) => listeners[name](...what);
export const changed = () => tell('change');

export const KEPT_MESSAGES = 10000;

// ---- partners
export function partner(id, name) {
  if (!state.partners.has(id)) state.partners.set(id, { id, name: name || '', status: undefined, picture: undefined });
  const one = state.partners.get(id);
  if (name) one.name = name;
  return one;
}
let wanted = new Set();
// Who has a picture, asked for all that appear together.
export function needPicture(id) {
  const one = state.partners.get(id);
  if (!one || one.picture !== undefined || wanted.has(id)) return;
  wanted.add(id);
  if (wanted.size > 1) return;
  setTimeout(async () => {
    const ids = [...wanted];
    wanted = new Set();
    for (const one of ids) if (state.partners.has(one)) state.partners.get(one).picture = false;
    try {
      const rows = await call('res.partner', 'read', [ids, ['image_128', '__last_update']], { context: { bin_size: true } });
      for (const row of rows) partner(row.id).picture = row.image_128 ? row.__last_update : false;
      if (rows.some((row) => row.image_128)) { ++state.pictures; changed(); }
    } catch { /* initials will do */ }
  }, 60);
}
state.pictures = 0;

// ---- channels
export function putChannel(info) {
  const known = state.channels.get(info.id);
  const channel = known || { id: info.id, count: counter(), needaction: 0, preview: '', date: '' };
  const direct = (info.direct_partner || [])[0];
  Object.assign(channel, {
    name: info.name, uuid: info.uuid, type: info.channel_type, public: info.public, moderation: info.moderation,
    isModerator: info.is_moderator, email: info.mass_mailing, byGroup: info.group_based_subscription, custom: info.custom_channel_name,
    creator: info.create_uid ? info.create_uid[0] : 0, members: (info.members || []).map((one) => one.id), seats: info.seen_partners_info || [],
    needaction: info.message_needaction_counter || 0, visitor: info.correspondent_name || '', talk: ['chat', 'livechat'].includes(info.channel_type),
  });
  for (const one of info.members || []) {
    partner(one.id, one.name);
    if (one.im_status) partner(one.id).status = one.im_status;
  }
  if (direct) {
    channel.direct = direct.id;
    partner(direct.id, direct.name).status = direct.im_status;
    partner(direct.id).outOfOffice = direct.out_of_office_message;
  }
  state.channels.set(info.id, channel);
  return channel;
}

export function title(channel) {
  if (channel.type === 'livechat') return channel.visitor || channel.name;
  if (channel.type !== 'chat') return channel.name;
  return channel.custom || (channel.direct && state.partners.get(channel.direct)?.name) || channel.name;
}

// "channel", "private", "direct" or "livechat": the section where it stands.
export const section = (channel) => channel.type === 'chat' ? 'direct' : channel.type === 'livechat' ? 'livechat' : channel.public === 'private' ? 'private' : 'channel';

export function channelsOf(name) {
  const all = [...state.channels.values()].filter((channel) => section(channel) === name);
  const sort = collator();
  const top = (channel) => channel.last || 0;
  return all.sort((a, b) => ((name === 'direct' || name === 'livechat') && top(b) - top(a)) || sort.compare(title(a), title(b)));
}

export const unreadOf = (channel) => unread(channel.count);
export const inboxCount = () => inBox(state.inbox);

export function syncChannel(channel, info, top) {
  if (channel.count.top === null && top === null) {
    synchronised(channel.count, info.message_unread_counter || 0, info.seen_message_id || 0, null);
  } else {
    synchronised(channel.count, info.message_unread_counter || 0, info.seen_message_id || 0, top === null ? channel.last || 0 : top);
  }
}

let syncedAt = 0;
// Numbers that the server has just told may include rows that are still on their way.
export const justSynchronised = () => Date.now() - syncedAt < 1500;
const doubtful = new Set();
// One question to the server for channels whose number may be wrong.
export function doubt(id) {
  if (doubtful.size === 0)
    setTimeout(async () => {
      const ids = [...doubtful].filter((one) => state.channels.has(one));
      doubtful.clear();
      if (!ids.length) return;
      try {
        for (const info of await call('mail.channel', 'channel_info', [ids])) {
          const channel = putChannel(info);
          const newest = Math.max(channel.last || 0, ...channel.count.fresh);
          syncChannel(channel, info, newest);
          channel.count.fresh.clear();
        }
        changed();
      } catch { /* the next synchronisation */ }
    }, 1200 + Math.random() * 1500);
  doubtful.add(id);
}

// ---- everything from the server: at the start and after a gap
export async function synchronise() {
  const data = await json('/mail/init_messaging', {});
  syncedAt = Date.now();
  const slots = data.channel_slots || {};
  const all = [...(slots.channel_channel || []), ...(slots.channel_private_group || []), ...(slots.channel_direct_message || []), ...(slots.channel_livechat || [])];
  const ids = new Set(all.map((info) => info.id));
  for (const id of state.channels.keys()) if (!ids.has(id)) state.channels.delete(id);
  for (const info of all) {
    const channel = putChannel(info);
    channel.count.top = null;
    syncChannel(channel, info, null);
  }
  state.inbox = box(data.needaction_inbox_counter || 0);
  state.starred = data.starred_counter || 0;
  state.moderation = data.moderation_counter || 0;
  state.moderator = data.is_moderator;
  state.moderated = data.moderation_channel_ids || [];
  state.commands = data.commands || [];
  state.shortcodes = data.shortcodes || [];
  state.ready = true;
  changed();
  if (!all.length) return;
  const previews = await call('mail.channel', 'channel_fetch_preview', [[...ids]]);
  const last = new Map(previews.map((row) => [row.id, row.last_message]));
  for (const id of ids) {
    const channel = state.channels.get(id);
    if (!channel) continue;
    const message = last.get(id);
    if (message) channel.date = message.date;
    channel.last = Math.max(channel.last || 0, message ? message.id : 0);
    if (channel.count.top === null) settle(channel.count, message ? message.id : 0);
  }
  changed();
  remember();
}

// What the first paint shows before the server has answered.
const snapshotKey = () => `snapshot:${shell.database}:${state.uid}`;
function remember() {
  try {
    localStorage.setItem(snapshotKey(), JSON.stringify({
      channels: [...state.channels.values()].map((c) => ({ id: c.id, name: c.name, uuid: c.uuid, type: c.type, public: c.public, custom: c.custom, visitor: c.visitor, talk: c.talk,
        direct: c.direct, person: c.direct ? state.partners.get(c.direct)?.name : '', unread: unreadOf(c), last: c.last })),
      inbox: inboxCount(), starred: state.starred, moderation: state.moderation, moderator: state.moderator,
      name: state.session.name, me: state.me, lang: userContext.lang, tz: userContext.tz,
    }));
  } catch { /* no room: a slower start */ }
}
export function recall(uid) {
  state.uid = uid;
  let saved;
  try { saved = JSON.parse(localStorage.getItem(snapshotKey())); } catch { return null; }
  if (!saved || !saved.channels) return null;
  for (const one of saved.channels) {
    const channel = { ...one, count: counter(), members: [], seats: [], needaction: 0 };
    channel.count.base = one.unread;
    if (one.direct) partner(one.direct, one.person);
    state.channels.set(one.id, channel);
  }
  Object.assign(state, { starred: saved.starred, moderation: saved.moderation, moderator: saved.moderator, me: saved.me, inbox: box(saved.inbox) });
  return saved;
}
export const forget = () => localStorage.removeItem(snapshotKey());

// ---- messages
export function putMessage(message) {
  if (message.author_id) partner(message.author_id[0], message.author_id[1]);
  const old = state.messages.get(message.id);
  message.version = (old ? old.version : 0) + 1;
  state.messages.set(message.id, message);
  if (state.messages.size > KEPT_MESSAGES) forgetOldest();
  return message;
}
function forgetOldest() {
  for (const place of state.places.values()) {
    if (place.shown || place.ids.length < 60) continue;
    for (const id of place.ids.splice(0, place.ids.length - 30)) state.messages.delete(id);
    place.hasOlder = true;
  }
}

export const mine = (message) => !!message.author_id && message.author_id[0] === state.me;
export const starred = (message) => (message.starred_partner_ids || []).includes(state.me);
// The channels where it is written. One that waits for a moderator is in none yet, but where it was posted its author sees it.
export const roomsOf = (message) => [...new Set([...(message.channel_ids || []), ...(message.model === 'mail.channel' && message.res_id ? [message.res_id] : [])])];
export const needsAction = (message) => (message.needaction_partner_ids || []).includes(state.me);

const PAGE = 30;
// A place is a list of messages: "c5", "inbox", "starred", "history", "moderation", "res.partner:9".
export function placeOf(key) {
  if (!state.places.has(key)) state.places.set(key, { key, ids: [], hasOlder: false, hasNewer: false, loaded: false, loading: null, line: 0, anchor: null });
  return state.places.get(key);
}
export const channelOf = (key) => /^c\d+$/.test(key) ? state.channels.get(Number(key.slice(1))) : undefined;

export function domainOf(key) {
  if (/^c\d+$/.test(key)) return [['channel_ids', 'in', [Number(key.slice(1))]]];
  if (key === 'inbox') return [['needaction', '=', true]];
  if (key === 'starred') return [['starred', '=', true]];
  if (key === 'history') return [['needaction', '=', false]];
  if (key === 'moderation') return [['need_moderation', '=', true]];
  const [model, id] = key.split(':');
  return [['model', '=', model], ['res_id', '=', Number(id)], ['message_type', '!=', 'user_notification']];
}

async function fetchMessages(key, more, limit = PAGE) {
  const kwargs = { limit };
  const channel = channelOf(key);
  if (channel && channel.moderation) kwargs.moderated_channel_ids = [channel.id];
  const rows = await call('mail.message', 'message_fetch', [[...domainOf(key), ...more]], kwargs);
  return rows.map(putMessage).map((message) => message.id);
}
const merge = (...lists) => [...new Set(lists.flat())].sort((a, b) => a - b);

// What the bus brings between a question and its answer is in no answer.
async function fetching(place, question) {
  const before = new Set(place.ids);
  place.fetching = (place.fetching || 0) + 1;
  try {
    const answer = await question();
    return [answer, before, place.ids.filter((id) => !before.has(id))];
  } finally {
    --place.fetching;
  }
}

// The newest page; what is there already stays when the two touch.
export async function loadNewest(key) {
  const place = placeOf(key);
  const [ids, before, arrivedMeanwhile] = await fetching(place, () => fetchMessages(key, []));
  if (!ids.length) Object.assign(place, { ids: arrivedMeanwhile, hasOlder: false, hasNewer: false });
  else {
    const oldest = Math.min(...ids);
    const touches = ids.some((id) => before.has(id)) && !place.hasNewer;
    const kept = touches ? place.ids.filter((id) => id < oldest) : [];
    place.hasOlder = kept.length ? place.hasOlder : ids.length === PAGE;
    place.ids = merge(kept, ids, arrivedMeanwhile);
    place.hasNewer = false;
  }
  place.loaded = true;
  const channel = channelOf(key);
  if (channel && ids.length) channel.last = Math.max(channel.last || 0, ...ids);
  changed();
  return ids;
}

export async function loadOlder(key) {
  const place = placeOf(key);
  if (!place.hasOlder || place.loading || !place.ids.length) return;
  place.loading = fetchMessages(key, [['id', '<', place.ids[0]]]);
  try {
    const ids = await place.loading;
    place.hasOlder = ids.length === PAGE;
    place.ids = merge(ids, place.ids);
  } finally {
    place.loading = null;
    changed();
  }
}

async function fetchNewer(key, id) {
  const found = await call('mail.message', 'search', [[...domainOf(key), ['id', '>', id]]], { limit: PAGE, order: 'id asc' });
  if (found.length) await fetchMessages(key, [['id', 'in', found]]);
  return found;
}
export async function loadNewer(key) {
  const place = placeOf(key);
  if (!place.hasNewer || place.loading) return;
  place.loading = fetchNewer(key, place.ids[place.ids.length - 1]);
  try {
    const ids = await place.loading;
    place.ids = merge(place.ids, ids);
    place.hasNewer = ids.length === PAGE;
  } finally {
    place.loading = null;
    changed();
  }
}

// Some before and some after this message, in place of what was there.
export async function loadAround(key, id) {
  const place = placeOf(key);
  const [[older, newer], , arrivedMeanwhile] = await fetching(place, () => Promise.all([fetchMessages(key, [['id', '<=', id]]), fetchNewer(key, id)]));
  Object.assign(place, { ids: merge(older, newer, newer.length === PAGE ? [] : arrivedMeanwhile), hasOlder: older.length === PAGE, hasNewer: newer.length === PAGE, loaded: true });
  changed();
  return place.ids.includes(id);
}

// What is on the screen once more: absent ones were deleted, others may have been edited.
export async function refreshMessages(ids) {
  if (!ids.length) return;
  const rows = await call('mail.message', 'message_fetch', [[['id', 'in', ids]]], { limit: ids.length });
  const there = new Set(rows.map((row) => row.id));
  rows.forEach(putMessage);
  for (const id of ids) if (!there.has(id)) removeMessage(id);
  changed();
}
export function removeMessage(id) {
  state.messages.delete(id);
  for (const place of state.places.values()) {
    const at = place.ids.indexOf(id);
    if (at >= 0) place.ids.splice(at, 1);
  }
}

export function addTo(key, id) {
  const place = state.places.get(key);
  if (!place || !(place.loaded || place.fetching) || place.hasNewer || place.ids.includes(id)) return;
  place.ids = merge(place.ids, [id]);
}
export function takeFrom(key, id) {
  const place = state.places.get(key);
  if (place) place.ids = place.ids.filter((one) => one !== id);
}
