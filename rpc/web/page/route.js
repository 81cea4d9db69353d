// Addresses: fragments in Odoo's form, since e-mails and /mail/view lead to them.
//   #action=mail.action_discuss&active_id=mail.channel_5     also mail.box_inbox, _starred, _history, _moderation
//   #model=res.partner&id=9                                  a contact with its chatter
//   #page=preferences                                        the page's other screens

const PAGES = new Set(['preferences', 'people', 'mail', 'languages', 'canned', 'search', 'guide', 'channel']);
const BOXES = new Set(['inbox', 'starred', 'history', 'moderation']);

// {kind: 'place', key, message} | {kind: 'contact', id} | {kind: 'page', page, params} | {kind: 'unknown'}
export function parse(hash) {
  const params = new URLSearchParams(hash.replace(/^#/, ''));
  const message = Number(params.get('message')) || 0;
  if (params.has('page')) return PAGES.has(params.get('page')) ? { kind: 'page', page: params.get('page'), params } : { kind: 'unknown' };
  const id = Number(params.get('id') || params.get('res_id')) || 0;
  if (params.get('model') === 'res.partner' && id) return { kind: 'contact', id, key: `res.partner:${id}`, message };
  if (params.get('model') === 'mail.channel' && id) return { kind: 'place', key: 'c' + id, message };
  const active = /^mail\.(?:channel_(\d+)|box_(\w+))$/.exec(params.get('active_id') || params.get('default_active_id') || '');
  if (active && active[1]) return { kind: 'place', key: 'c' + active[1], message };
  if (active && BOXES.has(active[2])) return { kind: 'place', key: active[2], message };
  if (!hash || hash === '#' || params.get('action') || params.has('home')) return { kind: 'place', key: 'inbox', message: 0 };
  return { kind: 'unknown' };
}

export function hashOf(key, message) {
  const tail = message ? `&message=${message}` : '';
  if (/^c\d+$/.test(key)) return `#action=mail.action_discuss&active_id=mail.channel_${key.slice(1)}${tail}`;
  if (BOXES.has(key)) return `#action=mail.action_discuss&active_id=mail.box_${key}${tail}`;
  const [model, id] = key.split(':');
  return `#model=${model}&id=${id}${tail}`;
}
export const pageHash = (page, more = '') => `#page=${page}${more}`;

export const route = { now: parse(location.hash) };
export function go(hash) {
  if (location.hash === hash) dispatchEvent(new HashChangeEvent('hashchange'));
  else location.hash = hash;
}
