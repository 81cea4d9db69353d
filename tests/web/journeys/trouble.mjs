// What is typed, dropped or pasted arrives once: without a network, when an answer is lost, when the tab is closed meanwhile.
import fs from 'node:fs';
import { appears, articles, assert, box, journey, link, open, person, picture, posted, say, server, until, url, watch } from '../browser.mjs';

let alice, bob;
const often = async (text) => Number((await server.sql(`SELECT count(*) FROM mail_message WHERE body LIKE '%${text}%'`))[0][0]);
const files = (page) => page.getByRole('list', { name: 'Files' });
// As the file manager does it: enter, hover, let go. `until` says where to stop.
async function drag(page, names, events = ['dragenter', 'dragover', 'drop']) {
  const held = await page.evaluateHandle((all) => {
    const transfer = new DataTransfer();
    for (const [name, text] of all) transfer.items.add(new File([text], name, { type: 'text/plain' }));
    return transfer;
  }, names);
  for (const event of events) await page.locator('.conversation').dispatchEvent(event, { dataTransfer: held });
  return held;
}
const once = async (text) => {
  await appears(posted(bob, text));
  await until(`none of "${text}" waits`, async () => (await alice.locator('.outgoing').filter({ hasText: text }).count()) === 0, 40000);
  assert.equal(await often(text), 1);
  assert.equal(await articles(alice, text).count(), 1);
  assert.equal(await articles(bob, text).count(), 1);
};

