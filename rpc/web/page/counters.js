// How many messages of a channel are unread, as sets instead of increments: what comes twice, late or early changes nothing.
//   seen   the newest message that this person has seen, here or elsewhere
//   base   what the server counted at the last synchronisation, for ids up to `top`
//   fresh  ids above `top` that the bus brought and that count

export const counter = () => ({ seen: 0, base: 0, top: null, early: new Set(), fresh: new Set() });

// As the server counts: posted here, by somebody else, and more than a notice.
export const counts = (message, me, channel) =>
  message.model === 'mail.channel' && message.res_id === channel && message.message_type !== 'notification' &&
  message.message_type !== 'user_notification' && !(message.author_id && message.author_id[0] === me);

export function arrived(c, id) {
  if (id <= c.seen) return;
  if (c.top === null) c.early.add(id);
  else if (id > c.top) c.fresh.add(id);
}

// Everything up to `id` was seen. True when the server must be asked how many are left.
export function seen(c, id) {
  c.seen = Math.max(c.seen, id);
  for (const set of [c.fresh, c.early]) for (const one of set) if (one <= c.seen) set.delete(one);
  if (c.top === null || id >= c.top) { c.base = 0; return false; }
  return c.base > 0;
}

// The server's count, which stands for all up to `top`; null while its newest message is not known yet.
export function synchronised(c, count, seenId, top) {
  c.base = count;
  c.seen = Math.max(c.seen, seenId || 0);
  settle(c, top);
}
export function settle(c, top) {
  const known = [...c.fresh, ...c.early];
  c.fresh = new Set();
  c.early = new Set();
  c.top = top;
  for (const id of known) arrived(c, id);
}

export const unread = (c) => c.base + c.fresh.size;

// Messages of the inbox: what the server said, and what came and went since.
export const box = (base = 0) => ({ base, plus: new Set(), minus: new Set() });
export const inBox = (b) => Math.max(0, b.base + [...b.plus].filter((id) => !b.minus.has(id)).length - [...b.minus].filter((id) => !b.plus.has(id)).length);
