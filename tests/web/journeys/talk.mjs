// Two people at once: signing in, channels, messages, mentions, files, typing, unread, and a server that dies in between.
import { accessible, appears, articles, assert, box, described, journey, link, log, open, person, posted, say, server, until, visitor, signIn, picture, url } from '../browser.mjs';

const BOB = /^Bob D\w+/;
let alice, bob;
await journey({
  'a wrong password is refused, a right one opens the page': async () => {
    alice = await visitor();
    await alice.goto(url + '/');
    await alice.getByRole('textbox', { name: 'Login', exact: true }).fill('alice');
    await alice.getByRole('textbox', { name: 'Password', exact: true }).fill('wrong');
    await alice.getByRole('button', { name: 'Log in', exact: true }).click();
    await alice.getByRole('alert').filter({ hasText: 'Wrong login or password.' }).first().waitFor();
    await accessible(alice, 'signing in');
    await picture(alice, 'sign-in');
    await signIn(alice, 'alice');
    await appears(link(alice, 'general'));
    bob = await person('bob');
  },
  'a message reaches the other person, as it was typed': async () => {
    await open(alice, 'sales');
    await open(bob, 'sales');
    await say(alice, 'hello <b>Bob</b> & "friends"\nsecond   line');
    await appears(posted(bob, 'hello <b>Bob</b> & "friends"'));
    assert.equal(await posted(bob, 'hello').locator('b').count(), 0);
    await appears(posted(alice, 'hello <b>Bob</b>'));
    // the bus may be quicker than the answer to the sender
    await until('it is there once', async () => (await articles(alice, 'hello').count()) === 1);
    assert.match(await posted(bob, 'hello').locator('.body').innerText(), /\nsecond {3}line|\nsecond\s+line/);
  },
  'typing is shown, a mention reaches the inbox and counts': async () => {
    await until('typing is shown', async () => {
      await box(alice).pressSequentially('. ');
      return (await bob.locator('.typing').textContent()).includes('Alice Martin is typing');
    });
    await box(alice).fill('');
    await box(alice).pressSequentially('ask @bo');
    await appears(alice.getByRole('listbox', { name: 'Suggestions' }).getByRole('option', { name: BOB }));
    await alice.keyboard.press('Enter');
    await alice.keyboard.type('please');
    await alice.keyboard.press('Enter');
    await appears(posted(bob, 'ask @Bob D'));
    await until('the inbox counts', async () => (await bob.getByRole('navigation', { name: 'Mailboxes' }).getByRole('link', { name: 'Inbox', exact: true }).textContent()).includes('1'));
    await until('what is on the screen is read', async () => !/unread/.test(await described(bob, 'sales')));
    await bob.getByRole('link', { name: 'Inbox', exact: true }).click();
    await appears(articles(bob, 'ask @Bob D'));
    await picture(bob, 'inbox');
    await articles(bob, 'ask @Bob').first().hover();
    await bob.getByRole('button', { name: 'Mark as read', exact: true }).click();
    await bob.getByText('Nothing to do').waitFor();
  },
  'what is not read is counted, and the line stands before it': async () => {
    await say(alice, 'one for later');
    await say(alice, 'two for later');
    await until('two unread', async () => /2 unread/.test(await described(bob, 'sales')));
    await open(bob, 'sales');
    await appears(bob.getByRole('separator', { name: 'New messages' }));
    await until('read', async () => !/unread/.test(await described(bob, 'sales')));
    const rows = await server.sql("SELECT count(*) FROM mail_channel_partner s JOIN mail_channel c ON c.id = s.channel_id JOIN res_users u ON u.partner_id = s.partner_id " +
      "WHERE c.name = 'sales' AND u.login = 'bob' AND s.seen_message_id = (SELECT max(id) FROM mail_message WHERE model = 'mail.channel' AND res_id = c.id)");
    assert.equal(rows[0][0], '1');
  },
  'a direct message opens, arrives, and is seen': async () => {
    await alice.getByRole('button', { name: 'Write to somebody' }).click();
    await alice.getByRole('combobox', { name: 'Name of a person' }).fill('bob');
    await alice.getByRole('option', { name: BOB }).first().click();
    await alice.getByRole('heading', { level: 1, name: BOB }).waitFor();
    await say(alice, 'just between us');
    await appears(link(bob, 'Alice Martin'));
    await open(bob, 'Alice Martin');
    await appears(posted(bob, 'just between us'));
    await appears(posted(alice, 'just between us').getByText('Seen'));
  },
  'a channel is made with people, and they find it': async () => {
    await alice.getByRole('button', { name: 'Add a private channel' }).click();
    const dialog = alice.getByRole('dialog', { name: 'New private channel' });
    await dialog.getByLabel('Name', { exact: true }).fill('board');
    await accessible(alice, 'a new channel');
    await dialog.getByRole('combobox', { name: 'Invite' }).fill('bob');
    await dialog.getByRole('option', { name: BOB }).click();
    await dialog.getByRole('button', { name: 'Create' }).click();
    await alice.getByRole('heading', { level: 1, name: 'board' }).waitFor();
    await appears(link(bob, 'board'));
    await say(alice, 'secret plan');
    await open(bob, 'board');
    await appears(posted(bob, 'secret plan'));
  },
  'a file is attached, an emoji chosen, a star given': async () => {
    await alice.locator('input[type=file]').setInputFiles({ name: 'plan – été.txt', mimeType: 'text/plain', buffer: Buffer.from('the plan') });
    await appears(alice.getByRole('list', { name: 'Files' }).getByText('plan – été.txt'));
    await alice.getByRole('button', { name: 'Emoji', exact: true }).click();
    await alice.getByRole('searchbox', { name: 'Search an emoji' }).fill('rocket');
    await alice.getByRole('gridcell').getByRole('button', { name: 'rocket', exact: true }).click();
    await until('the emoji is there', async () => (await box(alice).inputValue()).includes('🚀'));
    await alice.getByRole('button', { name: 'Send', exact: true }).click();
    await appears(posted(bob, '🚀').getByRole('link', { name: /plan – été\.txt/ }));
    await posted(bob, '🚀').hover();
    await bob.getByRole('button', { name: 'Star', exact: true }).click();
    await bob.getByRole('link', { name: 'Starred', exact: true }).click();
    await appears(articles(bob, '🚀'));
  },
  'nothing is lost and nothing doubled while the server dies': async () => {
    await open(alice, 'sales');
    await open(bob, 'sales');
    for (let i = 0; i < 50; ++i) {
      await say(alice, `number ${String(i).padStart(2, '0')} of fifty`);
      if (i === 15) await server.kill();
      if (i === 35) await server.start();
    }
    await until('all are posted', async () => (await server.sql("SELECT count(*) FROM mail_message WHERE body LIKE '%of fifty%'"))[0][0] === '50', 120000);
    await until('none waits', async () => (await alice.locator('.outgoing').count()) === 0, 60000);
    const rows = await server.sql("SELECT body, count(*) FROM mail_message WHERE body LIKE '%of fifty%' GROUP BY body");
    assert.equal(rows.length, 50);
    assert.ok(rows.every(([, count]) => count === '1'), JSON.stringify(rows));
    assert.equal(await posted(alice, 'of fifty').count(), 50);
    await until('the other has them all', async () => (await posted(bob, 'of fifty').count()) === 50, 60000);
    const order = await posted(bob, 'of fifty').evaluateAll((nodes) => nodes.map((node) => /number (\d+)/.exec(node.textContent)[1]));
    assert.deepEqual(order, [...order].sort());
  },
  'a draft stays with its channel, also over a new start': async () => {
    await box(alice).fill('half a thought');
    await open(alice, 'general');
    assert.equal(await box(alice).inputValue(), '');
    await alice.reload();
    await open(alice, 'sales');
    assert.equal(await box(alice).inputValue(), 'half a thought');
    await box(alice).fill('');
    await accessible(alice, 'a channel');
    await picture(alice, 'channel');
  },
  'leaving, and signing out': async () => {
    await open(bob, 'board');
    await box(bob).fill('/leave');
    await bob.keyboard.press('Escape');
    await bob.keyboard.press('Enter');
    await bob.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
    await link(bob, 'board').waitFor({ state: 'detached' });
    await bob.getByRole('button', { name: 'Menu', exact: true }).click();
    await bob.getByRole('menuitem', { name: 'Sign out' }).click();
    await bob.getByRole('button', { name: 'Log in', exact: true }).waitFor();
    assert.equal(await log(bob).count(), 0);
  },
});
