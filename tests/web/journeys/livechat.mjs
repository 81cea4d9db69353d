// A visitor of somebody's website, of another address than the server's, talks with an operator who sits in the page.
import http from 'node:http';
import { appears, articles, assert, box, channels, journey, open, person, posted, say, server, until, url, visitor } from '../browser.mjs';

const site = http.createServer((request, response) => {
  response.setHeader('Content-Type', 'text/html; charset=utf-8');
  response.setHeader('Content-Security-Policy', `default-src 'none'; script-src ${url}; connect-src ${url}`);
  response.end(`<!DOCTYPE html><html lang="en"><title>Shop</title><h1>Shop ${request.url}</h1><script src="${url}/im_livechat/loader/1" async></script></html>`);
}).listen(0, '127.0.0.1');
await new Promise((resolve) => site.on('listening', resolve));
const shop = `http://127.0.0.1:${site.address().port}`;

let bob, guest;
const chatButton = () => guest.getByRole('button', { name: 'Chat with us' });
const field = () => guest.getByRole('textbox', { name: 'Message' });
const lines = (text) => guest.getByRole('log', { name: 'Live chat' }).getByRole('listitem').filter({ hasText: text });
const write = async (text) => { await field().fill(text); await field().press('Enter'); };

async function arrives(path) {
  const page = await visitor({ allow: [/favicon/] });
  page.removeAllListeners('request');       // this page's requests go to another address: that is what it is for
  await page.goto(shop + path);
  return page;
}

await journey({
  'nobody is there: no button': async () => {
    guest = await arrives('/first');
    await until('the script has asked', async () => (await server.log()).includes('/im_livechat/init'));
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.equal(await chatButton().count(), 0);
  },
  'an operator is there, and says so': async () => {
    bob = await person('bob');
    await until('he is seen', async () => {
      await guest.goto(shop + '/chairs');
      await new Promise((resolve) => setTimeout(resolve, 700));
      return chatButton().isVisible();
    });
  },
  'the visitor asks, the operator hears it': async () => {
    await chatButton().click();
    await appears(lines('How may we help you?'));
    await write('do you have <b>chairs</b>?');
    await appears(lines('do you have <b>chairs</b>?'));
    const talk = channels(bob).getByRole('link', { name: 'Visitor', exact: true });
    await appears(talk);
    await talk.click();
    await appears(articles(bob, 'do you have <b>chairs</b>?'));
    assert.equal((await server.sql("SELECT count(*) FROM mail_channel WHERE channel_type = 'livechat'"))[0][0], '1');
  },
  'the operator answers, the visitor hears it': async () => {
    await say(bob, 'We have https://example.com/chairs & tables');
    await appears(posted(bob, 'We have'));
    await appears(lines('We have https://example.com/chairs & tables'));
    assert.match(await lines('We have').textContent(), /^Bob Dupont/);
  },
  'each sees the other write': async () => {
    await box(bob).pressSequentially('wait');
    await appears(guest.getByText('Bob Dupont is writing'));
    await box(bob).fill('');
    await field().pressSequentially('the red');
    await appears(bob.getByText('Visitor is typing'));
    await field().fill('');
  },
  'on another page the conversation goes on': async () => {
    await guest.goto(shop + '/tables');
    await appears(lines('do you have'));
    await appears(lines('We have'));
    await write('the red one');
    await appears(articles(bob, 'the red one'));
    assert.equal(await lines('the red one').count(), 1);
  },
  'the pages that the visitor has seen': async () => {
    await box(bob).fill('/history');
    await box(bob).press('Escape');
    await box(bob).press('Enter');
    await appears(bob.getByText('/tables'));
    await appears(bob.getByText('/chairs'));
  },
  'a second visitor talks for himself': async () => {
    const first = guest;
    guest = await arrives('/second');
    await chatButton().click();
    await write('another question');
    await until('two conversations', async () => (await server.sql("SELECT count(*) FROM mail_channel WHERE channel_type = 'livechat'"))[0][0] === '2');
    await until('both are listed', async () => (await channels(bob).getByRole('link', { name: 'Visitor', exact: true }).count()) === 2);
    assert.equal(await lines('do you have').count(), 0);
    guest = first;
  },
  'the visitor says how it was': async () => {
    await guest.getByRole('button', { name: 'Close' }).click();
    await guest.getByRole('textbox', { name: 'What could be better?' }).fill('more colours');
    await guest.getByRole('button', { name: 'Good', exact: true }).click();
    await until('it is written down', async () => (await server.sql("SELECT rating, feedback FROM rating_rating WHERE res_model = 'mail.channel'")).join() === '10,more colours');
    assert.equal(await chatButton().isVisible(), true);
  },
  'the operator may stop answering': async () => {
    await bob.goto(url + '/#page=preferences');
    const mine = bob.getByRole('checkbox', { name: 'I answer visitors of Website while I am here' });
    assert.equal(await mine.isChecked(), true);
    await mine.click();
    await until('he is no operator', async () => (await server.sql("SELECT count(*) FROM im_livechat_channel_im_user r JOIN res_users u ON u.id = r.user_id WHERE u.login = 'bob'"))[0][0] === '0');
    site.close();
  },
});
