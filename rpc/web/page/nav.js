// The left side: mailboxes, channels, direct messages, oneself; and the switcher (Ctrl+K).

import { avatar, dialog, icon, iconButton, m, menu, presence, presenceName, rove, storage } from './kit.js';
import { plain, t, tn } from './i18n.js';
import { hasDraft } from './outbox.js';
import { call, shell } from './rpc.js';
import { go, hashOf, pageHash, route } from './route.js';
import { channelsOf, inboxCount, needPicture, partner, state, title, unreadOf } from './store.js';
import { openDirect, signOut } from './session.js';

export const drawer = { open: false };
export function openDrawer(event) {
  drawer.open = true;
  drawer.from = event && event.currentTarget;
  history.pushState({ drawer: true }, '');
  setTimeout(() => document.querySelector('.side .drawer-close')?.focus(), 50);
}
export function closeDrawer(back = true) {
  if (!drawer.open) return;
  drawer.open = false;
  if (back && history.state?.drawer) history.back();
  const from = drawer.from;
  setTimeout(() => from && from.isConnected && from.focus());
}

function badge(count, mentions) {
  if (mentions) return m('span.badge.mentions', { 'aria-hidden': 'true', 'data-count': '@' + mentions });
  return count ? m('span.badge', { 'aria-hidden': 'true', 'data-count': count > 999 ? '999+' : count }) : null;
}

// The link's name is the channel's and nothing else; what is unread describes it.
function entry(key, name, mark, { count = 0, mentions = 0, note = '', draft = false, picture } = {}) {
  const id = 'about-' + key.replace(/\W/g, '-');
  const about = [
    count ? tn('{n} unread message', '{n} unread messages', count) : '',
    mentions ? tn('{n} mention', '{n} mentions', mentions) : '', note, draft ? t('Draft') : '',
  ].filter(Boolean).join(', ');
  const current = route.now.key === key;
  return m('a.entry', {
    key, href: hashOf(key), 'aria-label': name, 'aria-describedby': about ? id : undefined, 'aria-current': current ? 'page' : undefined,
    class: `${count || mentions ? 'unread' : ''} ${current ? 'current' : ''}`, 'data-place': key,
    onclick: (event) => { if (drawer.open) { event.preventDefault(); drawer.open = false; history.replaceState(null, ''); go(hashOf(key)); } },
  }, [
    picture || m('span.mark', mark),
    m('span.name', { dir: 'auto' }, name),
    draft && !current ? m('span.draft', { title: t('Draft') }, icon('edit')) : null,
    badge(count, mentions),
  ].concat(about ? m('span.about', { id }, about) : []));
}

function channelEntry(channel) {
  const key = 'c' + channel.id;
  const options = { count: unreadOf(channel), mentions: channel.talk ? 0 : channel.needaction, draft: hasDraft(key) };
  if (channel.type === 'chat') {
    const person = channel.direct ? partner(channel.direct) : { id: 0, name: channel.name };
    if (channel.direct) needPicture(channel.direct);
    options.note = presenceName(person.status);
    options.picture = m('span.with-presence', [avatar(person), presence(person.status)]);
  }
  if (channel.type === 'livechat') return entry(key, title(channel), icon('globe'), options);
  return entry(key, title(channel), icon(channel.public === 'private' ? 'lock' : 'hash'), options);
}

function section(name, label, add) {
  const all = channelsOf(name);
  const key = 'folded:' + name, folded = storage.get(key) === true;
  const shown = folded ? all.filter((channel) => unreadOf(channel) || route.now.key === 'c' + channel.id) : all;
  return m('.section', { key: name }, [
    m('.section-head', [
      m('h2', m('button.fold', { type: 'button', 'aria-expanded': String(!folded), onclick: () => storage.set(key, folded ? null : true) },
        m('span.chevron', { class: folded ? 'folded' : '' }), label)),
      add,
    ]),
    m('ul', shown.map((channel) => m('li', { key: channel.id }, channelEntry(channel)))),
    all.length ? null : m('p.hint', name === 'direct' ? t('Nobody yet.') : t('None yet.')),
  ]);
}

