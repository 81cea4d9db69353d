// The only place where HTML of messages becomes nodes: it is parsed into a document that does nothing, and what is allowed is
// built anew from it. Nothing is written out and parsed a second time.

import { t } from './i18n.js';

const policy = window.trustedTypes ? trustedTypes.createPolicy('chatterd-html', { createHTML: (text) => text }) : null;
const parse = (html) => new DOMParser().parseFromString(policy ? policy.createHTML(html) : html, 'text/html');

const TAGS = new Set(('a abbr b blockquote br caption code col colgroup dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i ' +
  'img ins kbd li mark ol p pre q s samp small span strike strong sub summary sup table tbody td tfoot th thead tr tt u ul var').split(' '));
// With all that is in them.
const DROPPED = new Set(('script style template title head noscript iframe object embed svg math form select option textarea button ' +
  'audio video source canvas frameset frame link meta base').split(' '));
const KEPT = { a: ['title'], img: ['alt', 'title'], td: ['colspan', 'rowspan'], th: ['colspan', 'rowspan'], ol: ['start'] };
const MOST_NODES = 5000, DEEPEST = 60;

const PICTURES = /^\/(web\/image|web\/content|mail\/[\w.]+\/\d+\/avatar)(\/|\?|$)/;
const OWN_LINKS = /^\/(web\/content|web\/image|mail\/view)(\/|\?|$)|^\/(web|discuss)?(#|$)/;

function address(text) {
  try {
    return new URL(text, location.origin);
  } catch {
    return null;
  }
}

function link(node, out) {
  const url = address((node.getAttribute('href') || '').trim());
  const model = node.getAttribute('data-oe-model'), id = Number(node.getAttribute('data-oe-id'));
  if (model === 'res.partner' && id > 0) {
    out.href = `#model=res.partner&id=${id}`;
    out.className = 'mention';
    out.dataset.partner = id;
  } else if (model === 'mail.channel' && id > 0) {
    out.href = `#action=mail.action_discuss&active_id=mail.channel_${id}`;
    out.className = 'mention';
  } else if (!url || !/^(https?|mailto|tel):$/.test(url.protocol)) {
    return;
  } else if (url.origin === location.origin) {
    if (!OWN_LINKS.test(url.pathname + url.hash)) return;
    out.href = url.hash && OWN_LINKS.test(url.pathname + '#') && !url.pathname.includes('content') ? url.hash : url.href;
  } else {
    out.href = url.href;
    out.target = '_blank';
    out.rel = 'noreferrer noopener';
    if (/^https?:$/.test(url.protocol) && !out.title) out.title = url.href;
  }
}

// A picture of this server or of the message itself; one from elsewhere tells its host who reads, so it waits for a click.
function picture(node) {
  const source = (node.getAttribute('src') || '').trim();
  const url = address(source);
  const inside = /^data:image\/(png|jpe?g|gif|webp);base64,/i.test(source);
  if (inside || (url && url.origin === location.origin && PICTURES.test(url.pathname))) {
    const out = document.createElement('img');
    out.src = inside ? source : url.pathname + url.search;
    out.loading = 'lazy';
    out.alt = node.getAttribute('alt') || t('Picture');
    return out;
  }
  if (!url || !/^https?:$/.test(url.protocol) || url.origin === location.origin) return document.createTextNode(node.getAttribute('alt') || '');
  const out = document.createElement('a');
  out.className = 'remote-picture';
  out.href = url.href;
  out.target = '_blank';
  out.rel = 'noreferrer noopener';
  out.textContent = t('Picture from {host}', { host: url.host });
  return out;
}

function copy(from, to, depth, budget) {
  for (const node of from.childNodes) {
    if (budget.left <= 0) return;
    if (node.nodeType === Node.TEXT_NODE) {
      --budget.left;
      to.append(node.data);
    } else if (node.nodeType === Node.ELEMENT_NODE) {
      const tag = node.localName;
      if (DROPPED.has(tag)) continue;
      if (tag === 'img') {
        --budget.left;
        to.append(picture(node));
        continue;
      }
      const known = TAGS.has(tag) && depth < DEEPEST;
      const out = known ? document.createElement(tag) : to;
      if (known) {
        --budget.left;
        for (const name of KEPT[tag] || []) if (node.hasAttribute(name)) out.setAttribute(name, node.getAttribute(name));
        if (/^(ltr|rtl|auto)$/.test(node.getAttribute('dir'))) out.dir = node.getAttribute('dir');
        if (tag === 'a') link(node, out);
        to.append(out);
      }
      copy(node, out, known ? depth + 1 : depth, budget);
    }
  }
}

// The nodes that show it; `rest` tells that it was cut off, which `all` forbids.
export function nodesOf(html, all = false) {
  const out = document.createDocumentFragment();
  const budget = { left: all ? Infinity : MOST_NODES };
  copy(parse(html || '').body, out, 0, budget);
  return { nodes: out, rest: budget.left <= 0 };
}

const BLOCKS = /^(p|div|li|tr|h[1-6]|pre|blockquote|ul|ol|table)$/;
// As one reads it: for previews, announcements and search.
export function textOf(html) {
  let out = '';
  const walk = (node) => {
    for (const child of node.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) out += child.data;
      else if (child.nodeType === Node.ELEMENT_NODE && !DROPPED.has(child.localName)) {
        if (child.localName === 'br') out += '\n';
        const block = BLOCKS.test(child.localName);
        if (block && out && !out.endsWith('\n')) out += '\n';
        walk(child);
        if (block && !out.endsWith('\n')) out += '\n';
      }
    }
  };
  walk(parse(html || '').body);
  return out.replace(/\u00a0/g, ' ').trim();
}

export const escape = (text) => text.replace(/[&<>"']/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[c]);

const LINKS = /\bhttps?:\/\/[^\s<>"'\u00a0]+[^\s<>"'\u00a0.,;:!?)\]}]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;

function linked(text) {
  let out = '', at = 0;
  for (const found of text.matchAll(LINKS)) {
    const target = /^https?:/.test(found[0]) ? found[0] : 'mailto:' + found[0];
    out += escape(text.slice(at, found.index)) + `<a href="${escape(target)}" target="_blank" rel="noreferrer noopener">${escape(found[0])}</a>`;
    at = found.index + found[0].length;
  }
  return out + escape(text.slice(at));
}

// Typed text as HTML to post. `mentions`: {start, end, model, id} of the text, sorted; all other text is shown as it was typed.
export function htmlOf(text, mentions = []) {
  let out = '', at = 0;
  for (const mention of mentions) {
    out += linked(text.slice(at, mention.start));
    const target = `/web#model=${mention.model}&id=${mention.id}`;
    out += `<a href="${escape(target)}" class="${mention.model === 'res.partner' ? 'o_mail_redirect' : 'o_channel_redirect'}" ` +
      `data-oe-id="${mention.id}" data-oe-model="${mention.model}" target="_blank">${escape(text.slice(mention.start, mention.end))}</a>`;
    at = mention.end;
  }
  out += linked(text.slice(at));
  return out.replace(/\r\n?|\n/g, '<br/>').replace(/ {2,}/g, (run) => '\u00a0'.repeat(run.length - 1) + ' ').replace(/(^|<br\/>) /g, '$1\u00a0');
}
