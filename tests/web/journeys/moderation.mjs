// A moderator rejects with an explanation, bans, and allows for good; the author sees what becomes of each message.
import { accessible, articles, appears, assert, box, described, journey, open, person, picture, posted, say, server, until } from '../browser.mjs';

const count = async (where) => Number((await server.sql(`SELECT count(*) FROM mail_message WHERE ${where}`))[0][0]);
const pending = "moderation_status = 'pending_moderation'";
let alice, bob, carol;
const moderation = () => alice.getByRole('navigation', { name: 'Mailboxes' }).getByRole('link', { name: 'Moderation', exact: true });
const waiting = (number) => until(`${number} wait`, async () => (await moderation().evaluate((node) => Number(node.querySelector('.badge')?.dataset.count || 0))) === number);
const decide = (text, decision) => articles(alice, text).getByRole('group', { name: 'Moderation' }).getByRole('button', { name: decision, exact: true }).click();

await journey({
  'what is written waits, and says so': async () => {
    await server.sql("UPDATE mail_channel SET moderation = true, email_send = true WHERE name = 'rd'");
    await server.sql("INSERT INTO mail_channel_moderator_rel (mail_channel_id, res_users_id) SELECT c.id, u.id FROM mail_channel c, res_users u WHERE c.name = 'rd' AND u.login = 'alice'");
    await server.sql("INSERT INTO mail_channel_partner (channel_id, partner_id) SELECT c.id, u.partner_id FROM mail_channel c, res_users u WHERE c.name = 'rd' AND u.login IN ('bob', 'carol') AND NOT EXISTS (SELECT 1 FROM mail_channel_partner s WHERE s.channel_id = c.id AND s.partner_id = u.partner_id)");
    [alice, bob, carol] = [await person('alice'), await person('bob'), await person('carol')];
    await open(bob, 'rd');
    for (const text of ['an advertisement', 'another advertisement', 'a third advertisement']) await say(bob, text);
    await appears(articles(bob, 'an advertisement').getByText('Waits for a moderator.'));
    await open(carol, 'rd');
    assert.equal(await articles(carol, 'advertisement').count(), 0);
    await waiting(3);
    await moderation().click();
    await appears(articles(alice, 'a third advertisement'));
  },
  'a rejection carries its explanation to the author': async () => {
    await decide('an advertisement', 'Reject');
    const dialog = alice.getByRole('dialog', { name: 'Reject with an explanation' });
    await until('the explanation has the focus', () => dialog.getByLabel('Explanation').evaluate((node) => node === document.activeElement));
    assert.equal(await dialog.getByLabel('Subject').inputValue(), 'Your message was not accepted');
    await accessible(alice, 'rejecting');
    await picture(alice, 'reject');
    await dialog.getByLabel('Subject').fill('Not here, please');
    await dialog.getByLabel('Explanation').fill('This channel is about <research> & development.');
    await dialog.getByRole('button', { name: 'Reject', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await until('it is gone for the moderator', async () => (await articles(alice, 'an advertisement').count()) === 0);
    await until('it is gone for the author', async () => (await articles(bob, 'an advertisement').count()) === 0);
    assert.equal(await count(`${pending} AND body LIKE '%advertisement%'`), 2);
    await waiting(2);
    const letters = await server.sql("SELECT m.subject, replace(l.body_html, chr(10), ' ') FROM mail_mail l JOIN mail_message m ON m.id = l.mail_message_id WHERE m.subject = 'Not here, please'");
    assert.equal(letters.length, 1);
    assert.match(letters[0][1], /This channel is about &lt;research&gt; &amp; development\./);
    assert.match(letters[0][1], /an advertisement/);
  },
  'a rejection that is cancelled changes nothing': async () => {
    await decide('another advertisement', 'Reject');
    const dialog = alice.getByRole('dialog', { name: 'Reject with an explanation' });
    await dialog.getByLabel('Explanation').fill('perhaps');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    assert.equal(await count(pending), 2);
    await appears(articles(alice, 'another advertisement'));
  },
  'who is banned is not heard any more, then or later': async () => {
    await decide('another advertisement', 'Ban');
    await until('what else he wrote is gone with it', async () => (await count(pending)) === 0);
    await until('the moderator sees none of it', async () => (await articles(alice, 'advertisement').count()) === 0);
    await until('nor does the author', async () => (await articles(bob, 'advertisement').count()) === 0);
    await alice.getByText('Nothing waits').waitFor();
    await waiting(0);
    await say(bob, 'me again');
    await until('it was taken and refused', async () => (await count("body LIKE '%me again%'")) === 0 && (await bob.locator('.outgoing').count()) === 0);
    assert.equal(await articles(alice, 'me again').count(), 0);
    assert.deepEqual(await server.sql("SELECT o.status FROM mail_moderation o JOIN mail_channel c ON c.id = o.channel_id WHERE c.name = 'rd'"), [['ban']]);
  },
  'who is allowed for good does not wait again': async () => {
    await say(carol, 'a first result');
    await appears(articles(alice, 'a first result'));
    await accessible(alice, 'moderation');
    await decide('a first result', 'Always allow');
    await until('accepted', async () => (await count("moderation_status = 'accepted' AND body LIKE '%a first result%'")) === 1);
    await alice.getByText('Nothing waits').waitFor();
    await waiting(0);
    await until('the author is not told to wait any more', async () => (await articles(carol, 'a first result').getByText('Waits for a moderator.').count()) === 0);
    await say(carol, 'a second result');
    await open(alice, 'rd');
    await appears(posted(alice, 'a second result'));
    assert.equal(await count(pending), 0);
    await until('read', async () => !/unread/.test(await described(alice, 'rd')));
    assert.equal(await box(alice).inputValue(), '');
  },
});