export async function createChannel(kind) {
  (await import('./channel.js')).createChannel(kind);
}

export const Nav = {
  view() {
    const me = partner(state.me, state.session?.name);
    needPicture(state.me);
    return m('aside.side', { 'aria-label': t('Navigation'), class: drawer.open ? 'open' : '' }, [
      m('.side-head', [
        m('span.brand', { 'aria-hidden': 'true' }, m('img', { src: shell.assets + 'icon.svg', alt: '' })),
        m('span.team', { dir: 'auto' }, state.session?.company || t('Discuss')),
        iconButton('close', t('Close'), () => closeDrawer(), { class: 'drawer-close' }),
      ]),
      m('button.go-to', { type: 'button', onclick: () => switcher() }, [icon('search'), m('span', t('Go to …')), m('kbd', 'Ctrl+K')]),
      m('nav.boxes', { 'aria-label': t('Mailboxes'), onkeydown: (event) => rove(event, 'a') }, [
        entry('inbox', t('Inbox'), icon('inbox'), { mentions: 0, count: inboxCount() }),
        entry('starred', t('Starred'), icon('star'), { note: state.starred ? tn('{n} message', '{n} messages', state.starred) : '' }),
        entry('history', t('History'), icon('history')),
        state.moderator ? entry('moderation', t('Moderation'), icon('shield'), { count: state.moderation }) : null,
      ].filter(Boolean)),
      m('nav.channels', { 'aria-label': t('Channels'), onkeydown: (event) => rove(event, 'a, button.fold') }, [
        section('channel', t('Channels'), iconButton('plus', t('Add a channel'), () => createChannel('public'))),
        section('private', t('Private channels'), iconButton('plus', t('Add a private channel'), () => createChannel('private'))),
        section('direct', t('Direct messages'), iconButton('plus', t('Write to somebody'), () => switcher('people'))),
        channelsOf('livechat').length ? section('livechat', t('Visitors of the website')) : null,
      ].filter(Boolean)),
      m('.me', [
        m('a.me-link', { href: pageHash('preferences'), onclick: () => { drawer.open = false; } },
          m('span.with-presence', [avatar(me), presence('online')]), m('span.name', { dir: 'auto' }, me.name)),
        menu(t('Menu'), 'gear', [
          { label: t('Preferences'), icon: 'gear', act: () => leave(pageHash('preferences')) },
          { label: t('Canned responses'), icon: 'text', act: () => leave(pageHash('canned')) },
          { label: t('Search messages'), icon: 'search', act: () => leave(pageHash('search')) },
          state.session?.is_system ? { label: t('People'), icon: 'people', act: () => leave(pageHash('people')) } : null,
          state.session?.is_system ? { label: t('E-mail'), icon: 'mail', act: () => leave(pageHash('mail')) } : null,
          state.session?.is_system ? { label: t('Languages'), icon: 'globe', act: () => leave(pageHash('languages')) } : null,
          { label: t('Guide'), icon: 'info', act: () => leave(pageHash('guide')) },
          { label: t('Keyboard shortcuts'), icon: 'help', act: shortcuts },
          shell.signIn === 'here' ? { label: t('Sign out'), icon: 'exit', act: signOut } : null,
        ]),
      ]),
    ]);
  },
};
function leave(hash) {
  drawer.open = false;
  go(hash);
}

