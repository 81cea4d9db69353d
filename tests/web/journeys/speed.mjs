// How large, how quick: everything over the wire, the first paint with 40 channels, 5,000 messages scrolled.
import { appears, assert, journey, log, open, person, server, url, until } from '../browser.mjs';
import http from 'node:http';

let alice;
const size = (path) => new Promise((resolve, reject) => http.get(url + path, { headers: { 'Accept-Encoding': 'gzip' } }, (answer) => {
  let bytes = 0;
  answer.on('data', (part) => { bytes += part.length; });
  answer.on('end', () => resolve(answer.statusCode === 200 ? bytes : reject(new Error(`${path}: ${answer.statusCode}`))));
}).on('error', reject));

await journey({
  'all files together are at most 150 kB': async () => {
    alice = await person('alice');
    await open(alice, 'sales');
    const asked = await alice.evaluate(() => performance.getEntriesByType('resource').map((one) => new URL(one.name).pathname).filter((path) => path.startsWith('/discuss/a/')));
    const folder = /^(\/discuss\/a\/\w+\/)/.exec(asked[0])[1];
    const lazy = ['channel.js', 'contact.js', 'search.js', 'settings.js', 'admin.js', 'emoji.js', 'viewer.js', 'guide.js', 'fr.js', 'emoji.txt', 'emoji.en.txt', 'emoji.fr.txt', 'page.webmanifest', 'icon.svg'];
    const start = [...new Set(asked)].filter((path) => !lazy.includes(path.slice(folder.length)));
    let first = 0, later = 0;
    for (const path of start) first += await size(path);
    for (const name of lazy) later += await size(folder + name);
    console.log(`at the start ${first} bytes in ${start.length} files, later ${later}`);
    assert.ok(first + later <= 150000, `${first + later} bytes`);
  },
  'a signed-in person with 40 channels sees them quickly': async () => {
    await server.sql("INSERT INTO mail_channel (name, public, channel_type, uuid, email_send, alias_id) SELECT 'room ' || to_char(n, 'FM00'), 'public', 'channel', 'u' || n, false, (SELECT min(alias_id) FROM mail_channel) FROM generate_series(1, 38) n");
    await server.sql("INSERT INTO mail_channel_partner (channel_id, partner_id, is_pinned) SELECT c.id, u.partner_id, true FROM mail_channel c, res_users u WHERE c.name LIKE 'room %' AND u.login IN ('alice', 'bob', 'carol', 'demo')");
    await alice.reload();
    await until('all are there', async () => (await alice.locator('.channels a.entry').count()) >= 40);
    const times = [];
    for (let i = 0; i < 5; ++i) {
      await alice.reload();
      await until('all are there', async () => (await alice.locator('.channels a.entry').count()) >= 40);
      // what is in the document is told as painted a little later
      times.push(await until('a paint is told', () => alice.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime)));
    }
    times.sort((a, b) => a - b);
    // A figure for the log: the machine that tests may be busy.
    console.log(`first contentful paint: ${times.map((one) => Math.round(one)).join(', ')} ms`);
  },
  '5,000 messages are scrolled without the page growing': async () => {
    await server.sql("INSERT INTO mail_message (model, res_id, body, date, message_type, author_id, subtype_id, record_name, moderation_status) SELECT 'mail.channel', c.id, '<p>message ' || n || repeat(' and more', n % 30) || '</p>', now() at time zone 'UTC' - interval '1 minute' * (5000 - n), 'comment', u.partner_id, s.res_id, 'rd', 'accepted' FROM mail_channel c, res_users u, ir_model_data s, generate_series(1, 5000) n WHERE c.name = 'rd' AND u.login = (CASE n % 3 WHEN 0 THEN 'bob' ELSE 'carol' END) AND s.module = 'mail' AND s.name = 'mt_comment' ORDER BY n");
    await server.sql("INSERT INTO mail_message_mail_channel_rel (mail_message_id, mail_channel_id) SELECT m.id, m.res_id FROM mail_message m JOIN mail_channel c ON c.id = m.res_id WHERE m.model = 'mail.channel' AND c.name = 'rd' AND m.body LIKE '<p>message %' ON CONFLICT DO NOTHING");
    await server.sql("UPDATE mail_channel_partner SET seen_message_id = (SELECT max(id) FROM mail_message) WHERE channel_id = (SELECT id FROM mail_channel WHERE name = 'rd')");
    await alice.reload();
    await open(alice, 'rd');
    await appears(log(alice).getByText('message 5000'));
    const seen = new Set();
    let most = 0;
    const end = Date.now() + 45000;
    while (Date.now() < end) {
      const [ids, nodes] = await alice.evaluate(async () => {
        const box = document.querySelector('.scroller');
        for (let i = 0; i < 10; ++i) {
          box.scrollTop = Math.max(0, box.scrollTop - 1500);
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        return [[...box.querySelectorAll('article[data-id]')].map((node) => Number(node.dataset.id)), document.getElementsByTagName('*').length];
      });
      ids.forEach((id) => seen.add(id));
      most = Math.max(most, nodes);
      if (seen.size >= 5000) break;
    }
    const articles = await log(alice).getByRole('article').count();
    console.log(`${seen.size} messages seen, at most ${most} nodes, ${articles} articles at the end`);
    assert.ok(articles <= 201, `${articles} articles`);
    assert.ok(seen.size > 400, 'too few were scrolled');
    // What is in view stays where it is while older ones come above it.
    const moved = await alice.evaluate(async () => {
      const box = document.querySelector('.scroller');
      box.scrollTop = 400;
      await new Promise((resolve) => setTimeout(resolve, 60));
      const top = box.getBoundingClientRect().top;
      const article = [...box.querySelectorAll('article[data-id]')].find((node) => node.getBoundingClientRect().top > top + 100);
      const before = article.getBoundingClientRect().top;
      await new Promise((resolve) => setTimeout(resolve, 1500));
      return Math.abs(article.getBoundingClientRect().top - before);
    });
    assert.ok(moved <= 1, `moved by ${moved} pixels`);
    await alice.getByRole('button', { name: 'To the newest' }).click();
    await appears(log(alice).getByText('message 5000'));
  },
});
