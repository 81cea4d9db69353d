// Writing: the text field with its mentions, draft, files and suggestions. What is typed is text.

import { ask, coarse, failed, icon, iconButton, m, storage, toast } from './kit.js';
import { size, t } from './i18n.js';
import { htmlOf } from './html.js';
import { call } from './rpc.js';
import { draft, keepDraft, send } from './outbox.js';
import { List, suggestions, trigger } from './suggest.js';
import { add, anyUploading, filesOf, onUpload, remove, restoreFiles, takeFiles, uploading } from './upload.js';
import { authorName, replying } from './message.js';
import { run } from './commands.js';
import { changed, channelOf, placeOf, putChannel, title } from './store.js';

// Mentions are choices, not patterns: a range that is remembered and dies when it is edited.
export function moveMentions(mentions, before, after) {
  if (before === after) return mentions;
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) ++start;
  let end = 0;
  while (end < before.length - start && end < after.length - start && before[before.length - 1 - end] === after[after.length - 1 - end]) ++end;
  const changedEnd = before.length - end, shift = after.length - before.length;
  return mentions.filter((one) => one.end <= start || one.start >= changedEnd)
    .map((one) => one.start >= changedEnd ? { ...one, start: one.start + shift, end: one.end + shift } : one);
}

addEventListener('beforeunload', (event) => { if (anyUploading()) event.preventDefault(); });

export const Composer = {
  oninit({ attrs, state: own }) {
    const kept = draft(attrs.place) || { text: '', mentions: [], canned: [], files: [] };
    Object.assign(own, { text: kept.text, mentions: kept.mentions || [], canned: kept.canned || [], note: attrs.note, list: { rows: [], at: 0 }, typing: { at: 0, clock: 0 } });
    restoreFiles(attrs.place, kept.files);
    own.back = (event) => { if (event.detail.place === attrs.place) takeBack(attrs, own, event.detail); };
    own.hide = () => save(attrs, own);
    addEventListener('take-back', own.back);
    addEventListener('pagehide', own.hide);
    addEventListener('draft-changed', own.other = (event) => { if (event.detail === attrs.place && document.activeElement !== own.field) reload(attrs, own); });
    onUpload((place) => { if (place === attrs.place) { save(attrs, own); if (own.pending && !uploading(place)) { own.pending = false; submit(attrs, own); } } });
  },
  onremove({ attrs, state: own }) {
    save(attrs, own);
    stopTyping(attrs, own);
    removeEventListener('take-back', own.back);
    removeEventListener('pagehide', own.hide);
    removeEventListener('draft-changed', own.other);
  },
  view({ attrs, state: own }) {
    const place = attrs.place, files = filesOf(place), channel = channelOf(place);
    const name = channel ? title(channel) : attrs.name || '';
    const open = own.list.rows.length > 0;
    return m('.composer', {
      ondragover: (event) => { event.preventDefault(); event.redraw = false; },
    }, [
      replying.to && !channel ? m('.replying', [icon('reply'), m('span', t('Reply to {name}', { name: authorName(replying.to) })),
        iconButton('close', t('Cancel'), () => { replying.to = null; })]) : null,
      m(List, { list: own.list, take: (row) => take(attrs, own, row) }),
      files.length ? m('ul.uploads', { 'aria-label': t('Files') }, files.map((file, index) => m('li', { key: (file.id || '') + file.name + index }, [
        icon('file'), m('span.name', file.name), m('span.size', size(file.size || 0)),
        file.state === 'done' ? null : m('progress', { max: 1, value: file.progress, 'aria-label': t('Uploading {name}', { name: file.name }) }),
        iconButton('close', t('Remove {name}', { name: file.name }), () => remove(place, file)),
      ]))) : null,
      m('.field', [
        m('textarea', {
          rows: 1, 'aria-label': t('Message'), placeholder: attrs.placeholder || (channel && channel.talk ? t('Message {name}', { name }) : channel ? t('Message #{name}', { name }) : t('Reply')),
          dir: 'auto', spellcheck: true, 'aria-autocomplete': 'list', 'aria-controls': open ? 'suggestions' : undefined,
          'aria-activedescendant': open ? 'suggestion-' + own.list.at : undefined, enterkeyhint: coarse() ? 'enter' : 'send',
          oncreate: ({ dom }) => { own.field = dom; dom.value = own.text; fit(dom); if (!coarse() && !document.querySelector('dialog[open]')) dom.focus({ preventScroll: true }); },
          oninput: (event) => { event.redraw = input(attrs, own); },
          onkeydown: (event) => { if (!keydown(event, attrs, own)) event.redraw = false; },
          onclick: (event) => { event.redraw = look(attrs, own); },
          onblur: () => { stopTyping(attrs, own); save(attrs, own); setTimeout(() => { if (own.list.rows.length && document.activeElement !== own.field) { own.list.rows = []; m.redraw(); } }, 200); },
          onpaste: (event) => { const pasted = [...event.clipboardData.files]; if (pasted.length) { event.preventDefault(); add(place, pasted); } else event.redraw = false; },
        }),
        m('.buttons', [
          iconButton('smile', t('Emoji'), async (event) => {
            const from = event.currentTarget;
            const { picker } = await import('./emoji.js');
            picker(from, (emoji) => insert(attrs, own, emoji));
          }, { 'aria-haspopup': 'dialog' }),
          m('label.icon-button', { title: t('Attach files') }, [icon('clip'),
            m('input.hidden-file', { type: 'file', multiple: true, 'aria-label': t('Attach files'), onchange: (event) => { add(place, [...event.target.files]); event.target.value = ''; own.field.focus(); } })]),
          attrs.kinds ? attrs.kinds(own) : null,
          m('button.send', { type: 'button', 'aria-label': t('Send'), title: own.pending ? t('Sends when the files are there') : t('Send'), class: own.pending ? 'pending' : '', onclick: () => submit(attrs, own) }, icon(own.pending ? 'clock' : 'send')),
        ]),
      ]),
    ]);
  },
};

