// Suggestions while typing: people (@), channels (#), commands (/), canned responses and emoji (:).

import { avatar, icon, m } from './kit.js';
import { plain, t } from './i18n.js';
import { call } from './rpc.js';
import { channelOf, needPicture, partner, state } from './store.js';
import { commandHelp } from './notices.js';

// The trigger before the caret: after a space or at the start of a line; "/" only as the very first character.
export function trigger(text, caret) {
  const before = text.slice(0, caret);
  const found = /(^|[\s(])([@#:])([^\s@#:][^@#:\n]{0,30}|)$/.exec(before) || /^()(\/)(\w*)$/.exec(before);
  if (!found) return null;
  // A second word only continues a person's name.
  if (found[2] !== '@' && /\s/.test(found[3])) return null;
  return { sign: found[2], text: found[3], start: found.index + found[1].length, end: caret };
}

const starts = (name, needle) => plain(name).split(/[\s.@_-]+/).some((word) => word.startsWith(needle)) || plain(name).startsWith(needle);
let asked = 0;

function person(row) {
  const one = partner(row.id, row.name);
  needPicture(row.id);
  return { key: 'p' + row.id, label: row.name, note: row.email || '', picture: () => avatar(one), insert: '@' + row.name, mention: { model: 'res.partner', id: row.id } };
}

// Answers at once with what is known; `later` is called with more. Answers of older questions are dropped.
export function suggestions(found, key, later) {
  const mine = ++asked, needle = plain(found.text);
  const give = (rows) => { if (mine === asked) later(rows); };
  if (found.sign === '@') return people(needle, found.text, key, give);
  if (found.sign === '#') return channels(needle, found.text, give);
  if (found.sign === '/') {
    const channel = channelOf(key);
    return !channel ? [] : state.commands.filter((one) => one.name.startsWith(needle) && (!one.channel_types || one.channel_types.includes(channel.type)))
      .map((one) => ({ key: one.name, label: '/' + one.name, note: commandHelp(one), insert: '/' + one.name }));
  }
  const canned = state.shortcodes.filter((one) => plain(one.source).includes(needle)).slice(0, 6)
    .map((one) => ({ key: 's' + one.id, label: ':' + one.source, note: one.substitution, insert: one.substitution, canned: one.id, mark: 'text' }));
  if (needle.length >= 2) import('./emoji.js').then(({ find }) => find(needle, 8)).then((emoji) => give([...canned, ...emoji.map((one) => (
    { key: one.emoji, label: one.name, insert: one.emoji, picture: () => m('span.emoji', one.emoji) }))])).catch(() => {});
  return canned;
}

function people(needle, text, key, give) {
  const channel = channelOf(key);
  const members = (channel ? channel.members : []).map((id) => state.partners.get(id)).filter((one) => one && one.id !== state.me && starts(one.name, needle))
    .slice(0, 8).map((one) => person({ id: one.id, name: one.name }));
  if (!/\s$/.test(text)) call('res.partner', 'get_mention_suggestions', [], { search: text, limit: 8 }).then((lists) => {
    const there = new Set(members.map((one) => one.key));
    give([...members, ...lists.flat().filter((row) => !there.has('p' + row.id)).map(person)].slice(0, 8));
  }).catch(() => {});
  return members;
}

function channels(needle, text, give) {
  const row = (one) => ({ key: 'c' + one.id, label: '#' + one.name, picture: () => m('span.mark', icon('hash')), insert: '#' + one.name, mention: { model: 'mail.channel', id: one.id } });
  const known = [...state.channels.values()].filter((one) => one.type === 'channel' && starts(one.name, needle)).slice(0, 8);
  call('mail.channel', 'get_mention_suggestions', [], { search: text, limit: 8 }).then((rows) => {
    const there = new Set(known.map((one) => one.id));
    give([...known, ...rows.filter((one) => !there.has(one.id))].slice(0, 8).map(row));
  }).catch(() => {});
  return known.map(row);
}

export const List = {
  view: ({ attrs: { list, take } }) => list.rows.length ? m('ul.options.suggestions', { role: 'listbox', id: 'suggestions', 'aria-label': t('Suggestions') },
    list.rows.map((row, index) => m('li', {
      key: row.key, id: 'suggestion-' + index, role: 'option', 'aria-selected': String(index === list.at),
      onmousedown: (event) => event.preventDefault(), onclick: () => take(row), onmouseenter: () => { list.at = index; },
      onupdate: ({ dom }) => { if (index === list.at) dom.scrollIntoView({ block: 'nearest' }); },
    }, [row.picture ? row.picture() : row.mark ? m('span.mark', icon(row.mark)) : null, m('span.name', { dir: 'auto' }, row.label), row.note ? m('span.what', { dir: 'auto' }, row.note) : null]))) : null,
};
