// The start, and the frame around all screens.

import { announce, coarse, Dialogs, icon, iconButton, m, menu, mount, presenceName, storage, Toasts, toast, closeDialogs, dialogOpen } from './kit.js';
import { t, tn } from './i18n.js';
import { textOf } from './html.js';
import { Again, Login } from './login.js';
import { drawer, Nav, openDrawer, closeDrawer, switcher, join } from './nav.js';
import { begin, onResync, screen } from './session.js';
import { go, hashOf, pageHash, parse, route } from './route.js';
import { addTo, changed, channelOf, inboxCount, loadNewest, mine, needPicture, on, partner, placeOf, putMessage, refreshMessages, roomsOf, state, title, unreadOf } from './store.js';
import { call } from './rpc.js';
import { Composer } from './composer.js';
import { open, Thread, Typing } from './thread.js';
import { hurry } from './bus.js';
import { onOutbox, wake } from './outbox.js';
import { consider, markSeen } from './reading.js';
import { leaveChannel, note, notes } from './commands.js';
import { add } from './upload.js';
import { arrivedMessage, showTitle } from './notify.js';
import { replying } from './message.js';

const lazy = {};
// A screen that comes with its own module.
function later(name, file, attrs) {
  if (lazy[file]) return m(lazy[file][name], attrs);
  import(`./${file}`).then((module) => { lazy[file] = module; m.redraw(); },
    () => toast(t('A newer version of this page is there.'), { error: true, action: () => location.reload(), label: t('Load it') }));
  return m('.loading', m('span.spinner'));
}

const theme = storage.get('theme');
if (theme) document.documentElement.dataset.theme = theme;

// ---- where we are
async function arrive() {
  if (screen.now !== 'in') return;
  const now = parse(location.hash);
  if (notes.place && notes.place !== now.key) Object.assign(notes, { place: '', rows: [] });
  replying.to = null;
  drawer.open = false;
  route.now = now;
  if (now.kind === 'unknown') {
    toast(t('This address leads to nothing here.'));
    return go(hashOf('inbox'));
  }
  panel.open = panel.open && innerWidth >= 1280;
  m.redraw();
  if (now.kind !== 'place') return undefined;
  try {
    const id = /^c(\d+)$/.exec(now.key)?.[1];
    if (id && !state.channels.has(Number(id))) {
      if (!state.ready) return undefined;
      return await join(Number(id));
    }
    await open(now.key, now.message);
    const channel = channelOf(now.key);
    if (channel && channel.type === 'chat' && unreadOf(channel)) call('mail.channel', 'channel_fetched', [[channel.id]]).catch(() => {});
  } catch (error) {
    if (!error.kind) throw error;
    if (error.kind === 'refused') toast(error.message, { error: true });
  }
  return undefined;
}
addEventListener('hashchange', () => { closeDialogs(); arrive(); });
addEventListener('popstate', () => { if (drawer.open && !history.state?.drawer) { closeDrawer(false); m.redraw(); } });

