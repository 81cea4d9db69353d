// Two people's day in Discuss, in the real Odoo 13 web client: journey.mjs URL DATABASE FOLDER [--pause-file FILE]
// Prints one JSON object: the steps that passed, the calls with their times, and the problems seen. Screenshots go to FOLDER.
// With --pause-file, it writes the file in the middle and waits until it is gone: time to kill the engine.
import fs from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';

const [url, database, folder, pauseOption, pauseFile] = process.argv.slice(2);
fs.mkdirSync(folder, { recursive: true });
const stamp = String(Date.now()).slice(-7);
const calls = [];       // {name, ms}
const problems = [];    // dialogs and statuses that a user would call an error
const passed = [];
const posted = [];      // bodies that must be in the database exactly once

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--ignore-certificate-errors'],
});

function callName(request) {
  const { pathname } = new URL(request.url());
  const match = pathname.match(/^\/web\/dataset\/(call_kw|call|call_button)\/?/);
  if (!match) return pathname;
  try {
    const { model, method } = JSON.parse(request.postData()).params;
    return `${model}.${method}`;
  } catch {
    return pathname;
  }
}

class Person {
  static async arrive(login) {
    const person = new Person();
    person.login = login;
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ignoreHTTPSErrors: true });
    person.page = await context.newPage();
    person.page.setDefaultTimeout(120000);
    person.page.on('requestfinished', async (request) => {
      if (request.method() !== 'POST') return;
      const timing = request.timing();
      calls.push({ name: callName(request), ms: timing.responseEnd - timing.requestStart });
      const response = await request.response();
      if (response.status() >= 500) problems.push(`${login}: status ${response.status()} of ${callName(request)}`);
      if ((response.headers()['content-type'] || '').includes('json')) {
        const text = await response.text().catch(() => '');
        if (text.includes('"error"') && text.includes('"exception_type"') && !text.includes('"result"'))
          problems.push(`${login}: ${callName(request)}: ${text.slice(0, 400)}`);
      }
    });
    await person.page.goto(`${url}/web/login?db=${database}`);
    await person.page.fill('input[name=login]', login);
    await person.page.fill('input[name=password]', login);
    await person.page.click('button[type=submit]');
    await person.page.waitForSelector('.o_web_client .o_main_navbar');
    await person.discuss();
    return person;
  }
  async discuss() {
    await this.page.goto(`${url}/web#action=mail.action_discuss`);
    await this.page.waitForSelector('.o_mail_discuss_sidebar .o_mail_discuss_item');
  }
  async shot(name) {
    await this.page.screenshot({ path: path.join(folder, `${name}-${this.login}.png`) });
  }
  item(name) {
    return this.page.locator('.o_mail_discuss_sidebar .o_mail_discuss_item', { hasText: name }).first();
  }
  async open(name) {
    await this.item(name).click();
    await this.page.waitForSelector(`.o_mail_discuss_sidebar .o_mail_discuss_item.o_active:has-text("${name}")`);
  }
  composer() {
    return this.page.locator('.o_mail_discuss .o_thread_composer:visible .o_composer_text_field').first();
  }
  async type(text) {
    await this.composer().click();
    await this.composer().pressSequentially(text, { delay: 40 });
  }
  async post(text) {
    await this.composer().click();
    await this.composer().fill(text);
    await this.page.keyboard.press('Enter');
    posted.push(text);
    await this.sees(text);
  }
  // a mention, a command or a canned response, taken from what the client offers
  async take(typed, offered) {
    await this.composer().fill('');
    await this.type(typed);
    await this.page.locator('.o_mention_proposition:visible', { hasText: offered }).first().click();
  }
  async sees(text) {
    await this.page.waitForSelector(`.o_mail_discuss .o_thread_message:has-text("${text}")`);
  }
  message(text) {
    return this.page.locator('.o_mail_discuss .o_thread_message', { hasText: text }).last();
  }
  // Opens the field behind a "+", types, and takes an offer. Again when the sidebar was drawn anew meanwhile, which closes the field.
  async add(kind, typed, choice) {
    for (let attempt = 1; ; ++attempt) {
      try {
        const input = this.page.locator(`.o_mail_add_thread[data-type="${kind}"] input`);
        if (!(await input.isVisible())) await this.page.click(`.o_mail_sidebar_title .o_add[data-type="${kind}"]`);
        await input.fill('', { timeout: 3000 });
        await input.pressSequentially(typed, { delay: 30 });
        return await this.page.locator('.ui-autocomplete:visible li', { hasText: choice }).first().click({ timeout: 6000 });
      } catch (error) {
        if (attempt === 4) throw error;
      }
    }
  }
  // choice: "Public" and "Private" make the channel, anything else is the name of one to join
  async addChannel(name, choice) {
    await this.add('multi_user_channel', name, choice);
    await this.item(name).waitFor();
  }
}

