// The middle: the list of a place's messages, by day, with what is unread, what is being sent and who is typing.

import { afterDrawing, icon, m } from './kit.js';
import { day, dayName, list, locale, t, tn } from './i18n.js';
import { again, discard, waitingIn } from './outbox.js';
import { Article } from './message.js';
import { consider, reading } from './reading.js';
import { Scroll } from './scroll.js';
import { changed, channelOf, loadAround, loadNewer, loadNewest, loadOlder, mine, partner, placeOf, starred, state, title } from './store.js';

export const jump = { to: 0 };

const GROUP = 5 * 60 * 1000;
function continues(message, before) {
  return before && message.author_id && before.author_id && before.author_id[0] === message.author_id[0] && message.message_type === before.message_type &&
    message.message_type !== 'notification' && day(message.date) === day(before.date) && Date.parse(message.date.replace(' ', 'T')) - Date.parse(before.date.replace(' ', 'T')) < GROUP &&
    message.model === before.model && message.res_id === before.res_id && !message.subject && message.is_note === before.is_note;
}

function tickOf(channel, message, last) {
  if (!channel || channel.type !== 'chat' || !mine(message) || message.id !== last) return '';
  const other = channel.seats.filter((seat) => seat.partner_id !== state.me);
  if (!other.length) return '';
  if (other.every((seat) => (seat.seen_message_id || 0) >= message.id)) return t('Seen');
  return other.every((seat) => (seat.fetched_message_id || 0) >= message.id) ? t('Delivered') : '';
}

// Opening: the newest page, or what is around the first unread or the wanted message.
export async function open(key, wanted = 0) {
  const place = placeOf(key), channel = channelOf(key);
  for (const other of state.places.values()) other.shown = other === place;
  jump.to = 0;
  if (channel) {
    place.line = channel.count.seen && (channel.count.base || channel.count.fresh.size) ? -channel.count.seen : 0;
    channel.markedUnread = 0;
  }
  if (wanted) {
    if (!place.ids.includes(wanted)) await loadAround(key, wanted);
    jump.to = wanted;
    m.redraw();
    return;
  }
  const unread = channel ? channel.count.base + channel.count.fresh.size : 0;
  if (channel && unread > 30 && channel.count.seen && !place.loaded) {
    await loadAround(key, channel.count.seen);
    place.anchor = { id: channel.count.seen, offset: 0 };
    m.redraw();
    return;
  }
  if (place.hasNewer && !place.anchor) place.loaded = false;
  await loadNewest(key);
}

function outgoing(entry) {
  const lost = state.link !== 'live';
  const waits = entry.state === 'refused' ? null : lost ? t('Waits for the connection') : entry.absent > 1 ? t('Waits for the server') : t('Sending');
  return m('article.message.outgoing', { key: 'out-' + entry.key, 'aria-label': t('You, not sent yet'), tabindex: -1 }, [
    m('.gutter', m('span.sending', { 'aria-hidden': 'true' }, icon(entry.state === 'refused' ? 'close' : 'clock'))),
    m('.content', [
      m('.body', { dir: 'auto' }, entry.text),
      (entry.files || []).length ? m('p.hint', list(entry.files.map((file) => file.name))) : null,
      waits ? m('p.pending', waits) : m('.refused', { role: 'group', 'aria-label': t('Not sent') }, [
        m('span', t('Not sent: {reason}', { reason: entry.reason === 'old' ? t('it is older than a day') : entry.reason })),
        m('button', { type: 'button', onclick: () => again(entry) }, t('Try again')),
        m('button', { type: 'button', onclick: () => { dispatchEvent(new CustomEvent('take-back', { detail: entry })); discard(entry); } }, t('Edit')),
        m('button.danger', { type: 'button', onclick: () => discard(entry) }, t('Discard')),
      ]),
    ]),
  ]);
}

function typingLine(channel) {
  const typing = channel && state.typing.get(channel.id);
  if (!typing || !typing.size) return null;
  const names = [...typing.keys()].slice(0, 3).map((id) => partner(id).name);
  return names.length === 1 ? t('{name} is typing …', { name: names[0] }) : t('{names} are typing …', { names: list(names) });
}
export const Typing = { view: ({ attrs }) => m('.typing', { 'aria-hidden': 'true' }, typingLine(channelOf(attrs.place))) };

