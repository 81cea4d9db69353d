// The page on the database of an Odoo 13 that is in use: its people, channels, contacts with their chatter, files and languages. What the
// page writes is what Odoo reads: the rows are looked at.
import { accessible, appears, articles, assert, box, journey, link, open, person, picture, posted, say, server, until } from '../browser.mjs';

const BOB = 'Bob Durand';
let alice, bob;
const number = async (query) => Number((await server.sql(query))[0][0]);
const mailboxes = (page) => page.getByRole('navigation', { name: 'Mailboxes' });

await journey({
  'people of Odoo sign in with their passwords': async () => {
    alice = await person('alice');
    bob = await person('bob');
    await open(alice, 'general');
    await accessible(alice, 'a channel');
    await picture(alice, 'attached-channel');
  },
  'a channel is found and joined, its alias made as in Odoo': async () => {
    await alice.keyboard.press('Control+k');
    await alice.getByRole('combobox', { name: 'Name of a channel or person' }).fill('rd');
    // before "board-meetings", in which it is too
    await until('the very name comes first', async () => /^rd/.test(await alice.getByRole('option').first().textContent()));
    await alice.keyboard.press('Enter');
    await alice.getByRole('heading', { level: 1, name: 'rd', exact: true }).waitFor();
    await until('she is in it', async () => await number("SELECT count(*) FROM mail_channel_partner s JOIN mail_channel c ON c.id = s.channel_id JOIN res_users u ON u.partner_id = s.partner_id WHERE c.name = 'rd' AND u.login = 'alice'") === 1);
    await alice.getByRole('button', { name: 'Add a private channel' }).click();
    const dialog = alice.getByRole('dialog', { name: 'New private channel' });
    await dialog.getByLabel('Name', { exact: true }).fill('board');
    await dialog.getByRole('combobox', { name: 'Invite' }).fill('bob');
    await dialog.getByRole('option', { name: BOB }).click();
    await dialog.getByRole('button', { name: 'Create' }).click();
    await alice.getByRole('heading', { level: 1, name: 'board' }).waitFor();
    await appears(link(bob, 'board'));
    await appears(articles(alice, 'was invited to #board by Alice Martin'));
    assert.equal(await number("SELECT count(*) FROM mail_channel c JOIN mail_alias a ON a.id = c.alias_id WHERE c.name = 'board' AND a.alias_parent_thread_id = c.id"), 1);
  },
  'messages, mentions and files go to and fro': async () => {
    await open(bob, 'board');
    await box(alice).pressSequentially('figures for @bo');
    await appears(alice.getByRole('listbox', { name: 'Suggestions' }).getByRole('option', { name: BOB }));
    await alice.keyboard.press('Enter');
    await alice.locator('input[type=file]').setInputFiles({ name: 'figures.csv', mimeType: 'text/csv', buffer: Buffer.from('a;b') });
    await appears(alice.getByRole('list', { name: 'Files' }).getByText('figures.csv'));
    await alice.getByRole('button', { name: 'Send', exact: true }).click();
    // he was invited with the channel: nobody asks whether to
    await appears(posted(bob, 'figures for @Bob Durand').getByRole('link', { name: /figures\.csv/ }));
    await appears(mailboxes(bob).getByRole('link', { name: 'Inbox', exact: true }));
    await until('the inbox counts', async () => (await mailboxes(bob).getByRole('link', { name: 'Inbox', exact: true }).locator('.badge').count()) === 1);
    assert.deepEqual(await server.sql("SELECT a.res_model, c.name FROM ir_attachment a JOIN mail_channel c ON c.id = a.res_id WHERE a.name = 'figures.csv'"), [['mail.channel', 'board']]);
    assert.equal(await number("SELECT count(*) FROM mail_message_res_partner_needaction_rel n JOIN res_users u ON u.partner_id = n.res_partner_id WHERE u.login = 'bob' AND n.is_read IS NOT TRUE AND n.notification_type = 'inbox'"), 1);
    await say(bob, 'thank you');
    await appears(posted(alice, 'thank you'));
  },
  'the engine is killed and started again in the middle': async () => {
    await server.kill();
    for (const text of ['said into the void', 'and once more']) await say(alice, text);
    await server.start();
    for (const text of ['said into the void', 'and once more']) {
      await appears(posted(bob, text));
      assert.equal(await number(`SELECT count(*) FROM mail_message WHERE body LIKE '%${text}%'`), 1);
    }
    await until('none waits', async () => (await alice.locator('.outgoing').count()) === 0);
  },
  'a contact of Odoo has its chatter': async () => {
    await alice.evaluate(() => { location.hash = '#model=res.partner&id=33'; });
    const [[name]] = await server.sql('SELECT name FROM res_partner WHERE id = 33');
    await alice.getByRole('heading', { level: 1, name, exact: true }).waitFor();
    // what was written there in Odoo: each is shown, with its words
    const rows = await server.sql("SELECT replace(body, chr(10), ' ') FROM mail_message WHERE model = 'res.partner' AND res_id = 33 AND message_type <> 'user_notification' ORDER BY id");
    await until('all of it', async () => (await articles(alice).count()) === rows.length);
    const shown = (await articles(alice).allInnerTexts()).join(' ');
    for (const [body] of rows) for (const word of body.replace(/<[^>]*>|&\w+;/g, ' ').match(/[A-Za-z]{5,}/g) || []) assert.ok(shown.includes(word), `${word} in ${shown}`);
    await accessible(alice, 'a contact');
    await picture(alice, 'attached-contact');
    // Odoo lets alice read contacts only: what she typed is hers again
    await say(alice, 'not for her to say');
    await appears(alice.getByRole('group', { name: 'Not sent' }).getByText('You are not allowed to do this.'));
    await alice.getByRole('group', { name: 'Not sent' }).getByRole('button', { name: 'Edit' }).click();
    assert.equal(await box(alice).inputValue(), 'not for her to say');
    await box(alice).fill('');
    const admin = await person('admin');
    await admin.evaluate(() => { location.hash = '#model=res.partner&id=33'; });
    await admin.getByRole('heading', { level: 1, name, exact: true }).waitFor();
    await say(admin, 'seen from the page');
    await appears(posted(admin, 'seen from the page'));
    assert.deepEqual(await server.sql("SELECT m.model, m.res_id, s.internal FROM mail_message m JOIN mail_message_subtype s ON s.id = m.subtype_id WHERE m.body LIKE '%seen from the page%'"), [['res.partner', '33', 't']]);
    assert.equal(await number("SELECT count(*) FROM mail_message WHERE body LIKE '%not for her%'"), 0);
    await admin.close();
  },
  'Odoo’s own French is spoken': async () => {
    await alice.evaluate(() => { location.hash = '#page=preferences'; });
    await alice.getByLabel('Language').selectOption('fr_FR');
    await alice.getByRole('button', { name: 'Save', exact: true }).click();
    await alice.getByRole('heading', { level: 1, name: 'Préférences' }).waitFor();
    assert.equal(await number("SELECT count(*) FROM res_users u JOIN res_partner p ON p.id = u.partner_id WHERE u.login = 'alice' AND p.lang = 'fr_FR'"), 1);
    await accessible(alice, 'preferences');
  },
});
