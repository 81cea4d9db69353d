// Texts (English is the key), dates, numbers and lists in the reader's language and time zone.

let words = {};
export const locale = { lang: 'en', tag: 'en', tz: undefined };

// "{name}" in the text is replaced; a value is text, never HTML.
export function t(text, values) {
  const found = words[text] || text;
  return values ? found.replace(/\{(\w+)\}/g, (all, name) => (name in values ? values[name] : all)) : found;
}

// One of two texts by the language's rule for numbers: French says "0 message", English "0 messages".
export function tn(one, many, count, values) {
  const rule = new Intl.PluralRules(locale.tag).select(count);
  return t(rule === 'one' ? one : many, { n: new Intl.NumberFormat(locale.tag).format(count), ...values });
}

export function preferred() {
  const wanted = navigator.languages && navigator.languages.length ? navigator.languages : [navigator.language || 'en'];
  for (const tag of wanted) {
    if (/^fr\b/i.test(tag)) return 'fr_FR';
    if (/^en\b/i.test(tag)) return 'en_US';
  }
  return 'en_US';
}

// `code` is Odoo's: "fr_FR". Other languages than ours have English texts, and their own dates.
export async function speak(code, tz) {
  locale.tag = (code || 'en_US').replace(/_/g, '-').replace('@latin', '');
  try {
    Intl.getCanonicalLocales(locale.tag);
  } catch {
    locale.tag = 'en';
  }
  locale.lang = locale.tag.startsWith('fr') ? 'fr' : 'en';
  locale.tz = tz || undefined;
  try {
    new Intl.DateTimeFormat(locale.tag, { timeZone: locale.tz });
  } catch {
    locale.tz = undefined;
  }
  words = locale.lang === 'fr' ? (await import('./fr.js')).default : {};
  formats.clear();
  document.documentElement.lang = locale.lang;
}

const formats = new Map();
function format(options) {
  const key = JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(locale.tag, { ...options, timeZone: locale.tz }));
  return formats.get(key);
}

// The server's dates are UTC without a mark.
export const parse = (text) => new Date(String(text).replace(' ', 'T').replace(/Z?$/, 'Z'));
export const time = (text) => format({ hour: locale.lang === 'fr' ? '2-digit' : 'numeric', minute: '2-digit' }).format(parse(text));
export const full = (text) => format({ dateStyle: 'full', timeStyle: 'short' }).format(parse(text));
export const shortDate = (text) => format({ day: 'numeric', month: 'short', year: 'numeric' }).format(parse(text));
const dayKey = (date) => format({ year: 'numeric', month: '2-digit', day: '2-digit' }).format(date);
export const day = (text) => dayKey(parse(text));

export function dayName(text) {
  const date = parse(text), now = new Date();
  if (dayKey(date) === dayKey(now)) return t('Today');
  if (dayKey(date) === dayKey(new Date(now - 864e5))) return t('Yesterday');
  const options = { weekday: 'long', day: 'numeric', month: 'long' };
  if (Math.abs(now - date) > 180 * 864e5) options.year = 'numeric';
  return format(options).format(date);
}

// For lists: the time of today, else the day.
export function when(text) {
  const date = parse(text);
  if (dayKey(date) === dayKey(new Date())) return time(text);
  return format({ day: 'numeric', month: 'short' }).format(date);
}

export function size(bytes) {
  const [value, unit] = bytes < 1000 ? [bytes, 'byte'] : bytes < 1e6 ? [bytes / 1e3, 'kilobyte'] : [bytes / 1e6, 'megabyte'];
  return new Intl.NumberFormat(locale.tag, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: value < 10 ? 1 : 0 }).format(value);
}

export const list = (names) => new Intl.ListFormat(locale.tag, { type: 'conjunction' }).format(names);
export const collator = () => new Intl.Collator(locale.tag, { sensitivity: 'base', numeric: true });

// For searching: without case and accents.
export const plain = (text) => String(text).normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase();
