// The emoji: their lists (Unicode's order and names in English and French), the search in both languages, and the picker.

import { dialog, m, storage } from './kit.js';
import { locale, plain, t } from './i18n.js';
import { shell } from './rpc.js';

let loaded = null;
const read = async (name) => (await (await fetch(shell.assets + name)).text()).split('\n');

// [{emoji, name, words, group}] in the order of Unicode.
// What this machine's fonts cannot draw is left out: it would be a box, or two signs side by side.
function drawable() {
  const canvas = document.createElement('canvas'), pen = canvas.getContext('2d', { willReadFrequently: true });
  canvas.width = canvas.height = 24;
  pen.font = '18px system-ui, "Noto Color Emoji", "Apple Color Emoji", "Segoe UI Emoji"';
  pen.textBaseline = 'top';
  const width = pen.measureText('😀').width;
  const bits = (text) => {
    pen.clearRect(0, 0, 24, 24);
    pen.fillText(text, 0, 2);
    return pen.getImageData(0, 0, 24, 24).data.join();
  };
  const box = bits('\u{1FFFE}');
  return (text) => pen.measureText(text).width <= width * 1.6 && bits(text) !== box;
}

export function load() {
  loaded = loaded || (async () => {
    const [list, english, french] = await Promise.all([read('emoji.txt'), read('emoji.en.txt'), read('emoji.fr.txt')]);
    const out = [], shown = drawable();
    let group = '';
    list.forEach((line, index) => {
      if (line.startsWith('#') && !line.startsWith('#\ufe0f')) { group = line.slice(1); return; }
      if (!line || !shown(line)) return;
      const names = locale.lang === 'fr' ? french[index] : english[index];
      out.push({ emoji: line, name: names.split('|')[0], words: plain(`${english[index]}|${french[index]}`), group });
    });
    return out;
  })();
  return loaded;
}

export async function find(needle, limit) {
  const wanted = plain(needle), all = await load(), first = [], rest = [];
  for (const one of all) {
    const at = one.words.indexOf(wanted);
    if (at < 0) continue;
    if (plain(one.name).startsWith(wanted)) first.push(one);
    else if (at === 0 || /[\s|(]/.test(one.words[at - 1])) rest.push(one);
  }
  return [...first, ...rest].slice(0, limit);
}

const GROUPS = {
  'Smileys & Emotion': '😀', 'People & Body': '👋', 'Animals & Nature': '🐻', 'Food & Drink': '🍔', 'Travel & Places': '✈️', Activities: '⚽', Objects: '💡', Symbols: '❤️', Flags: '🏁',
};
const COLUMNS = 9;

export async function picker(from, choose) {
  const all = await load(), recent = storage.get('emoji') || [];
  const own = { text: '', found: null, group: recent.length ? 'recent' : 'Smileys & Emotion', at: 0 };
  const shown = () => own.found || (own.group === 'recent' ? recent.map((emoji) => all.find((one) => one.emoji === emoji)).filter(Boolean) : all.filter((one) => one.group === own.group));
  const pick = (entry, one) => {
    storage.set('emoji', [one.emoji, ...recent.filter((emoji) => emoji !== one.emoji)].slice(0, 27));
    entry.before = null;
    entry.close();
    setTimeout(() => choose(one.emoji));
  };
  dialog(t('Emoji'), (entry) => {
    const list = shown(), rows = [];
    for (let start = 0; start < list.length; start += COLUMNS) rows.push(list.slice(start, start + COLUMNS));
    return m('.emoji-picker', [
      m('input', { type: 'search', 'aria-label': t('Search an emoji'), placeholder: t('Search an emoji'), autofocus: true, value: own.text,
        oninput: async (event) => { own.text = event.target.value; own.found = own.text.trim() ? await find(own.text.trim(), 90) : null; own.at = 0; m.redraw(); },
        onkeydown: (event) => {
          if (event.key === 'Enter' && list[0]) { event.preventDefault(); pick(entry, list[0]); }
          if (event.key === 'ArrowDown') { event.preventDefault(); document.querySelector('.emoji-grid button')?.focus(); }
        } }),
      own.found ? null : m('.emoji-groups', { role: 'group', 'aria-label': t('Groups') }, [recent.length ? ['recent', '🕘'] : null, ...Object.entries(GROUPS)].filter(Boolean).map(([name, sign]) =>
        m('button', { type: 'button', key: name, title: t(name), 'aria-label': t(name), 'aria-pressed': String(own.group === name), onclick: () => { own.group = name; own.at = 0; } }, sign))),
      m('.emoji-grid', { role: 'grid', 'aria-label': t('Emoji'), onkeydown: (event) => {
        const cells = [...event.currentTarget.querySelectorAll('button')], at = cells.indexOf(document.activeElement);
        const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: COLUMNS, ArrowUp: -COLUMNS }[event.key];
        if (!step || at < 0) return;
        event.preventDefault();
        if (at + step < 0) return event.currentTarget.closest('.emoji-picker').querySelector('input').focus();
        cells[Math.min(cells.length - 1, at + step)].focus();
        return undefined;
      } }, rows.map((row, index) => m('.emoji-row', { role: 'row', key: (own.found ? 'f' : own.group) + index, 'aria-label': t('Row {n}', { n: index + 1 }) }, row.map((one, column) =>
        m('span', { role: 'gridcell' }, m('button', { type: 'button', tabindex: index === 0 && column === 0 ? 0 : -1, title: one.name, 'aria-label': one.name, onclick: () => pick(entry, one) }, one.emoji)))))),
      list.length ? null : m('p.hint', t('Nothing found.')),
    ]);
  }, { className: 'emoji-dialog' });
}