const EMPTY = {
  inbox: ['Nothing to do', 'Messages that mention you, and those of documents that you follow, arrive here.'],
  starred: ['No starred message', 'Star a message to find it again here.'],
  history: ['No history yet', 'What you have marked as read in the inbox is kept here.'],
  moderation: ['Nothing waits', 'Messages that need a moderator appear here.'],
};
function empty(key) {
  const channel = channelOf(key);
  if (EMPTY[key]) return m('.empty', [m('h2', t(EMPTY[key][0])), m('p', t(EMPTY[key][1]))]);
  if (channel && channel.type === 'chat') return m('.empty', [m('h2', t('You and {name}', { name: title(channel) })), m('p', t('Nobody else reads what you write here.'))]);
  if (channel && channel.type === 'livechat') return m('.empty', m('h2', title(channel)));
  if (channel) return m('.empty', [m('h2', t('Welcome to #{name}', { name: title(channel) })), m('p', t('Nothing has been written here yet. Be the first.'))]);
  return m('.empty', m('p', t('No message yet.')));
}

export const Thread = {
  oninit({ attrs, state: own }) {
    own.scroll = new Scroll(placeOf(attrs.place));
    own.active = 0;
    own.focus = 0;
    reading.key = attrs.place;
    reading.atEnd = () => own.scroll.following && !placeOf(attrs.place).hasNewer;
  },
  onbeforeupdate({ state: own }) {
    if (own.box) own.scroll.measure(own.box);
  },
  oncreate({ attrs, dom, state: own }) {
    own.box = dom.querySelector('.scroller');
    own.watch = new ResizeObserver(() => own.scroll.restore(own.box));
    own.watch.observe(own.box);
    own.sent = () => toEnd(attrs.place, own);
    addEventListener('to-end', own.sent);
    if (placeOf(attrs.place).anchor) { own.scroll.kept = placeOf(attrs.place).anchor; }
    own.settle = () => settle(attrs, own);
    afterDrawing.add(own.settle);
  },
  onremove({ state: own }) {
    own.watch.disconnect();
    afterDrawing.delete(own.settle);
    removeEventListener('to-end', own.sent);
  },
  view({ attrs, state: own }) {
    const key = attrs.place, place = placeOf(key), channel = channelOf(key);
    if (jump.to && place.ids.includes(jump.to) && own.marked !== jump.to) {
      own.marked = jump.to;
      own.scroll.following = false;
      own.scroll.around(jump.to);
      own.jumping = true;
    }
    const [start, end] = own.scroll.range();
    const shown = place.ids.slice(start, end);
    const items = [];
    let before = null, lined = false;
    const last = place.ids.at(-1);
    if (place.loaded && !place.hasOlder && start === 0 && shown.length)
      items.push(m('.beginning', { key: 'beginning' }, !channel ? '' : channel.type === 'chat' ? t('This is the beginning of your conversation with {name}.', { name: title(channel) }) : t('This is the beginning of {name}.', { name: title(channel) })));
    if (place.hasOlder || start > 0) items.push(m('.loading', { key: 'older', 'aria-hidden': 'true' }, m('span.spinner')));
    for (const id of shown) {
      const message = state.messages.get(id);
      if (!message) continue;
      if (!before || day(message.date) !== day(before.date)) items.push(m('.day', { key: 'day-' + day(message.date) + '-' + id, role: 'separator', 'aria-label': dayName(message.date) }, m('span', dayName(message.date))));
      let compact = continues(message, before);
      const unreadHere = place.line < 0 ? id > -place.line && !mine(message) : place.line === id;
      if (!lined && unreadHere && (place.line > 0 || start > 0 || shown.indexOf(id) > 0 || !place.hasOlder)) {
        lined = true;
        compact = false;
        if (place.line < 0) place.line = id;
        items.push(m('.new-line', { key: 'line', role: 'separator', 'aria-label': t('New messages') }, m('span', t('New messages'))));
      }
      const active = own.active === id || own.focus === id, tick = tickOf(channel, message, last);
      const focusable = own.focus ? own.focus === id : id === last;
      const sig = active ? {} : [message.version, compact, active, focusable, own.marked === id, starred(message), tick, state.pictures, locale.tag, state.moderated.length].join();
      items.push(m(Article, { key: id, message, compact, key_: key, active, focusable, marked: own.marked === id, tick, sig }));
      before = message;
    }
    if (own.scroll.to === null && !place.hasNewer) for (const entry of waitingIn(key)) items.push(outgoing(entry));
    else if (place.hasNewer) items.push(m('.loading', { key: 'newer', 'aria-hidden': 'true' }, m('span.spinner')));
    const below = own.scroll.following ? 0 : channel ? channel.count.fresh.size : 0;
    return m('.thread', [
      m('.scroller', {
        role: 'log', 'aria-label': t('Messages'), 'aria-live': 'off', 'aria-busy': String(!place.loaded), tabindex: shown.length ? undefined : 0,
        onscroll: (event) => {
          event.redraw = false;
          if (own.scroll.scrolled(own.box)) near(key, own);
        },
        onmouseover: (event) => hover(event, own, event.target.closest('article[data-id]')),
        onmouseleave: (event) => hover(event, own, null),
        onfocusin: (event) => { const article = event.target.closest('article[data-id]'); if (article && own.focus !== Number(article.dataset.id)) own.focus = Number(article.dataset.id); else event.redraw = false; },
        onfocusout: (event) => { if (!event.relatedTarget || !own.box.contains(event.relatedTarget)) own.focus = 0; else event.redraw = false; },
        onkeydown: (event) => keys(event, own),
      }, place.loaded && !place.ids.length && !waitingIn(key).length ? empty(key) : !place.loaded && !shown.length ? m('.loading', m('span.spinner')) : items),
      own.scroll.following && !place.hasNewer ? null : m('button.to-end', { type: 'button', onclick: () => toEnd(key, own) },
        [icon('down'), below ? tn('{n} new message', '{n} new messages', below) : t('To the newest')]),
    ]);
  },
};