await journey({
  'files are dropped into a channel': async () => {
    alice = await person('alice');
    bob = await person('bob');
    await open(alice, 'sales');
    await open(bob, 'sales');
    const held = await drag(alice, [['réunion.txt', 'what was said'], ['list.csv', 'a;b']], ['dragenter', 'dragover']);
    await alice.getByText('Drop files here to attach them').waitFor();
    await picture(alice, 'drop');
    await alice.locator('.conversation').dispatchEvent('drop', { dataTransfer: held });
    await alice.getByText('Drop files here to attach them').waitFor({ state: 'detached' });
    await appears(files(alice).getByText('réunion.txt'));
    await appears(files(alice).getByText('list.csv'));
    await say(alice, 'both files');
    await appears(posted(bob, 'both files').getByRole('link', { name: /list\.csv/ }));
    const [got] = await Promise.all([bob.waitForEvent('download'), posted(bob, 'both files').getByRole('link', { name: /réunion\.txt/ }).click()]);
    assert.equal(got.suggestedFilename(), 'réunion.txt');
    assert.equal(fs.readFileSync(await got.path(), 'utf8'), 'what was said');
  },
  'what is dragged away again, or dropped where nothing is written, is not attached': async () => {
    await drag(alice, [['away.txt', 'x']], ['dragenter', 'dragover', 'dragleave']);
    await alice.getByText('Drop files here to attach them').waitFor({ state: 'detached' });
    assert.equal(await files(alice).count(), 0);
    await alice.getByRole('link', { name: 'Inbox', exact: true }).click();
    await alice.getByRole('heading', { level: 1, name: 'Inbox' }).waitFor();
    await drag(alice, [['nowhere.txt', 'x']]);
    assert.equal(await alice.getByText('Drop files here to attach them').count(), 0);
    assert.ok(alice.url().startsWith(url));
    await open(alice, 'sales');
    assert.equal(await files(alice).count(), 0);
    assert.equal((await server.sql("SELECT count(*) FROM ir_attachment WHERE name IN ('away.txt', 'nowhere.txt')"))[0][0], '0');
  },
  'a picture is pasted, a file is taken back': async () => {
    await box(alice).evaluate((node) => {
      const transfer = new DataTransfer();
      const bytes = Uint8Array.from(atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='), (c) => c.charCodeAt(0));
      transfer.items.add(new File([bytes], 'image.png', { type: 'image/png' }));
      transfer.items.add(new File(['not this one'], 'wrong.txt', { type: 'text/plain' }));
      node.dispatchEvent(new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true }));
    });
    await appears(files(alice).getByText('wrong.txt'));
    await until('both are there', async () => (await server.sql("SELECT count(*) FROM ir_attachment WHERE name IN ('wrong.txt', 'image.png') AND res_model = 'mail.compose.message'"))[0][0] === '2');
    await files(alice).getByRole('button', { name: 'Remove wrong.txt' }).click();
    await until('it is gone from the server', async () => (await server.sql("SELECT count(*) FROM ir_attachment WHERE name = 'wrong.txt'"))[0][0] === '0');
    await say(alice, 'a picture of it');
    await appears(posted(bob, 'a picture of it').getByRole('button', { name: 'Picture image.png' }));
    assert.equal(await posted(bob, 'a picture of it').getByText('wrong.txt').count(), 0);
  },
  'an upload that takes long can be given up': async () => {
    await alice.route('**/web/binary/upload_attachment', () => {});   // no answer
    await alice.locator('input[type=file]').setInputFiles({ name: 'endless.txt', mimeType: 'text/plain', buffer: Buffer.from('x') });
    await appears(files(alice).getByText('endless.txt'));
    await files(alice).getByRole('button', { name: 'Remove endless.txt' }).click();
    await files(alice).waitFor({ state: 'detached' });
    await alice.unroute('**/web/binary/upload_attachment');
    await say(alice, 'without it');
    await once('without it');
  },
  'without a network: it says so, keeps what is sent, and sends it once': async () => {
    await alice.context().setOffline(true);
    await alice.getByRole('status').filter({ hasText: 'You are offline.' }).waitFor();
    for (const text of ['first of the tunnel', 'second of the tunnel', 'third of the tunnel']) await say(alice, text);
    await until('all three wait', async () => (await alice.locator('.outgoing').count()) === 3);
    await box(alice).fill('and a thought');
    await picture(alice, 'offline');
    assert.equal(await often('of the tunnel'), 0);
    await alice.context().setOffline(false);
    for (const text of ['first of the tunnel', 'second of the tunnel', 'third of the tunnel']) await once(text);
    const order = await server.sql("SELECT body FROM mail_message WHERE body LIKE '%of the tunnel%' ORDER BY id");
    assert.deepEqual(order.map(([body]) => /(\w+) of/.exec(body)[1]), ['first', 'second', 'third']);
    await until('the banner is gone', async () => (await alice.locator('.banner').count()) === 0, 40000);
    assert.equal(await box(alice).inputValue(), 'and a thought');
    await box(alice).fill('');
    await say(bob, 'good to have you back');
    await appears(posted(alice, 'good to have you back'));
  },
  'what arrives while a channel is being loaded is in it': async () => {
    await open(alice, 'general');
    await alice.reload();
    await alice.getByRole('heading', { level: 1, name: 'general' }).waitFor();
    let asked, answer;
    const question = new Promise((resolve) => { asked = resolve; });
    const go = new Promise((resolve) => { answer = resolve; });
    await alice.route('**/message_fetch', async (route) => {
      const response = await route.fetch();     // what the server says now
      asked();
      await go;                                 // is heard later
      return route.fulfill({ response });
    });
    await link(alice, 'sales').click();
    await question;
    const heard = alice.waitForResponse(async (response) => response.url().endsWith('/longpolling/poll') && (await response.text()).includes('between question'));
    heard.catch(() => {});
    await say(bob, 'between question and answer');
    await Promise.race([heard, alice.waitForTimeout(5000)]);     // or it came by another way than a poll
    answer();
    await appears(posted(alice, 'between question and answer'));
    await alice.unroute('**/message_fetch');
  },
  'an answer that is lost does not double the message': async () => {
    let lost = 0;
    await alice.route('**/message_post', async (route) => {
      if (lost++) return route.continue();
      await route.fetch();          // the server does it
      return route.abort('connectionreset');
    });
    await say(alice, 'heard, but nobody said so');
    await once('heard, but nobody said so');
    assert.equal(lost, 1);
    await alice.unroute('**/message_post');
  },
  'a tab that is closed without a network leaves its messages to the next': async () => {
    const context = alice.context();
    const room = alice.url();
    await context.setOffline(true);
    await say(alice, 'closing time');
    await alice.locator('.outgoing').filter({ hasText: 'closing time' }).waitFor();
    await box(alice).fill('half a sentence');
    await until('the draft is kept', () => alice.evaluate(() => Object.values(localStorage).some((one) => one.includes('half a sentence'))));
    await alice.close();
    await context.setOffline(false);
    alice = await context.newPage();
    watch(alice);
    await alice.goto(room);
    await once('closing time');
    assert.equal(await box(alice).inputValue(), 'half a sentence');
  },
});
