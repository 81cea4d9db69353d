// What the journeys share: a browser, people in it, the server behind it, and a report of what went wrong.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import readline from 'node:readline';
import { chromium } from 'playwright-core';

export { assert };
const [, , url, database, executablePath] = process.argv;
export { url, database };

// ---- the server, which browser_test.py holds
const waiting = [];
readline.createInterface({ input: process.stdin }).on('line', (line) => waiting.shift()(JSON.parse(line)));
const ask = (command, rest) => new Promise((resolve) => {
  waiting.push(resolve);
  process.stdout.write(`@${command}${rest === undefined ? '' : ' ' + JSON.stringify(rest)}\n`);
});
export const server = { kill: () => ask('kill'), stop: () => ask('stop'), start: () => ask('start'), sql: (text) => ask('sql', text), log: () => ask('log') };

// ---- people: each has a context of his own, as if in a browser of his own
let browser;
const problems = [];
export const PATIENCE = 20000;
export const WIDE = { width: 1360, height: 850 }, NARROW = { width: 360, height: 740 };

// `allow`: patterns of console messages that this person's journey brings about.
export async function visitor({ viewport = WIDE, touch = false, locale = 'en-GB', allow = [], ...more } = {}) {
  const context = await browser.newContext({ viewport, hasTouch: touch, isMobile: touch, locale, timezoneId: 'Europe/Brussels', ...more });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  page.allowed = [/Failed to load resource.*(404|502|503|ERR_CONNECTION|net::)/, ...allow];
  watch(page);
  return page;
}
export function watch(page) {
  page.on('pageerror', (error) => problems.push('error in the page: ' + (error.stack || error)));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !(page.allowed || []).some((one) => one.test(message.text()))) problems.push('console: ' + message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !/^(data|blob):/.test(request.url())) problems.push('a request to elsewhere: ' + request.url());
  });
}

const WORDS = {
  en: { login: 'Login', password: 'Password', enter: 'Log in', channels: 'Channels', messages: 'Messages', message: 'Message', send: 'Send' },
  fr: { login: 'Identifiant', password: 'Mot de passe', enter: 'Se connecter', channels: 'Canaux', messages: 'Messages', message: 'Message', send: 'Envoyer' },
};

export async function signIn(page, login, { path = '/', lang = 'en', password = login } = {}) {
  await page.goto(url + path);
  const words = WORDS[lang];
  await page.getByRole('textbox', { name: words.login, exact: true }).fill(login);
  await page.getByRole('textbox', { name: words.password, exact: true }).fill(password);
  await page.getByRole('button', { name: words.enter, exact: true }).click();
  await page.locator('.frame').waitFor();
  return page;
}
export async function person(login, options = {}) {
  return signIn(await visitor(options), login, options);
}

export const channels = (page, lang = 'en') => page.getByRole('navigation', { name: WORDS[lang].channels, exact: true });
export const link = (page, name, lang) => channels(page, lang).getByRole('link', { name, exact: true });
export const log = (page) => page.getByRole('log', { name: 'Messages', exact: true });
export const articles = (page, text) => text === undefined ? log(page).getByRole('article') : log(page).getByRole('article').filter({ hasText: text });
export const box = (page) => page.getByRole('textbox', { name: 'Message', exact: true });
export async function open(page, name, lang) {
  await link(page, name, lang).click();
  await page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
}
export async function say(page, text, lang = 'en') {
  await box(page).fill(text);
  await page.getByRole('button', { name: WORDS[lang].send, exact: true }).click();
}
// An article with this text that is no longer on its way.
export const posted = (page, text) => page.locator('article[data-id]').filter({ hasText: text });
export const appears = (locator) => locator.first().waitFor();
export async function until(what, truth, patience = PATIENCE) {
  const end = Date.now() + patience;
  for (;;) {
    const value = await truth();
    if (value) return value;
    if (Date.now() > end) throw new Error('waited in vain: ' + what);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
// What describes the link, both read at once: it may go away meanwhile.
export const described = (page, name) => link(page, name).evaluate((node) => document.getElementById(node.getAttribute('aria-describedby'))?.textContent || '');

const AXE = fs.readFileSync(new URL('./node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
// No violation of what axe-core knows, on what is on the screen now.
export async function accessible(page, what) {
  await page.evaluate(AXE);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  const said = found.violations.map((one) => `${one.id}: ${one.help}\n${one.nodes.slice(0, 4).map((node) => '   ' + node.html.slice(0, 200) + ' ' + (node.any[0]?.message || '')).join('\n')}`);
  assert.equal(said.length, 0, `${what}:\n${said.join('\n')}`);
}

export async function picture(page, name) {
  const folder = process.env.PAGE_PICTURES || new URL('./out/', import.meta.url).pathname;
  fs.mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name}.png`, animations: 'disabled' });
}

// Runs the steps in their order; the first that fails is shown with a picture of everybody's screen.
export async function journey(steps) {
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--headless', '--disable-gpu', '--disable-background-networking', '--disable-component-update'] });
  let status = 0;
  for (const [name, step] of Object.entries(steps)) {
    const started = Date.now();
    try {
      await step();
      assert.deepEqual(problems, [], 'the browser complained');
      console.log(`ok ${name} (${Date.now() - started} ms)`);
    } catch (error) {
      console.log(`FAILED ${name}\n${error.stack}\n${problems.join('\n')}`);
      let number = 0;
      for (const context of browser.contexts()) for (const page of context.pages()) await picture(page, `failed-${++number}`).catch(() => {});
      status = 1;
      break;
    }
  }
  await browser.close();
  process.exit(status);
}