function fit(field) {
  field.style.height = 'auto';
  field.style.height = Math.min(field.scrollHeight + 2, innerHeight * 0.4) + 'px';
}

function save(attrs, own) {
  clearTimeout(own.saving);
  own.saving = 0;
  const files = filesOf(attrs.place).filter((file) => file.state === 'done').map(({ id, name, size: bytes, type }) => ({ id, name, size: bytes, type }));
  if (!keepDraft(attrs.place, { text: own.text, mentions: own.mentions, canned: own.canned, files, at: Date.now() }) && !own.full) {
    own.full = true;
    toast(t('There is no more room in this browser: drafts are kept only while this page is open.'));
  }
}
function reload(attrs, own) {
  const kept = draft(attrs.place) || { text: '', mentions: [], canned: [] };
  Object.assign(own, { text: kept.text, mentions: kept.mentions || [], canned: kept.canned || [] });
  own.field.value = own.text;
  fit(own.field);
}
function takeBack(attrs, own, entry) {
  setText(own, own.text ? entry.text + '\n' + own.text : entry.text, entry.mentions || []);
  restoreFiles(attrs.place, entry.files);
  save(attrs, own);
  own.field.focus();
}
function setText(own, text, mentions = []) {
  own.text = text;
  own.mentions = mentions;
  own.field.value = text;
  fit(own.field);
}

// After each change of the field; true when something beside it changes.
function input(attrs, own) {
  const text = own.field.value;
  own.mentions = moveMentions(own.mentions, own.text, text);
  own.text = text;
  fit(own.field);
  if (!own.saving) own.saving = setTimeout(() => save(attrs, own), 300);
  typing(attrs, own);
  return look(attrs, own);
}

function look(attrs, own) {
  const found = own.field.selectionStart === own.field.selectionEnd ? trigger(own.text, own.field.selectionStart) : null;
  const before = own.list.rows.length;
  if (!found || own.closed === found.sign + found.start) {
    if (!found) own.closed = '';
    own.list = { rows: [], at: 0 };
    return before > 0;
  }
  own.closed = '';
  const show = (rows) => {
    const same = own.list.rows.map((row) => row.key).join() === rows.map((row) => row.key).join();
    own.list = { rows, at: same ? own.list.at : 0, found };
  };
  show(suggestions(found, attrs.place, (rows) => {
    if (own.list.found === found || !own.list.rows.length) { show(rows); m.redraw(); }
  }));
  own.list.found = found;
  return true;
}

// Through the browser's own editing, which keeps Ctrl+Z.
function replace(own, start, end, text) {
  own.field.focus();
  own.field.setSelectionRange(start, end);
  if (!document.execCommand || !document.execCommand('insertText', false, text)) own.field.setRangeText(text, start, end, 'end');
}
function insert(attrs, own, text) {
  replace(own, own.field.selectionStart, own.field.selectionEnd, text);
  input(attrs, own);
  m.redraw();
}

function take(attrs, own, row) {
  const found = own.list.found;
  replace(own, found.start, own.field.selectionStart, row.insert + ' ');
  input(attrs, own);
  if (row.mention) own.mentions = [...own.mentions, { start: found.start, end: found.start + row.insert.length, ...row.mention }].sort((a, b) => a.start - b.start);
  if (row.canned) own.canned = [...new Set([...own.canned, row.canned])];
  own.list = { rows: [], at: 0 };
  save(attrs, own);
}

