// Small parts that every screen uses: icons, avatars, dialogs, menus, notes at the edge, and what screen readers are told.

import { t } from './i18n.js';

// ---- Mithril 1, with two of its habits changed.
const mithril = window.m;
const HOOKS = new Set(['oninit', 'oncreate', 'onbeforeupdate', 'onupdate', 'onbeforeremove', 'onremove']);

// It draws at once when 16 ms have gone by since the last time, also in the middle of a drawing (a focus() in a hook sends an
// event, which asks for one). Here all wait for the next frame. An event's handler asks for one unless it sets event.redraw to false.
let wished = false, draw = () => {};
export function m(selector, ...rest) {
  const vnode = mithril(selector, ...rest), attrs = vnode.attrs;
  if (typeof vnode.tag !== 'string' || !attrs) return vnode;
  for (const name in attrs) {
    const act = attrs[name];
    // It would leave an attribute that has become undefined as it was.
    if (act === undefined) { delete attrs[name]; continue; }
    if (name[0] !== 'o' || name[1] !== 'n' || typeof act !== 'function' || HOOKS.has(name)) continue;
    attrs[name] = function handler(event) {
      act.call(this, event);
      if (event.redraw !== false) m.redraw();
    };
  }
  return vnode;
}
m.redraw = () => {
  if (wished) return;
  wished = true;
  const now = () => { wished = false; draw(); };
  if (document.hidden) setTimeout(now, 30);
  else requestAnimationFrame(now);
};
// It keeps removed elements in a `pool` of their list and makes later ones of them, with what was left on those: no list keeps one.
Object.defineProperty(Array.prototype, 'pool', { get: () => undefined, set: () => {} });

// What must see a drawing with all its hooks done: a parent's come before those of the children that it measures.
export const afterDrawing = new Set();
export function mount(root, component) {
  draw = () => {
    mithril.render(root, m(component));
    for (const act of afterDrawing) act();
  };
  m.redraw();
}

const PATHS = {
  inbox: 'M4 13h4l2 3h4l2-3h4M4 13l3-8h10l3 8v6H4z', star: 'M12 4l2.5 5.2 5.5.7-4 3.9 1 5.7-5-2.8-5 2.8 1-5.7-4-3.9 5.5-.7z',
  history: 'M4 12a8 8 0 1 0 3-6.2M4 4v4h4M12 8v4l3 2', shield: 'M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6z', hash: 'M9 4L7 20M17 4l-2 16M4 9h16M3 15h16',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3', plus: 'M12 5v14M5 12h14', close: 'M6 6l12 12M18 6L6 18', menu: 'M4 7h16M4 12h16M4 17h16',
  send: 'M4 12l16-8-5 16-4-6zM11 14l9-10', smile: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8.5 14.5c1 1.5 2 2 3.5 2s2.5-.5 3.5-2M9 9.5v.5M15 9.5v.5',
  clip: 'M19 11l-7.5 7.5a4.6 4.6 0 0 1-6.5-6.5L13 4a3 3 0 0 1 4.3 4.3L9.5 16a1.5 1.5 0 0 1-2.1-2.1L14 7.3', more: 'M5 12h.01M12 12h.01M19 12h.01',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l5 5', info: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v6M12 7.5v.5', check: 'M5 12.5l4.5 4.5L19 7',
  reply: 'M10 6L4 12l6 6M4 12h10a6 6 0 0 1 6 6', down: 'M12 5v14M6 13l6 6 6-6', file: 'M7 3h7l4 4v14H7zM14 3v4h4', download: 'M12 4v11M7 11l5 5 5-5M5 20h14',
  gear: 'M12 15.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.2 2.2M16.2 16.2l2.2 2.2M5.6 18.4l2.2-2.2M16.2 7.8l2.2-2.2',
  people: 'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c0-4 3-6 6.5-6s6.5 2 6.5 6M16 4.5a3.5 3.5 0 0 1 0 6M18 14.5c2.3.8 3.5 2.7 3.5 5.5',
  mail: 'M3 6h18v12H3zM3 7l9 7 9-7', exit: 'M14 4h5v16h-5M4 12h11M11 8l4 4-4 4', edit: 'M4 20l1-4L16 5l3 3L8 19zM14 7l3 3', trash: 'M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13',
  eye: 'M2 12s4-7 10-7 10 7 10 7-4 7-10 7-10-7-10-7zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z', clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3 2',
  bell: 'M6 16V11a6 6 0 0 1 12 0v5l2 2H4zM10 21h4', globe: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18',
  back: 'M15 5l-7 7 7 7', unread: 'M4 6h11M4 12h16M4 18h16M19 6h.01', text: 'M5 6h14M12 6v13', help: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .8-1 1.7M12 16.8v.2',
  moon: 'M19 14.5A8 8 0 0 1 9.5 5a8 8 0 1 0 9.5 9.5z', pin: 'M9 4h6l-1 6 3 3H7l3-3zM12 13v7',
};
export const icon = (name, attrs) =>
  m('svg.icon', { viewBox: '0 0 24 24', class: name === 'more' ? 'dots' : undefined, 'aria-hidden': 'true', focusable: 'false', ...attrs }, m('path', { d: PATHS[name] }));