// ---- what the store says
// Once when there is something to paint, and once more when the server's list of channels is there.
const opened = { painted: false, ready: false };
on('change', () => {
  if (screen.now === 'in' && (!opened.painted || (state.ready && !opened.ready))) {
    Object.assign(opened, { painted: true, ready: state.ready });
    arrive();
  }
  showTitle();
  m.redraw();
});
on('message', (message, channel) => {
  if (channel && channel.type === 'chat' && !mine(message)) call('mail.channel', 'channel_fetched', [[channel.id]]).catch(() => {});
  if (!mine(message) && channel && route.now.key === 'c' + channel.id) {
    const place = placeOf(route.now.key);
    if (!document.hasFocus() && !place.line && channel.count.seen < message.id) place.line = message.id;
    announce(`${message.author_id ? message.author_id[1] : ''}: ${textOf(message.body).slice(0, 200)}`);
  }
  arrivedMessage(message, channel);
  consider();
});
on('header', (channel, info, fresh) => {
  if (info === 'creation' || info === 'join') return;
  if (fresh && channel.type === 'livechat' && !info) toast(t('{name} of the website is here.', { name: title(channel) }), { action: () => go(hashOf('c' + channel.id)), label: t('Open') });
  else if (fresh && channel.type !== 'chat' && !info) toast(t('You were invited to #{name}.', { name: title(channel) }), { action: () => go(hashOf('c' + channel.id)), label: t('Open') });
});
on('gone', (id) => {
  if (route.now.key === 'c' + id) go(hashOf('inbox'));
});
on('note', (row) => {
  if (row.info === 'transient_message') {
    const channel = state.channels.get((row.channel_ids || [])[0]);
    if (channel) note(channel, textOf(row.body).split('\n'));
  } else if (row.type === 'simple_notification') toast([row.title, textOf(row.message)].filter(Boolean).join(': '), { error: row.warning });
  dispatchEvent(new CustomEvent('bus-note', { detail: row }));
});
onResync.call = async () => {
  const key = route.now.kind === 'page' ? '' : route.now.key;
  if (!key) return;
  await loadNewest(key);
  await refreshMessages(placeOf(key).ids.slice(-200));
};
state.onLive = wake;
onOutbox('changed', () => m.redraw());
onOutbox('posted', async (entry, id, twice) => {
  if (!state.messages.has(id)) {
    const [message] = await call('mail.message', 'message_format', [[id]]);
    if (message) putMessage(message);
  }
  const message = state.messages.get(id);
  if (message) {
    for (const one of roomsOf(message)) addTo('c' + one, id);
    if (!/^c\d/.test(entry.place) && message.model) addTo(`${message.model}:${message.res_id}`, id);
    const channel = channelOf(entry.place);
    if (channel) { channel.last = Math.max(channel.last || 0, id); markSeen(channel, id); }
    else if (!entry.place.includes(':')) toast(t('Your answer is sent.'));
  }
  if (twice && twice.length > 1) toast(t('This message was posted twice.'), { error: true });
});
addEventListener('sent', () => { dispatchEvent(new Event('to-end')); });
setInterval(() => { if (state.link !== 'live') m.redraw(); }, 1000);

// Presence of those in sight, from the tab that is seen.
setInterval(async () => {
  if (document.hidden || screen.now !== 'in' || state.link !== 'live') return;
  const ids = new Set([...state.channels.values()].map((channel) => channel.direct).filter(Boolean));
  for (const id of channelOf(route.now.key)?.members.slice(0, 100) || []) ids.add(id);
  if (!ids.size) return;
  try {
    const { json } = await import('./rpc.js');
    for (const one of await json('/longpolling/im_status', { partner_ids: [...ids] })) partner(one.id).status = one.im_status;
    m.redraw();
  } catch { /* next time */ }
}, 50000);

// ---- the frame
const panel = { open: storage.get('panel') === true };
const BOXES = { inbox: 'Inbox', starred: 'Starred', history: 'History', moderation: 'Moderation' };

function Banner() {
  if (state.link === 'live') return null;
  const seconds = Math.max(1, Math.ceil((state.retryAt - Date.now()) / 1000));
  return m('.banner', { role: 'status' }, [
    state.link === 'offline' ? t('You are offline. What you write is kept and sent later.') : t('No connection. Next try in {n} s. What you write is kept and sent later.', { n: seconds }),
    state.link === 'retrying' ? m('button', { type: 'button', onclick: hurry }, t('Try now')) : null,
  ]);
}