// True when the page must be drawn again.
function keydown(event, attrs, own) {
  if (event.isComposing || event.keyCode === 229) return false;
  const rows = own.list.rows;
  if (rows.length) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { own.list.at = (own.list.at + step + rows.length) % rows.length; event.preventDefault(); return true; }
    if ((event.key === 'Enter' && !event.shiftKey) || event.key === 'Tab') { event.preventDefault(); take(attrs, own, rows[own.list.at]); return true; }
    if (event.key === 'Escape') { own.closed = own.list.found.sign + own.list.found.start; own.list = { rows: [], at: 0 }; event.preventDefault(); event.stopPropagation(); return true; }
  }
  if (event.key === 'Enter') {
    const swapped = storage.get('enter-is-new-line') === true || coarse();
    const wants = event.ctrlKey || event.metaKey || (!event.shiftKey && !event.altKey && !swapped);
    if (!wants) return false;
    event.preventDefault();
    submit(attrs, own);
    return true;
  }
  if (event.key === 'ArrowUp' && !own.text) {
    const last = [...document.querySelectorAll('.scroller article[data-id]')].at(-1);
    if (last) { last.focus(); event.preventDefault(); }
  }
  if (event.key === 'Escape') { placeOf(attrs.place).line = 0; return true; }
  return false;
}

function submit(attrs, own) {
  const place = attrs.place, channel = channelOf(place);
  if (uploading(place)) { own.pending = true; save(attrs, own); m.redraw(); return; }
  own.pending = false;
  const text = own.text.replace(/\s+$/, '');
  if (!text.trim() && !filesOf(place).length) return;
  if (channel && run(channel, text)) { clear(attrs, own); return; }
  const mentions = own.mentions.filter((one) => one.end <= text.length);
  const people = [...new Set(mentions.filter((one) => one.model === 'res.partner').map((one) => one.id))];
  const outside = channel && channel.public === 'private' ? people.filter((id) => !channel.members.includes(id)) : [];
  if (outside.length && !own.asked) { own.asked = true; inviteFirst(attrs, own, channel, outside, mentions); return; }
  own.asked = false;
  post(attrs, own, text, mentions, people);
}

async function inviteFirst(attrs, own, channel, people, mentions) {
  // who was invited a moment ago is not known here yet
  try { putChannel((await call('mail.channel', 'channel_info', [[channel.id]]))[0]); } catch { /* the question does no harm */ }
  people = people.filter((id) => !channel.members.includes(id));
  if (!people.length) { submit(attrs, own); return; }
  const names = mentions.filter((one) => people.includes(one.id)).map((one) => own.text.slice(one.start + 1, one.end)).join(', ');
  if (await ask(t('Invite {names}?', { names }), t('{names} cannot read this private channel yet.', { names }), t('Invite and send'))) {
    try {
      await call('mail.channel', 'channel_invite', [[channel.id]], { partner_ids: people });
      channel.members.push(...people);
    } catch (error) { failed(error); own.asked = false; return; }
    submit(attrs, own);
  } else own.asked = false;
  m.redraw();
}

function post(attrs, own, text, mentions, people) {
  const place = attrs.place;
  const files = takeFiles(place);
  const target = attrs.target ? attrs.target(own) : { model: 'mail.channel', res_id: Number(place.slice(1)) };
  if (!target) return;
  const kwargs = {
    body: htmlOf(text, mentions), message_type: 'comment', subtype: target.subtype || 'mail.mt_comment', partner_ids: people,
    channel_ids: [...new Set(mentions.filter((one) => one.model === 'mail.channel').map((one) => one.id))],
    attachment_ids: files.map((file) => file.id), canned_response_ids: own.canned.filter((id) => id),
  };
  // The entry is written down before the field is emptied.
  send(place, { model: target.model, res_id: target.res_id, text, mentions, kwargs, files: files.map(({ id, name, size: bytes, type }) => ({ id, name, size: bytes, type })) });
  clear(attrs, own);
  replying.to = null;
  placeOf(place).anchor = null;
  dispatchEvent(new CustomEvent('sent', { detail: place }));
  changed();
}

function clear(attrs, own) {
  own.canned = [];
  setText(own, '');
  own.list = { rows: [], at: 0 };
  save(attrs, own);
  stopTyping(attrs, own);
  placeOf(attrs.place).line = 0;
  m.redraw();
}

// ---- "is typing": at most every 2.5 s, again after 50 s, and an end after 5 s without a key
function typing(attrs, own) {
  const channel = channelOf(attrs.place);
  if (!channel) return;
  clearTimeout(own.typing.clock);
  if (!own.text || own.text.startsWith('/')) { stopTyping(attrs, own); return; }
  own.typing.clock = setTimeout(() => stopTyping(attrs, own), 5000);
  if (own.typing.on && Date.now() - own.typing.at < 50000) return;
  const early = own.typing.at + 2500 - Date.now();
  if (early > 0) {
    clearTimeout(own.typing.later);
    own.typing.later = setTimeout(() => typing(attrs, own), early);
    return;
  }
  own.typing.on = true;
  own.typing.at = Date.now();
  call('mail.channel', 'notify_typing', [[channel.id]], { is_typing: true }).catch(() => {});
}
function stopTyping(attrs, own) {
  clearTimeout(own.typing.clock);
  clearTimeout(own.typing.later);
  if (!own.typing.on) return;
  own.typing.on = false;
  const channel = channelOf(attrs.place);
  if (channel) call('mail.channel', 'notify_typing', [[channel.id]], { is_typing: false }).catch(() => {});
}
