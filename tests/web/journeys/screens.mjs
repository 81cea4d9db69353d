// The other screens, each looked at by axe in both themes: an administrator adds people, a moderator decides, a contact has its chatter,
// somebody changes to French, a search finds.
import { accessible, appears, articles, assert, box, journey, link, log, open, person, picture, posted, say, server, until, url, visitor } from '../browser.mjs';

let admin, alice, bob;
const to = (page, hash, title) => page.evaluate((there) => { location.hash = there; }, hash).then(() => page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor());
async function looked(page, what) {
  await page.locator('main .spinner').waitFor({ state: 'detached' });
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    await accessible(page, `${what}, ${colorScheme}`);
  }
}
await journey({
  'an administrator adds a person, who can sign in': async () => {
    admin = await person('admin');
    alice = await person('alice');
    await to(admin, '#page=people', 'People');
    await looked(admin, 'people');
    await admin.getByRole('button', { name: 'Add a person' }).click();
    const dialog = admin.getByRole('dialog', { name: 'Add a person' });
    await dialog.getByLabel('Name', { exact: true }).fill('Dora Newcomer');
    await dialog.getByLabel('E-mail address, which is the login too').fill('dora@example.com');
    await dialog.getByRole('textbox', { name: 'Password' }).fill('dora says hello');
    await looked(admin, 'adding a person');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await admin.locator('.toast').getByText('Dora Newcomer is added.').waitFor();
    const dora = await person('dora@example.com', { password: 'dora says hello' });
    await appears(link(dora, 'general'));
    await dora.close();
  },
  'an archived person cannot sign in': async () => {
    await admin.getByRole('button', { name: 'Actions for Dora Newcomer' }).click();
    await admin.getByRole('menuitem', { name: 'Archive' }).click();
    await admin.getByRole('dialog').getByRole('button', { name: 'Archive' }).click();
    await admin.getByRole('cell', { name: 'Dora Newcomer', exact: true }).waitFor({ state: 'detached' });
    const dora = await visitor();
    await dora.goto(url);
    await dora.getByRole('textbox', { name: 'Login', exact: true }).fill('dora@example.com');
    await dora.getByRole('textbox', { name: 'Password', exact: true }).fill('dora says hello');
    await dora.getByRole('button', { name: 'Log in', exact: true }).click();
    await dora.getByRole('alert').filter({ hasText: 'Wrong login or password.' }).first().waitFor();
    await dora.close();
  },
  'mail server, languages and canned responses': async () => {
    await to(admin, '#page=mail', 'E-mail');
    await admin.getByLabel('Server', { exact: true }).fill('127.0.0.1');
    await admin.getByLabel('Port').fill('1');
    await admin.getByRole('button', { name: 'Save and test' }).click();
    await admin.locator('.toast.error').waitFor();
    await looked(admin, 'mail');
    await to(admin, '#page=languages', 'Languages');
    await looked(admin, 'languages');
    await to(admin, '#page=canned', 'Canned responses');
    await admin.getByLabel('Shortcut', { exact: true }).last().fill('thanks');
    await admin.locator('#canned-text').fill('Thank you for your message.');
    await admin.getByRole('button', { name: 'Add', exact: true }).click();
    await admin.getByRole('cell', { name: 'Administrator' }).waitFor();
    await looked(admin, 'canned responses');
    await alice.reload();
    await open(alice, 'sales');
    await box(alice).pressSequentially(':tha');
    await alice.getByRole('option', { name: /:thanks/ }).click();
    assert.match(await box(alice).inputValue(), /Thank you for your message\./);
    await alice.getByRole('button', { name: 'Send', exact: true }).click();
    await appears(posted(alice, 'Thank you for your message.'));
  },
  'a moderator accepts and refuses': async () => {
    await server.sql("UPDATE mail_channel SET moderation = true, email_send = true WHERE name = 'rd'");
    await server.sql("INSERT INTO mail_channel_moderator_rel (mail_channel_id, res_users_id) SELECT c.id, u.id FROM mail_channel c, res_users u WHERE c.name = 'rd' AND u.login = 'alice'");
    bob = await person('bob');
    await alice.reload();
    await open(bob, 'rd');
    await say(bob, 'may I say this?');
    await say(bob, 'and this?');
    await appears(alice.getByRole('navigation', { name: 'Mailboxes' }).getByRole('link', { name: 'Moderation', exact: true }));
    await alice.getByRole('navigation', { name: 'Mailboxes' }).getByRole('link', { name: 'Moderation', exact: true }).click();
    await appears(articles(alice, 'may I say this?'));
    await looked(alice, 'moderation');
    await articles(alice, 'may I say this?').getByRole('button', { name: 'Accept' }).click();
    await articles(alice, 'and this?').getByRole('button', { name: 'Discard' }).click();
    await until('decided', async () => (await server.sql("SELECT count(*) FROM mail_message WHERE moderation_status = 'pending_moderation'"))[0][0] === '0');
    await appears(posted(bob, 'may I say this?'));
    await until('gone', async () => (await articles(bob, 'and this?').count()) === 0);
  },
  'a contact has messages, notes, followers and activities': async () => {
    const [[id]] = await server.sql("SELECT partner_id FROM res_users WHERE login = 'carol'");
    await to(alice, `#model=res.partner&id=${id}`, 'Carol Petit');
    await box(alice).fill('called, will call back');
    await alice.getByRole('button', { name: 'Send', exact: true }).click();
    await appears(posted(alice, 'called, will call back').getByText('Note', { exact: true }));
    await alice.getByRole('button', { name: 'Follow', exact: true }).click();
    await alice.getByRole('button', { name: 'Unfollow', exact: true }).waitFor();
    await looked(alice, 'a contact');
    await picture(alice, 'contact');
  },
  'a search finds words in messages, and leads there': async () => {
    await to(alice, '#page=search', 'Search messages');
    await alice.getByLabel('Words').fill('thank you for');
    await alice.getByRole('button', { name: 'Search', exact: true }).click();
    await appears(alice.locator('.found mark'));
    await looked(alice, 'search');
    await alice.locator('.found a').first().click();
    await alice.getByRole('heading', { level: 1, name: 'sales' }).waitFor();
    await appears(log(alice).locator('article.marked'));
  },
  'the guide is at hand, with its pictures': async () => {
    await alice.getByRole('button', { name: 'Menu', exact: true }).click();
    await alice.getByRole('menuitem', { name: 'Guide' }).click();
    await alice.getByRole('heading', { level: 1, name: 'Guide' }).waitFor();
    await alice.locator('.guide').getByRole('heading', { level: 2, name: 'Direct messages' }).waitFor();
    for (const image of await alice.locator('.guide img').all()) {
      await image.scrollIntoViewIfNeeded();
      await until('a picture is shown', () => image.evaluate((node) => node.complete && node.naturalWidth > 500));
    }
    assert.equal(await alice.locator('.guide img').count(), 8);
    assert.equal(await alice.locator('.guide').getByText(/[*`[\]]|\.md/).count(), 0, 'marks of the writing are shown');
    await looked(alice, 'the guide');
    await picture(alice, 'guide');
    await alice.getByRole('button', { name: 'Ce guide en français' }).click();
    await alice.locator('.guide').getByRole('heading', { level: 2, name: 'Messages directs' }).waitFor();
    assert.equal(await alice.locator('.guide').getAttribute('lang'), 'fr');
  },
  'preferences change the language at once, and stay': async () => {
    await to(alice, '#page=preferences', 'Preferences');
    await alice.getByLabel('Language').selectOption({ label: 'Français' });
    await looked(alice, 'preferences');
    await alice.getByRole('button', { name: 'Save', exact: true }).click();
    await alice.getByRole('heading', { level: 1, name: 'Préférences' }).waitFor();
    await alice.reload();
    await alice.getByRole('heading', { level: 1, name: 'Préférences' }).waitFor();
    assert.equal(await alice.evaluate(() => document.documentElement.lang), 'fr');
  },
});
