// The guide (docs/guide), read as it is written there: headings, paragraphs, lists, pictures, emphasis, code and links.

import { m } from './kit.js';
import { locale, t } from './i18n.js';
import { shell } from './rpc.js';

const fileOf = (path) => path.slice(path.lastIndexOf('/') + 1);
const INLINE = /\*\*(.+?)\*\*|\*(.+?)\*|`(.+?)`|!\[([^\]]*)\]\(([^)]+)\)|\[([^\]]+)\]\(([^)]+)\)/g;

function inline(text, turn) {
  const out = [];
  let at = 0;
  for (const found of text.matchAll(INLINE)) {
    const [all, strong, slanted, code, alt, picture, label, target] = found;
    out.push(text.slice(at, found.index));
    if (strong) out.push(m('b', inline(strong, turn)));
    else if (slanted) out.push(m('i', inline(slanted, turn)));
    else if (code) out.push(m('code', code));
    else if (picture) out.push(m('img', { src: shell.assets + fileOf(picture), alt, loading: 'lazy', width: 1000, height: 620 }));
    // the guide in the other language; it has no other links
    else if (target) out.push(m('button.link', { type: 'button', onclick: () => turn(fileOf(target)) }, label));
    at = found.index + all.length;
  }
  out.push(text.slice(at));
  return out;
}

// Lines that belong together, as {tag, text} or {tag: 'ul', items}.
export function blocks(markdown) {
  const out = [];
  let last = null;
  for (const line of markdown.split('\n')) {
    const heading = /^(#+) (.*)/.exec(line), item = /^\* (.*)/.exec(line);
    if (!line.trim()) last = null;
    else if (heading) { out.push({ tag: 'h' + heading[1].length, text: heading[2] }); last = null; }
    else if (item) {
      if (!last || last.tag !== 'ul') out.push(last = { tag: 'ul', items: [] });
      last.items.push(item[1]);
    } else if (last && last.tag === 'ul') last.items.push(last.items.pop() + ' ' + line.trim());
    else if (last && last.tag === 'p' && !last.text.startsWith('![')) last.text += ' ' + line.trim();
    else out.push(last = { tag: 'p', text: line });
  }
  return out;
}

async function read(own, name) {
  try {
    own.text = await (await fetch(shell.assets + name)).text();
    own.lang = name.slice(0, 2);
  } catch { own.text = t('No connection to the server.'); }
  m.redraw();
}

export const Guide = {
  oninit({ state: own }) { read(own, locale.tag.startsWith('fr') ? 'fr.md' : 'en.md'); },
  view({ attrs, state: own }) {
    const turn = (name) => read(own, name);
    return [attrs.head(t('Guide')), !own.text ? m('.loading', m('span.spinner')) : m('.page', { tabindex: 0, role: 'region', 'aria-label': t('Guide') },
      // the title is the head's
      m('article.guide', { lang: own.lang }, blocks(own.text).filter((one) => one.tag !== 'h1').map((one) =>
        one.items ? m('ul', one.items.map((text) => m('li', inline(text, turn)))) : m(one.tag, inline(one.text, turn)))))];
  },
};