function head(channel, key) {
  const name = channel ? title(channel) : BOXES[key] ? t(BOXES[key]) : '';
  const direct = channel && channel.direct ? partner(channel.direct) : null;
  return m('header.head', [
    m('button.open-nav', { type: 'button', 'aria-label': t('Channels'), 'aria-expanded': String(drawer.open), onclick: openDrawer }, [icon('menu'), allUnread() ? m('span.badge', { 'aria-hidden': 'true', 'data-count': allUnread() }) : null]),
    m('h1', { tabindex: -1, dir: 'auto' }, [channel ? (direct ? m('span.presence', { class: direct.status || 'offline' }) : icon(channel.type === 'livechat' ? 'globe' : channel.public === 'private' ? 'lock' : 'hash')) : icon(key === 'moderation' ? 'shield' : key), m('span.name', name)]),
    channel ? m('span.sub', direct ? (direct.outOfOffice || presenceName(direct.status)) : tn('{n} member', '{n} members', channel.members.length)) : null,
    m('span.space'),
    key === 'inbox' ? m('button.quiet', { type: 'button', disabled: !inboxCount(), onclick: () => call('mail.message', 'mark_all_as_read', [], { domain: [] }).then(() => loadNewest('inbox')) }, [icon('check'), m('span.wide-only', t('Mark all as read'))]) : null,
    key === 'starred' ? m('button.quiet', { type: 'button', disabled: !state.starred, onclick: () => call('mail.message', 'unstar_all', []).then(() => loadNewest('starred')) }, m('span', t('Unstar all'))) : null,
    iconButton('search', t('Search messages'), () => go(pageHash('search', channel ? '&in=' + channel.id : ''))),
    channel ? iconButton('people', t('Members and files'), () => { panel.open = !panel.open; storage.set('panel', panel.open); }, { 'aria-pressed': String(panel.open), class: 'panel-toggle' }) : null,
    channel ? menu(t('More'), 'more', [
      !channel.talk ? { label: t('Invite people'), icon: 'plus', act: async () => (await import('./channel.js')).invite(channel) } : null,
      !channel.talk ? { label: t('Properties'), icon: 'edit', act: async () => (await import('./channel.js')).properties(channel) } : null,
      direct ? { label: t('Contact'), icon: 'info', act: () => go(hashOf('res.partner:' + direct.id)) } : null,
      unreadOf(channel) ? { label: t('Mark as read'), icon: 'check', act: () => markSeen(channel, channel.last) } : null,
      { label: t('Notifications'), icon: 'bell', act: async () => (await import('./channel.js')).notifications(channel) },
      { label: channel.talk ? t('Hide this conversation') : t('Leave the channel'), icon: 'exit', danger: true, act: () => leaveChannel(channel) },
    ]) : null,
  ]);
}
const allUnread = () => inboxCount() + [...state.channels.values()].reduce((sum, channel) => sum + unreadOf(channel), 0);

function notesFor(key) {
  if (notes.place !== key || !notes.rows.length) return null;
  return m('.own-note', { role: 'status' }, [m('div', notes.rows.map((line) => m('p', { dir: 'auto' }, line))), m('span.hint', t('Only you see this.')), iconButton('close', t('Close'), () => { notes.rows = []; })]);
}

// A reply from a mailbox goes to the document of the message.
function replyTarget() {
  const message = replying.to;
  return message ? { model: message.model, res_id: message.res_id, subtype: message.is_note ? 'mail.mt_note' : 'mail.mt_comment' } : null;
}

function conversation(key) {
  const channel = channelOf(key), isChannel = /^c\d+$/.test(key);
  if (channel && channel.direct) needPicture(channel.direct);
  return m('.conversation', {
    ondragenter: (event) => { if ([...event.dataTransfer.types].includes('Files') && isChannel) { event.preventDefault(); dropping = key; } },
    ondragover: (event) => { event.preventDefault(); event.redraw = false; },
    ondragleave: (event) => { if (!event.currentTarget.contains(event.relatedTarget)) dropping = ''; },
    ondrop: (event) => { event.preventDefault(); dropping = ''; if (isChannel && event.dataTransfer.files.length) add(key, [...event.dataTransfer.files]); },
  }, [
    head(channel, key),
    m(Thread, { place: key }),
    m('.below', [
      isChannel ? m(Typing, { place: key }) : null,
      notesFor(key),
      isChannel && channel ? m(Composer, { place: key }) : replying.to ? m(Composer, { place: key, target: replyTarget, placeholder: t('Reply') }) : null,
    ]),
    dropping === key && isChannel ? m('.drop', t('Drop files here to attach them')) : null,
  ].map((node, index) => node ? m('.part', { key: index + key, class: PARTS[index] }, node) : null).filter(Boolean));
}
let dropping = '';
const PARTS = ['p-head', 'p-list', 'p-below', 'p-drop'];

