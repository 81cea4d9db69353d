// Nobody touches the mouse: from signing in to a reply, a star, a new channel and back.
import { appears, assert, journey, open, person, posted, say, server, until, url, visitor } from '../browser.mjs';

let alice, bob;
const press = async (...keys) => { for (const key of keys) await alice.keyboard.press(key); };
const focus = () => alice.evaluate(() => document.activeElement.getAttribute('aria-label') || document.activeElement.placeholder || document.activeElement.textContent.trim() || document.activeElement.localName);

await journey({
  'signing in': async () => {
    bob = await person('bob');
    alice = await visitor();
    await alice.goto(url);
    await alice.getByRole('textbox', { name: 'Login', exact: true }).waitFor();
    await until('the field has the focus', async () => (await alice.evaluate(() => document.activeElement.id)) === 'login');
    await alice.keyboard.type('alice');
    await press('Tab');
    await alice.keyboard.type('alice');
    await press('Enter');
    await alice.locator('.frame').waitFor();
  },
  'going somewhere by its name, and writing there': async () => {
    await appears(alice.getByRole('heading', { level: 1, name: 'Inbox' }));
    await press('Control+k');
    await alice.getByRole('combobox', { name: 'Name of a channel or person' }).waitFor();
    await alice.keyboard.type('sal');
    await appears(alice.getByRole('option', { name: /sales/ }));
    await press('Enter');
    await alice.getByRole('heading', { level: 1, name: 'sales' }).waitFor();
    await until('the composer has the focus', async () => (await focus()) === 'Message');
    await alice.keyboard.type('by hand @bo');
    await appears(alice.getByRole('option', { name: /Bob/ }));
    await press('Tab');
    await press('Shift+Enter');
    await alice.keyboard.type('second line');
    await press('Enter');
    await open(bob, 'sales');
    await appears(posted(bob, 'second line'));
    await say(bob, 'an answer');
    await appears(posted(alice, 'an answer'));
  },
  'to the messages, along them, into one, and back': async () => {
    await press('ArrowUp');
    await until('the last message has the focus', async () => /^Bob/.test(await focus()));
    await press('ArrowUp');
    await until('the one before', async () => /^Alice/.test(await focus()));
    await press('ArrowDown', 'Enter');
    await until('its first action', async () => (await focus()) === 'Star');
    await press('Enter');
    await until('starred', async () => (await server.sql('SELECT count(*) FROM mail_message_res_partner_starred_rel'))[0][0] === '1');
    await press('ArrowRight');
    await until('the next action', async () => (await focus()) === 'More');
    await press('Enter');
    await alice.getByRole('menu').waitFor();
    await press('Escape');
    await alice.getByRole('menu').waitFor({ state: 'detached' });
    await press('Escape');
    await until('the message again', async () => /^Bob/.test(await focus()));
    await press('Escape');
    await until('the composer again', async () => (await focus()) === 'Message');
  },
  'F6 walks through the parts, arrows along the channels': async () => {
    await press('F6');
    const first = await focus();
    await press('F6');
    assert.notEqual(await focus(), first);
    await alice.getByRole('navigation', { name: 'Channels', exact: true }).getByRole('link', { name: 'sales', exact: true }).focus();
    await press('ArrowUp');
    assert.notEqual(await focus(), 'sales');
    await press('Enter');
    await until('another channel', async () => (await alice.getByRole('heading', { level: 1 }).textContent()) !== 'sales');
  },
  'a dialog opens with the focus in it and gives it back': async () => {
    const add = alice.getByRole('button', { name: 'Add a channel' });
    await add.focus();
    await press('Enter');
    await alice.getByRole('dialog', { name: 'New channel' }).waitFor();
    await until('the name has the focus', async () => (await alice.evaluate(() => document.activeElement.id)) === 'channel-name');
    await alice.keyboard.type('by keyboard');
    await press('Escape');
    await alice.getByRole('dialog').waitFor({ state: 'detached' });
    await until('the focus is back', async () => (await focus()) === 'Add a channel');
  },
  'the focus can be seen wherever it is': async () => {
    await press('Tab');
    const outline = await alice.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    assert.notEqual(outline, 'none');
  },
});
