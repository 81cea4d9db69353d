// One message: author, time, text, files, tracked values, and what can be done with it.

import { avatar, icon, iconButton, m, menu, toast, failed, ask } from './kit.js';
import { full, shortDate, size, t, time } from './i18n.js';
import { nodesOf, textOf } from './html.js';
import { askModeration } from './rows.js';
import { call } from './rpc.js';
import { go, hashOf } from './route.js';
import { changed, channelOf, mine, needPicture, needsAction, partner, removeMessage, roomsOf, starred, state, takeFrom } from './store.js';
import { markUnread } from './reading.js';
import { openDirect } from './session.js';
import { notice } from './notices.js';

export const replying = { to: null };

export const authorName = (message) => message.author_id ? message.author_id[1] : message.email_from || t('Unknown');

const Body = {
  oncreate: ({ dom, attrs, state: own }) => fill(dom, attrs.html, own),
  onupdate: ({ dom, attrs, state: own }) => { if (own.html !== attrs.html || own.all !== own.shown) fill(dom, attrs.html, own); },
  onbeforeupdate: () => true,
  view: () => m('.body', { dir: 'auto' }),
};
function fill(dom, html, own) {
  own.html = html;
  const { nodes, rest } = nodesOf(html, own.all);
  own.shown = own.all;
  if (rest) {
    const more = document.createElement('button');
    more.type = 'button';
    more.textContent = t('Show all');
    more.onclick = () => { own.all = true; fill(dom, html, own); };
    nodes.append(more);
  }
  dom.replaceChildren(nodes);
}

const isPicture = (file) => /^image\/(png|jpe?g|gif|webp|bmp)$/.test(file.mimetype || '');

export async function view(file, files) {
  (await import('./viewer.js')).show(file, files.filter(isPicture));
}

function attachments(message) {
  const files = message.attachment_ids || [];
  if (!files.length) return null;
  return m('.files', files.map((file) => isPicture(file)
    ? m('button.thumb', { key: file.id, type: 'button', 'aria-label': t('Picture {name}', { name: file.filename || file.name }), onclick: () => view(file, files) },
        m('img', { src: `/web/image/${file.id}/320x200`, alt: '', loading: 'lazy' }))
    : m('a.file', { key: file.id, href: file.mimetype === 'application/pdf' ? `/web/content/${file.id}` : `/web/content/${file.id}?download=1`,
        target: file.mimetype === 'application/pdf' ? '_blank' : undefined, rel: 'noopener' },
        [icon('file'), m('span.name', file.filename || file.name), file.file_size ? m('span.size', size(file.file_size)) : null, icon('download')])));
}

function tracking(message) {
  const values = message.tracking_value_ids || [];
  if (!values.length) return null;
  const show = (value, kind) => {
    if (value === false || value === '' || value === null || value === undefined) return t('nothing');
    if (kind === 'boolean') return value ? t('yes') : t('no');
    if (kind === 'datetime') return full(value);
    return kind === 'date' ? shortDate(value) : String(value);
  };
  return m('ul.tracking', values.map((value) => m('li', { key: value.id }, [
    m('b', value.changed_field), ' ', show(value.old_value, value.field_type), m('span', { 'aria-label': t('became') }, ' → '), show(value.new_value, value.field_type),
  ])));
}

export async function toggleStar(message) {
  try { await call('mail.message', 'toggle_message_starred', [[message.id]]); } catch (error) { failed(error); }
}
export async function markDone(message) {
  try {
    await call('mail.message', 'set_message_done', [[message.id]]);
    takeFrom('inbox', message.id);
    changed();
  } catch (error) { failed(error); }
}
async function remove(message) {
  if (!(await ask(t('Delete this message?'), t('It disappears for everybody.'), t('Delete'), { danger: true }))) return;
  try {
    await call('mail.message', 'unlink', [[message.id]]);
    removeMessage(message.id);
    changed();
  } catch (error) { failed(error); }
}
async function moderate(message, decision) {
  if (decision === 'reject') return (await import('./channel.js')).reject(message);
  try {
    await call('mail.message', 'moderate', [[message.id], decision]);
    message.moderation_status = 'accepted';
    ++message.version;
    takeFrom('moderation', message.id);
    askModeration();
    changed();
  } catch (error) { failed(error); }
  return undefined;
}
async function copyLink(message, key) {
  const url = location.origin + location.pathname + hashOf(key, message.id);
  try {
    await navigator.clipboard.writeText(url);
    toast(t('The link is copied.'));
  } catch { toast(url); }
}

const mayDelete = (message) => mine(message) || state.session?.is_system;