async function step(name, work, ...people) {
  try {
    await work();
    passed.push(name);
    console.error(`ok    ${name}`);
  } catch (error) {
    problems.push(`step "${name}": ${String(error).split('\n').slice(0, 3).join(' | ')}`);
    console.error(`FAILED ${problems.at(-1)}`);
    for (const person of people) await person.shot(`failed-${name.replace(/\W+/g, '-')}`).catch(() => {});
  }
}

const alice = await Person.arrive('admin');
const bob = await Person.arrive('demo');
// who prefers e-mail gets no inbox
await alice.page.evaluate(() => fetch('/web/dataset/call_kw/res.users/write', { method: 'POST', headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ params: { model: 'res.users', method: 'write', args: [[2, 6], { notification_type: 'inbox' }], kwargs: {} } }) }));
const channel = `journey ${stamp}`, secret = `private ${stamp}`;

await step('create a public channel', () => alice.addChannel(channel, 'Public'), alice);
await step('post in it', async () => {
  await alice.open(channel);
  await alice.post(`first words ${stamp}`);
}, alice);
await step('join it', async () => {
  await bob.addChannel(channel, new RegExp(`^\\s*#?\\s*${channel}\\s*$`));
  await bob.open(channel);
  await bob.sees(`first words ${stamp}`);
}, bob);
await step('hear each other at once', async () => {
  await alice.post(`can you hear me ${stamp}`);
  await bob.sees(`can you hear me ${stamp}`);
  await bob.post(`loud and clear ${stamp}`);
  await alice.sees(`loud and clear ${stamp}`);
}, alice, bob);
await step('emoji', async () => {
  await bob.type(`:) hurray ${stamp}`);
  await bob.page.keyboard.press('Enter');
  posted.push(`hurray ${stamp}`);
  await alice.page.waitForSelector(`.o_mail_discuss .o_thread_message:has-text("hurray ${stamp}") .o_mail_emoji`);
}, alice, bob);
await step('a private channel and an invitation', async () => {
  await alice.addChannel(secret, 'Private');
  await alice.open(secret);
  await alice.page.click('.o_mail_discuss_button_invite');
  await alice.page.fill('.modal .o_mail_discuss_partner_invite_input', '').catch(() => {});
  await alice.page.locator('.modal .select2-choices input, .modal .select2-input').first().pressSequentially('demo', { delay: 30 });
  await alice.page.locator('.select2-results li', { hasText: 'Demo' }).first().click();
  await alice.page.click('.modal .modal-footer .btn-primary');
  await bob.item(secret).waitFor();
}, alice, bob);
await step('a file', async () => {
  await alice.open(channel);
  const file = path.join(folder, `note-${stamp}.txt`);
  fs.writeFileSync(file, 'a note in a file\n');
  await alice.page.locator('.o_mail_discuss .o_thread_composer:visible input[type=file]').first().setInputFiles(file);
  await alice.page.waitForSelector(`.o_mail_discuss .o_thread_composer .o_attachment:has-text("note-${stamp}")`);
  await alice.post(`see the file ${stamp}`);
  await bob.open(channel);
  await bob.page.waitForSelector(`.o_mail_discuss .o_thread_message .o_attachment:has-text("note-${stamp}")`);
}, alice, bob);
await step('a mention with suggestions', async () => {
  await alice.open('general');
  await alice.take('@dem', 'Demo');
  await alice.type(`please look ${stamp}`);
  await alice.page.keyboard.press('Enter');
  posted.push(`please look ${stamp}`);
  await alice.sees(`please look ${stamp}`);
  await bob.page.waitForSelector('.o_mail_discuss_item[data-thread-id="mailbox_inbox"] .o_mail_sidebar_needaction:not(.d-none)');
}, alice, bob);

if (pauseOption === '--pause-file') {
  fs.writeFileSync(pauseFile, 'now\n');
  // life goes on while the engine dies and comes back
  await step('posting while the engine dies and comes back', async () => {
    await alice.open(channel);
    await bob.open(channel);
    for (let number = 1; fs.existsSync(pauseFile) || number < 12; ++number) {
      await alice.post(`through storm-${number} ${stamp}`);
      await bob.sees(`through storm-${number} ${stamp}`);
    }
  }, alice, bob);
}