// A button with a picture only: its name is for everybody, so it shows as a title too.
export const iconButton = (name, label, onclick, attrs = {}) =>
  m('button.icon-button', { type: 'button', title: label, 'aria-label': label, onclick, ...attrs }, icon(name));

export function initials(name) {
  const parts = String(name || '?').trim().split(/[\s.@_-]+/).filter(Boolean);
  const first = [...(parts[0] || '?')][0], last = parts.length > 1 ? [...parts[parts.length - 1]][0] : '';
  return (first + last).toUpperCase();
}

// `person`: {id, name, picture} where picture is the date of the picture, false without one, undefined while nobody knows.
export function avatar(person, attrs = {}) {
  const hue = ((Number(person.id) || 0) * 47) % 360;
  return m('span.avatar', { 'aria-hidden': 'true', 'data-hue': Math.round(hue / 30) % 12, 'data-initials': person.picture ? undefined : initials(person.name), ...attrs },
    person.picture ? m('img', { src: `/web/image/res.partner/${person.id}/image_128?unique=${encodeURIComponent(person.picture)}`, alt: '', loading: 'lazy' })
      : null);
}

const base64 = (file) => new Promise((resolve, reject) => {
  const reader = new FileReader();
  reader.onload = () => resolve(String(reader.result).split(',')[1]);
  reader.onerror = () => reject(reader.error);
  reader.readAsDataURL(file);
});

// A picture from this computer; `chosen` gets it in base64. The browser's own button would speak the browser's language, not ours.
export const PictureField = {
  view: ({ attrs: { label, chosen }, state: own }) => m('.picture-field', [m('span.label', label), m('label.pick', [
    m('input.hidden-file', { type: 'file', accept: 'image/*', 'aria-label': label, onchange: async (event) => {
      const file = event.target.files[0];
      if (!file) return;
      try { chosen(await base64(file)); own.name = file.name; } catch (error) { failed(error); }
      m.redraw();
    } }), t('Choose a picture')]), m('span.hint', own.name || '')]),
};

const PRESENCE = { online: 'Online', away: 'Away', offline: 'Offline', bot: 'Online' };
export function presence(status) {
  const known = PRESENCE[status] ? status : 'offline';
  return m(`span.presence.${known}`, { title: presenceName(status), 'aria-hidden': 'true' });
}
export function presenceName(status) {
  if (status === 'online' || status === 'bot') return t('Online');
  return status === 'away' ? t('Away') : t('Offline');
}

// ---- dialogs: a stack of <dialog>s, which trap the focus, close by Escape and give the focus back.
const open = [];

export function dialog(title, view, { wide = false, className = '', closed } = {}) {
  const entry = { title, view, wide, className, closed, id: 'dialog-' + Math.random().toString(36).slice(2) };
  entry.before = document.activeElement;
  entry.close = (result) => {
    const at = open.indexOf(entry);
    if (at < 0) return;
    open.splice(at, 1);
    if (entry.closed) entry.closed(result);
    m.redraw();
    if (entry.before && entry.before.isConnected) setTimeout(() => entry.before.focus());
  };
  open.push(entry);
  m.redraw();
  return entry;
}
export const dialogOpen = () => open.length > 0;
export function closeDialogs() {
  while (open.length) open[open.length - 1].close();
}

export const Dialogs = {
  view: () => open.map((entry) => m('dialog', {
    key: entry.id, class: `${entry.wide ? 'wide' : ''} ${entry.className}`, 'aria-labelledby': entry.id,
    oncreate: ({ dom }) => dom.showModal(),
    oncancel: (event) => { event.preventDefault(); entry.close(); },
    onclick: (event) => { if (event.target.localName === 'dialog') entry.close(); },
  }, m('.dialog-box', [
    m('header', m('h2', { id: entry.id }, entry.title), iconButton('close', t('Close'), () => entry.close())),
    m('.dialog-body', entry.view(entry)),
  ]))),
};

export function ask(title, text, yes, { danger = false } = {}) {
  return new Promise((resolve) => dialog(title, (entry) => [
    m('p', text),
    m('.buttons', [
      m('button', { type: 'button', onclick: () => entry.close(false) }, t('Cancel')),
      m(danger ? 'button.danger' : 'button.primary', { type: 'button', autofocus: true, onclick: () => entry.close(true) }, yes),
    ]),
  ], { closed: (result) => resolve(result === true) }));
}