// ---- the switcher: channels, people and what can be done, by name
const switched = { text: '', found: [], at: 0, asked: 0 };
export function switcher(only) {
  Object.assign(switched, { text: '', found: [], at: 0, only });
  find('');
  const entry = dialog(only === 'people' ? t('Write to somebody') : t('Go to …'), (self) => m('.switcher', [
    m('input', {
      type: 'text', role: 'combobox', 'aria-expanded': 'true', 'aria-controls': 'switcher-list', 'aria-autocomplete': 'list', autocomplete: 'off',
      'aria-label': only === 'people' ? t('Name of a person') : t('Name of a channel or person'), autofocus: true, value: switched.text,
      'aria-activedescendant': switched.found.length ? 'switcher-' + switched.at : undefined,
      placeholder: only === 'people' ? t('Name of a person') : t('Name of a channel or person'),
      oninput: (event) => { switched.text = event.target.value; find(switched.text); },
      onkeydown: (event) => {
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (step && switched.found.length) {
          switched.at = (switched.at + step + switched.found.length) % switched.found.length;
          event.preventDefault();
        }
        if (event.key === 'Enter' && !event.isComposing && switched.found[switched.at]) { event.preventDefault(); take(self, switched.found[switched.at]); }
      },
    }),
    m('ul.options', { role: 'listbox', id: 'switcher-list', 'aria-label': t('Suggestions') }, switched.found.map((one, index) => m('li', {
      id: 'switcher-' + index, key: one.key, role: 'option', 'aria-selected': String(index === switched.at),
      onmouseenter: () => { switched.at = index; }, onclick: () => take(self, one),
    }, [one.picture(), m('span.name', { dir: 'auto' }, one.name), m('span.what', one.what)]))),
    switched.found.length ? null : m('p.hint', t('Nothing found.')),
  ]), { className: 'top' });
  return entry;
}
function take(dialogOpened, one) {
  drawer.open = false;
  dialogOpened.close();
  one.act();
}

// The very name first, then those that begin so. Whoever has gone down the list stays where he is.
function show(found, needle, most) {
  const rank = ({ name }) => plain(name) === needle ? 0 : plain(name).startsWith(needle) ? 1 : 2;
  const chosen = switched.at > 0 ? switched.found[switched.at]?.key : undefined;
  switched.found = found.sort((a, b) => rank(a) - rank(b)).slice(0, most);
  switched.at = Math.max(0, switched.found.findIndex((one) => one.key === chosen));
}

async function find(text) {
  const asked = ++switched.asked, needle = plain(text.trim()), found = [];
  if (switched.only !== 'people')
    for (const kind of ['channel', 'private', 'direct', 'livechat'])
      for (const channel of channelsOf(kind))
        if (plain(title(channel)).includes(needle))
          found.push({ key: 'c' + channel.id, name: title(channel), what: kind === 'direct' ? t('Direct message') : t('Channel'), person: channel.direct,
            picture: () => channel.direct ? avatar(partner(channel.direct)) : m('span.mark', icon(kind === 'private' ? 'lock' : 'hash')),
            act: () => go(hashOf('c' + channel.id)) });
  switched.at = 0;
  show(found, needle, 8);
  if (!needle && switched.only !== 'people') return;
  try {
    const [people, rooms] = await Promise.all([
      call('res.partner', 'im_search', [text.trim(), 20]),
      switched.only === 'people' ? [] : call('mail.channel', 'channel_search_to_join', [text.trim()]),
    ]);
    if (asked !== switched.asked) return;
    const direct = new Set(found.map((one) => one.person));
    for (const one of people) {
      if (direct.has(one.id)) continue;
      const person = partner(one.id, one.name);
      person.status = one.im_status;
      needPicture(one.id);
      found.push({ key: 'p' + one.id, name: one.name, what: presenceName(one.im_status), picture: () => avatar(person), act: () => openDirect(one.id) });
    }
    for (const one of rooms) {
      if (state.channels.has(one.id)) continue;
      found.push({ key: 'j' + one.id, name: one.name, what: t('Join'), picture: () => m('span.mark', icon('hash')), act: () => join(one.id) });
    }
    show(found, needle, 30);
    m.redraw();
  } catch { /* what is known here must do */ }
}
export async function join(id) {
  (await import('./channel.js')).join(id);
}

export function shortcuts() {
  const rows = [['Ctrl+K', t('Go to a channel or person')], ['F6', t('Next part of the page')], ['Enter', t('Send')], ['Shift+Enter', t('New line')],
    ['↑', t('To the last message, from an empty field')], ['@', t('Mention somebody')], ['#', t('Mention a channel')], ['/', t('Commands')],
    [':', t('Canned responses and emoji')], ['Esc', t('Close, or back to the text field')]];
  dialog(t('Keyboard shortcuts'), () => m('dl.keys', rows.map(([key, what]) => [m('dt', m('kbd', key)), m('dd', what)])));
}
