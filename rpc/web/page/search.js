// A search over messages: what a person may read, everywhere or in one channel.

import { failed, m } from './kit.js';
import { plain, t, tn, when } from './i18n.js';
import { textOf, escape } from './html.js';
import { call } from './rpc.js';
import { hashOf } from './route.js';
import { channelsOf, putMessage, state, title } from './store.js';
import { authorName } from './message.js';

// Around the words that were found, which are marked.
function excerpt(text, words) {
  const flat = text.replace(/\s+/g, ' '), at = Math.max(0, plain(flat).indexOf(plain(words)));
  const start = Math.max(0, at - 60), piece = (start ? '… ' : '') + flat.slice(start, at + words.length + 120) + (at + words.length + 120 < flat.length ? ' …' : '');
  const hit = plain(piece).indexOf(plain(words));
  return hit < 0 ? [piece] : [piece.slice(0, hit), m('mark', piece.slice(hit, hit + words.length)), piece.slice(hit + words.length)];
}

export const Search = {
  oninit({ attrs, state: own }) {
    Object.assign(own, { text: '', found: null, place: Number(attrs.params.get('in')) || 0, more: false });
  },
  view({ attrs, state: own }) {
    const run = async (event, before) => {
      if (event) event.preventDefault();
      const words = own.text.trim();
      if (words.length < 2) return;
      own.busy = true;
      const domain = [['body', 'ilike', escape(words)], ['message_type', '!=', 'user_notification']];
      if (own.place) domain.push(['channel_ids', 'in', [own.place]]);
      if (before) domain.push(['id', '<', before]);
      try {
        const rows = await call('mail.message', 'message_fetch', [domain], { limit: 30 });
        // The server also finds what is only in a tag.
        const real = rows.map(putMessage).filter((row) => plain(textOf(row.body).replace(/\s+/g, ' ')).includes(plain(words)) || plain(textOf(row.body)).includes(plain(words)));
        own.found = before ? [...own.found, ...real] : real;
        own.words = words;
        own.last = rows.length ? rows[rows.length - 1].id : 0;
        own.more = rows.length === 30;
      } catch (error) { failed(error); }
      own.busy = false;
      m.redraw();
    };
    const channels = ['channel', 'private', 'direct'].flatMap(channelsOf);
    return [
      attrs.head(t('Search messages')),
      m('.page', [
        m('form.form', { role: 'search', onsubmit: run }, [
          m('.row', [
            m('div', [m('label', { for: 'search-words' }, t('Words')), m('input', { id: 'search-words', type: 'search', value: own.text, oncreate: ({ dom }) => dom.focus(), oninput: (event) => { own.text = event.target.value; } })]),
            m('div', [m('label', { for: 'search-place' }, t('Where')), m('select', { id: 'search-place', onchange: (event) => { own.place = Number(event.target.value); } }, [
              m('option', { key: 0, value: 0 }, t('Everywhere')), channels.map((channel) => m('option', { key: channel.id, value: channel.id, selected: own.place === channel.id }, title(channel)))])]),
          ]),
          m('.buttons', m('button.primary', { type: 'submit', disabled: own.busy }, t('Search'))),
        ]),
        own.found ? m('div', { role: 'status' }, m('h2', own.found.length ? tn('{n} message', '{n} messages', own.found.length) : t('Nothing found.'))) : null,
        own.found ? m('ul.found', own.found.map((message) => {
          const inside = message.model === 'mail.channel' && message.res_id;
          const key = inside ? 'c' + message.res_id : message.model && message.res_id ? `${message.model}:${message.res_id}` : 'inbox';
          const name = inside && state.channels.has(message.res_id) ? title(state.channels.get(message.res_id)) : message.record_name;
          return m('li', { key: message.id }, m('a', { href: hashOf(key, message.id) }, [
            m('p.hint', [m('b', authorName(message)), ' · ', name || '', ' · ', when(message.date)]), m('p', { dir: 'auto' }, excerpt(textOf(message.body), own.words))]));
        })) : null,
        own.more ? m('button', { type: 'button', onclick: () => run(null, own.last) }, t('Older ones')) : null,
      ]),
    ];
  },
};