// ---- menus: a button that opens a list; arrows move, Escape closes.
let menuOpen = null;
export function menu(label, name, items, attrs = {}) {
  return m(Menu, { label, icon: name, items, ...attrs });
}
const Menu = {
  view({ attrs, state }) {
    const opened = menuOpen === state;
    const close = (focus) => {
      menuOpen = null;
      if (focus && state.dom) state.dom.querySelector('button').focus();
    };
    return m('span.menu', {
      oncreate: ({ dom }) => { state.dom = dom; },
      onfocusout: (event) => { if (menuOpen === state && !state.dom.contains(event.relatedTarget)) setTimeout(() => { if (menuOpen === state && !state.dom.contains(document.activeElement)) { close(); m.redraw(); } }, 150); },
      onkeydown: (event) => {
        if (!opened) return;
        const all = [...state.dom.querySelectorAll('[role=menuitem]')], at = all.indexOf(document.activeElement);
        if (event.key === 'Escape') { close(true); event.stopPropagation(); event.preventDefault(); }
        const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
        if (next !== undefined) { all[(next + all.length) % all.length].focus(); event.preventDefault(); event.stopPropagation(); }
      },
    }, [
      m('button.icon-button', { type: 'button', title: attrs.label, 'aria-label': attrs.label, 'aria-haspopup': 'menu', 'aria-expanded': String(opened),
        tabindex: attrs.tabindex, onclick: (event) => { menuOpen = opened ? null : state; event.stopPropagation(); } }, icon(attrs.icon)),
      opened ? m('.menu-list', { role: 'menu', oncreate: ({ dom }) => {
        const box = dom.getBoundingClientRect();
        if (box.bottom > innerHeight - 8) dom.classList.add('up');
        if (box.left < 8) dom.classList.add('start');
        const first = dom.querySelector('[role=menuitem]');
        if (first) first.focus();
      } }, attrs.items.filter(Boolean).map((item) => m('button', { role: 'menuitem', type: 'button', tabindex: -1, class: item.danger ? 'danger' : '',
        onclick: () => { close(true); item.act(); } }, item.icon ? icon(item.icon) : null, item.label))) : null,
    ]);
  },
};

// ---- notes at the edge, and the two voices of screen readers.
const notes = [];
export function toast(text, { error = false, action, label } = {}) {
  const note = { text, error, action, label, id: Math.random() };
  notes.push(note);
  if (notes.length > 3) notes.shift();
  announce(text, error);
  setTimeout(() => { drop(note); }, error ? 9000 : 5000);
  m.redraw();
}
function drop(note) {
  const at = notes.indexOf(note);
  if (at >= 0) { notes.splice(at, 1); m.redraw(); }
}
export const Toasts = {
  view: () => m('section.toasts', { 'aria-label': t('Notices') }, notes.map((note) => m('.toast', { key: note.id, class: note.error ? 'error' : '' }, [
    m('span', note.text),
    note.action ? m('button', { type: 'button', onclick: () => { drop(note); note.action(); } }, note.label) : null,
    iconButton('close', t('Close'), () => drop(note)),
  ]))),
};

export const failed = (error) => { if (error.kind !== 'expired') toast(error.message, { error: true }); };

let said = 0, waiting = [];
export function announce(text, urgent = false) {
  const region = document.getElementById(urgent ? 'alert-voice' : 'status-voice');
  if (!region) return;
  if (urgent) { region.textContent = text; return; }
  waiting.push(text);
  if (waiting.length > 1) return;
  setTimeout(() => {
    region.textContent = waiting.length > 2 ? t('{n} new messages', { n: waiting.length }) : waiting.join('. ');
    waiting = [];
    said = Date.now();
  }, Math.max(0, said + 1000 - Date.now()));
}

// One tab stop for a list; arrows, Home, End and letters move in it.
export function rove(event, selector) {
  const all = [...event.currentTarget.querySelectorAll(selector)], at = all.indexOf(document.activeElement);
  if (at < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
  let next = { ArrowDown: Math.min(at + 1, all.length - 1), ArrowUp: Math.max(at - 1, 0), Home: 0, End: all.length - 1 }[event.key];
  if (next === undefined && event.key.length === 1 && /\S/.test(event.key)) {
    const found = [...all.slice(at + 1), ...all.slice(0, at + 1)].find((node) => node.textContent.trim().toLowerCase().startsWith(event.key.toLowerCase()));
    next = found ? all.indexOf(found) : undefined;
  }
  if (next === undefined) return;
  all[next].focus();
  event.preventDefault();
}

export const coarse = () => matchMedia('(pointer: coarse)').matches;

export const storage = {
  get(key) {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  },
  // False when there is no room: the caller keeps it in memory.
  set(key, value) {
    try {
      if (value === null || value === undefined) localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify(value));
      return true;
    } catch { return false; }
  },
  keys: (prefix) => Object.keys(localStorage).filter((key) => key.startsWith(prefix)),
};