function toolbar(message, key, active) {
  if (!active) return null;
  const channel = channelOf(key);
  const isStarred = starred(message);
  return m('.toolbar', { role: 'toolbar', 'aria-label': t('Message actions'), onkeydown: (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const all = [...event.currentTarget.querySelectorAll('button')], at = all.indexOf(document.activeElement);
    all[(at + step + all.length) % all.length].focus();
    event.preventDefault();
    event.stopPropagation();
  } }, [
    iconButton('star', isStarred ? t('Unstar') : t('Star'), () => toggleStar(message), { 'aria-pressed': String(isStarred), class: isStarred ? 'on' : '' }),
    needsAction(message) ? iconButton('check', t('Mark as read'), () => markDone(message)) : null,
    !channel && message.model && message.res_id && message.model !== 'mail.channel' ? iconButton('reply', t('Reply'), () => { replying.to = message; setTimeout(() => document.querySelector('.composer textarea')?.focus(), 30); }) : null,
    menu(t('More'), 'more', [
      channel && !mine(message) ? { label: t('Mark as unread'), icon: 'unread', act: () => markUnread(channel, message.id).catch(failed) } : null,
      channel && mine(message) ? { label: t('Seen by …'), icon: 'eye', act: async () => (await import('./channel.js')).seenBy(channel, message) } : null,
      channel ? { label: t('Copy the link'), icon: 'clip', act: () => copyLink(message, key) } : null,
      mayDelete(message) ? { label: t('Delete'), icon: 'trash', danger: true, act: () => remove(message) } : null,
    ]),
  ]);
}

// In mailboxes: where it was written, which leads there.
function origin(message, key) {
  if (channelOf(key) || key.includes(':')) return null;
  if (message.model === 'mail.channel' && message.res_id)
    return m('a.origin', { href: hashOf('c' + message.res_id, message.id) }, '#' + (message.record_name || ''));
  if (message.model && message.res_id)
    return message.model === 'res.partner' ? m('a.origin', { href: hashOf(`res.partner:${message.res_id}`, message.id) }, message.record_name || t('Document'))
      : m('span.origin', message.record_name || t('Document'));
  return null;
}

function moderation(message, key) {
  if (message.moderation_status !== 'pending_moderation') return null;
  const may = state.moderated.some((id) => roomsOf(message).includes(id));
  if (!may || mine(message) && !may) return m('p.pending', [icon('clock'), t('Waits for a moderator.')]);
  const one = (label, decision, danger) => m('button', { type: 'button', class: danger ? 'danger' : '', onclick: () => moderate(message, decision) }, label);
  return m('.moderate', { role: 'group', 'aria-label': t('Moderation') }, [
    one(t('Accept'), 'accept'), one(t('Reject'), 'reject'), one(t('Discard'), 'discard'), one(t('Always allow'), 'allow'), one(t('Ban'), 'ban', true),
  ]);
}

function failure(message) {
  if (!mine(message)) return null;
  const broken = Object.values(message.customer_email_data || {}).filter((one) => Array.isArray(one) && /exception|bounce/.test(one[1]));
  if (!broken.length) return null;
  return m('p.pending', [icon('mail'), t('The e-mail to {names} was not sent.', { names: broken.map((one) => one[0]).join(', ') })]);
}

export const Article = {
  onbeforeupdate: (now, before) => now.attrs.sig !== before.attrs.sig,
  view({ attrs: { message, compact, key_, active, focusable, marked, tick } }) {
    const id = message.author_id ? message.author_id[0] : 0;
    const person = id ? partner(id) : { id: 0, name: authorName(message) };
    if (id) needPicture(id);
    const name = authorName(message), clock = time(message.date);
    if (message.message_type === 'notification' || (message.is_notification && !message.is_note && !message.is_discussion && !textOf(message.body))) {
      return m('article.notice', { 'data-id': message.id, 'aria-label': `${name}, ${clock}`, tabindex: focusable ? 0 : -1 }, [
        m('time', { title: full(message.date) }, clock), m('span.who', { dir: 'auto' }, name), notice(message) || m(Body, { html: message.body }), tracking(message), toolbar(message, key_, active),
      ]);
    }
    return m('article.message', {
      'data-id': message.id, 'aria-label': `${name}, ${clock}`, tabindex: focusable ? 0 : -1,
      class: `${compact ? 'compact' : ''} ${message.is_note && !channelOf(key_) ? 'note' : ''} ${marked ? 'marked' : ''} ${active ? 'active' : ''}`,
    }, [
      m('.gutter', compact ? m('time', { title: full(message.date) }, clock) : avatar(person)),
      m('.content', [
        compact ? null : m('.head', [
          m('button.author', { type: 'button', tabindex: active ? 0 : -1, dir: 'auto', onclick: () => { if (id && id !== state.me) openDirect(id); else if (id) go(hashOf('res.partner:' + id)); } }, name),
          message.is_note && !channelOf(key_) ? m('span.tag', t('Note')) : null,
          m('time', { title: full(message.date) }, clock), origin(message, key_), starred(message) ? m('span.star-mark', { title: t('Starred') }, icon('star')) : null,
        ]),
        message.subject && !channelOf(key_) ? m('p.subject', { dir: 'auto' }, message.subject) : null,
        message.subtype_description ? m('p.subtype', message.subtype_description) : null,
        textOf(message.body) || /<img/i.test(message.body || '') ? m(Body, { html: message.body }) : null,
        attachments(message), tracking(message), moderation(message, key_), failure(message),
        tick ? m('p.tick', [icon('check'), tick]) : null,
      ]),
      toolbar(message, key_, active),
    ]);
  },
};