const SCREENS = {
  preferences: ['Preferences', 'settings.js'], canned: ['Canned', 'settings.js'], people: ['People', 'admin.js'], mail: ['Mail', 'admin.js'],
  languages: ['Languages', 'admin.js'], search: ['Search', 'search.js'], guide: ['Guide', 'guide.js'],
};

export function screenHead(name) {
  return m('header.head', [
    m('button.open-nav', { type: 'button', 'aria-label': t('Channels'), 'aria-expanded': String(drawer.open), onclick: openDrawer }, icon('menu')),
    m('h1', { tabindex: -1 }, name),
  ]);
}

const App = {
  view() {
    if (screen.now === 'starting') return m('.loading.whole', [m('span.spinner'), screen.problem ? m('p', screen.problem) : null]);
    if (screen.now === 'login') return [m(Login), m(Toasts)];
    const now = route.now, channel = now.kind === 'place' ? channelOf(now.key) : null;
    return [
      m('a.skip', { href: '#main', onclick: (event) => { event.preventDefault(); document.querySelector('.composer textarea, main h1')?.focus(); } }, t('Skip to message')),
      m('.frame', { class: drawer.open ? 'with-drawer' : '' }, [
        m(Nav),
        m('.veil', { onclick: () => closeDrawer(), 'aria-hidden': 'true' }),
        m('main', { id: 'main', inert: drawer.open || undefined }, [
          Banner(),
          now.kind === 'place' ? conversation(now.key)
            : now.kind === 'contact' ? later('Contact', 'contact.js', { id: now.id, key: 'contact' + now.id, head: screenHead })
              : later(SCREENS[now.page][0], SCREENS[now.page][1], { head: screenHead, params: now.params }),
        ]),
        channel && panel.open ? later('Panel', 'channel.js', { channel, key: channel.id, close: () => { panel.open = false; storage.set('panel', false); } }) : null,
      ]),
      m(Dialogs), m(Again), m(Toasts),
    ];
  },
};

addEventListener('keydown', (event) => {
  if (screen.now !== 'in') return;
  // wherever the focus is: it comes to the drawer a moment after that has opened
  if (event.key === 'Escape' && drawer.open && !event.defaultPrevented && !dialogOpen()) {
    closeDrawer();
    m.redraw();
  }
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === 'k') {
    event.preventDefault();
    if (!dialogOpen()) switcher();
  }
  if (event.key === 'F6') {
    const parts = ['.side nav.channels a.current, .side nav.channels a, .side nav.boxes a', '.scroller article[tabindex="0"]', '.composer textarea', '.panel button'].map((selector) => document.querySelector(selector)).filter(Boolean);
    const at = parts.findIndex((part) => part.closest('.side, .scroller, .composer, .panel')?.contains(document.activeElement));
    parts[(at + (event.shiftKey ? parts.length - 1 : 1)) % parts.length]?.focus();
    event.preventDefault();
  }
});

for (const [id, live] of [['status-voice', 'polite'], ['alert-voice', 'assertive']]) {
  const voice = document.createElement('div');
  voice.id = id;
  voice.className = 'voice';
  voice.setAttribute('aria-live', live);
  voice.setAttribute('role', live === 'polite' ? 'status' : 'alert');
  document.body.append(voice);
}
document.documentElement.classList.toggle('touch', coarse());
mount(document.getElementById('app'), App);
begin();
changed();