await step('commands', async () => {
  await alice.open(channel);
  for (const [command, answer] of [['who', 'Users in this channel'], ['help', 'You are in channel']]) {
    await alice.take(`/${command.slice(0, 3)}`, command);
    await alice.page.keyboard.press('Enter');
    await alice.sees(answer);
  }
}, alice);
await step('a canned response', async () => {
  await alice.page.evaluate(async (source) => {
    await fetch('/web/dataset/call_kw/mail.shortcode/create', { method: 'POST', headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ params: { model: 'mail.shortcode', method: 'create', args: [{ source, substitution: `answer ${source}` }], kwargs: {} } }) });
  }, `canned${stamp}`);
  await alice.page.reload();
  await alice.page.waitForSelector('.o_mail_discuss_sidebar .o_mail_discuss_item');
  await alice.open(channel);
  await alice.take(`:canned${stamp}`, `canned${stamp}`);
  await alice.page.keyboard.press('Enter');
  await alice.sees(`answer canned${stamp}`);
}, alice);
await step('a direct message, typing, its window folded and closed', async () => {
  await bob.add('dm_chat', 'Mitchell', 'Mitchell');
  await bob.item('Mitchell').waitFor();
  await bob.open('Mitchell');
  // her window opens where she is not in Discuss
  await alice.page.goto(`${url}/web#action=contacts.action_contacts`);
  await alice.page.waitForSelector('.o_kanban_view, .o_list_view');
  await bob.post(`psst ${stamp}`);
  const window = alice.page.locator('.o_thread_window', { hasText: 'Demo' }).first();
  await window.waitFor();
  await window.locator('.o_thread_message', { hasText: `psst ${stamp}` }).waitFor();
  await bob.type('and another thing');
  await window.locator('.o_thread_typing_icon_dot, .o_mail_thread_typing_icon_dot, .o_mail_thread_typing_icon').first().waitFor();
  await bob.composer().fill('');
  const input = window.locator('.o_composer_text_field');
  await input.fill(`what is it ${stamp}`);
  await alice.page.keyboard.press('Enter');
  posted.push(`what is it ${stamp}`);
  await bob.sees(`what is it ${stamp}`);
  await bob.page.waitForSelector('.o_mail_discuss .o_mail_thread_message_seen_icon', { state: 'attached' });
  await alice.shot('chat-window');
  await window.locator('.o_thread_window_header').click();
  await window.locator('.o_thread_window_header .o_thread_window_close').click();
  await window.waitFor({ state: 'detached' });
}, alice, bob);
await step('star, unstar, inbox, history', async () => {
  await alice.discuss();
  await alice.open(channel);
  await alice.message(`loud and clear ${stamp}`).hover();
  await alice.message(`loud and clear ${stamp}`).locator('.o_thread_message_star').first().click();
  await alice.open('Starred');
  await alice.sees(`loud and clear ${stamp}`);
  await bob.open('Inbox');
  await bob.sees(`please look ${stamp}`);
  await bob.message(`please look ${stamp}`).hover();
  await bob.message(`please look ${stamp}`).locator('.o_thread_message_needaction').first().click();
  await bob.open('History');
  await bob.sees(`please look ${stamp}`);
  await bob.shot('history');
}, alice, bob);
await step('mark all as read', async () => {
  await bob.open('Inbox');
  const button = bob.page.locator('.o_mail_discuss_button_mark_all_read:visible');
  if (await button.isEnabled()) await button.click();
  await bob.page.waitForSelector('.o_mail_discuss :text("your inbox is empty")');
}, bob);
await step('the chatter of a contact', async () => {
  await alice.page.goto(`${url}/web#action=contacts.action_contacts`);
  await alice.page.locator('.o_kanban_view .o_kanban_record:not(.o_kanban_ghost)').first().click();
  await alice.page.click('.o_chatter_button_log_note');
  await alice.page.locator('.o_chatter .o_composer_text_field').fill(`a note ${stamp}`);
  await alice.page.click('.o_chatter .o_composer_button_send');
  await alice.page.waitForSelector(`.o_chatter .o_thread_message:has-text("a note ${stamp}")`);
  await alice.page.click('.o_chatter_button_new_message');
  await alice.page.locator('.o_chatter .o_composer_text_field').fill(`a message ${stamp}`);
  await alice.page.click('.o_chatter .o_composer_button_send');
  await alice.page.waitForSelector(`.o_chatter .o_thread_message:has-text("a message ${stamp}")`);
  posted.push(`a note ${stamp}`, `a message ${stamp}`);
  await alice.shot('chatter');
}, alice);
await step('followers and their subtypes', async () => {
  await alice.page.click('.o_followers_title_box button');
  const follower = alice.page.locator('.o_followers_list .o_partner:visible').first();
  await follower.hover();
  await alice.page.locator('.o_followers_list .o_edit_subtype:visible').first().click();
  await alice.page.locator('.modal input[type=checkbox]').first().waitFor({ state: 'attached' });
  await alice.shot('subtypes');
  await alice.page.locator('.modal .modal-footer .btn-primary').first().click();
  await alice.page.locator('.modal').waitFor({ state: 'detached' });
}, alice);
await step('leave the channel', async () => {
  await bob.discuss();
  await bob.open(channel);
  await bob.take('/lea', 'leave');
  await bob.page.keyboard.press('Enter');
  await bob.item(channel).waitFor({ state: 'detached' });
}, bob);
await alice.discuss();
await alice.open(channel);
for (const person of [alice, bob]) await person.shot('end');
for (const person of [alice, bob])
  if (await person.page.locator('.o_dialog_warning, .modal:has-text("Odoo Server Error"), .modal:has-text("Traceback")').count())
    problems.push(`${person.login}: an error dialog`);
await browser.close();
console.log(JSON.stringify({ passed, problems, posted, calls }));