function settle(attrs, own) {
  own.scroll.restore(own.box);
  if (own.jumping) {
    const article = own.box.querySelector(`[data-id="${own.marked}"]`);
    if (article) {
      own.jumping = false;
      own.scroll.move(own.box, own.box.scrollTop + article.getBoundingClientRect().top - own.box.getBoundingClientRect().top - own.box.clientHeight / 3);
      own.scroll.measure(own.box);
      placeOf(attrs.place).anchor = own.scroll.kept;
      article.focus({ preventScroll: true });
      setTimeout(() => { own.marked = 0; jump.to = 0; changed(); }, 2500);
    }
  }
  near(attrs.place, own);
  consider();
}

function hover(event, own, article) {
  const id = article ? Number(article.dataset.id) : 0;
  if (id === own.active || document.querySelector('.toolbar .menu-list')) event.redraw = false;
  else own.active = id;
}

// More of the list, two screens before it is needed.
function near(key, own) {
  const box = own.box, place = placeOf(key);
  if (!box || !place.loaded) return;
  const margin = 2 * box.clientHeight;
  if (box.scrollTop < margin && !own.scroll.following) {
    if (own.scroll.extendUp()) m.redraw();
    else if (place.hasOlder && !place.loading) loadOlder(key).catch(() => {});
  } else if (own.scroll.following && box.scrollHeight <= box.clientHeight + 10 && place.hasOlder && !place.loading && place.ids.length < 200) loadOlder(key).catch(() => {});
  else if (box.scrollHeight - box.scrollTop - box.clientHeight < margin) {
    if (own.scroll.extendDown()) m.redraw();
    else if (place.hasNewer && !place.loading) loadNewer(key).catch(() => {});
  }
  const showsButton = !!box.parentNode.querySelector('.to-end');
  if (showsButton === own.scroll.following) m.redraw();
  if (own.scroll.following) consider();
}

async function toEnd(key, own) {
  const place = placeOf(key);
  if (place.hasNewer) {
    place.loaded = false;
    await loadNewest(key).catch(() => {});
  }
  own.scroll.toEnd();
  m.redraw();
}

function keys(event, own) {
  const article = event.target.closest('article');
  if (!article) return;
  const inside = event.target !== article;
  if (event.key === 'Escape') {
    if (inside) article.focus();
    else document.querySelector('.composer textarea')?.focus();
    event.preventDefault();
    return;
  }
  if (inside) { event.redraw = false; return; }
  const all = [...own.box.querySelectorAll('article[data-id]')], at = all.indexOf(article);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
  if (next !== undefined && all[next]) {
    own.scroll.set = -1;
    all[next].focus();
    event.preventDefault();
  } else if (event.key === 'Enter') {
    // what can be done with a message is drawn a frame after it got the focus
    const enter = () => {
      afterDrawing.delete(enter);
      (article.querySelector('.toolbar button') || article.querySelector('a, button'))?.focus();
    };
    if (article.querySelector('.toolbar button')) {
      enter();
    } else {
      afterDrawing.add(enter);
      m.redraw();
    }
    event.preventDefault();
  }
}
