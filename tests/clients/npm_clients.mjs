// Odoo clients from npm do the main job: log in, create a channel, post, read back, receive by long-poll.
//   node npm_clients.mjs CLIENT URL DATABASE
import assert from 'node:assert/strict';

const [client, url, database] = process.argv.slice(2);
const port = Number(new URL(url).port);
const account = { db: database, username: 'alice', password: 'alice' };

// Each client's own way to a method: execute(model, method, args, kwargs), and what it offers for records.
const clients = {
  async 'odoo-await'() {
    const Odoo = (await import('odoo-await')).default;
    const odoo = new Odoo({ baseUrl: 'http://127.0.0.1', port, ...account });
    assert.ok(Number.isInteger(await odoo.connect()));
    await assert.rejects(new Odoo({ baseUrl: 'http://127.0.0.1', port, ...account, password: 'wrong' }).connect());
    return {
      execute: (model, method, args, kwargs) => odoo.execute_kw(model, method, [args, kwargs]),
      create: (model, values) => odoo.create(model, values),
      read: (model, id, fields) => odoo.read(model, [id], fields),
      // without options the client sends undefined as an empty <value>
      searchRead: (model, domain, fields) => odoo.searchRead(model, domain, fields),
      write: (model, id, values) => odoo.update(model, id, values),
      unlink: (model, id) => odoo.delete(model, id),
    };
  },
  async 'odoo-xmlrpc'() {
    const Odoo = (await import('odoo-xmlrpc')).default;
    const odoo = new Odoo({ url: 'http://127.0.0.1', port, ...account });
    const promise = (start) =>
      new Promise((resolve, reject) => start((error, value) => (error ? reject(error) : resolve(value))));
    assert.ok(Number.isInteger(await promise((done) => odoo.connect(done))));
    const execute = (model, method, args, kwargs = {}) =>
      promise((done) => odoo.execute_kw(model, method, [args, kwargs], done));
    return {
      execute,
      create: (model, values) => execute(model, 'create', [values]),
      read: (model, id, fields) => execute(model, 'read', [[id], fields]),
      searchRead: (model, domain, fields) => execute(model, 'search_read', [domain, fields]),
      write: (model, id, values) => execute(model, 'write', [[id], values]),
      unlink: (model, id) => execute(model, 'unlink', [[id]]),
    };
  },
  async 'odoo-xmlrpc-ts'() {
    const { OdooClient } = await import('odoo-xmlrpc-ts');
    const odoo = new OdooClient({ url, ...account });
    assert.equal((await odoo.version()).server_serie, '13.0');
    await assert.rejects(new OdooClient({ url, ...account, password: 'wrong' }).authenticate());
    return {
      execute: (model, method, args, kwargs) => odoo.execute(model, method, args, kwargs),
      create: (model, values) => odoo.create(model, values),
      read: (model, id, fields) => odoo.read(model, [id], fields),
      searchRead: (model, domain, fields) => odoo.searchRead(model, domain, { fields }),
      write: (model, id, values) => odoo.write(model, [id], values),
      unlink: (model, id) => odoo.unlink(model, [id]),
    };
  },
  async '@fernandoslim/odoo-jsonrpc'() {
    const module = (await import('@fernandoslim/odoo-jsonrpc')).default;
    const Odoo = module.default ?? module;
    const connection = { baseUrl: 'http://127.0.0.1', port, ...account };
    const odoo = new Odoo(connection);
    const info = await odoo.connect();
    assert.equal(info.username, 'alice');
    // a session that another client opened, and a log-in through /jsonrpc
    const session = new Odoo({ baseUrl: 'http://127.0.0.1', port, db: database, sessionId: odoo.sessionId });
    assert.equal((await session.connect()).uid, info.uid);
    const { password, ...rest } = connection;
    const key = new Odoo({ ...rest, apiKey: password });
    assert.equal((await key.connect()).uid, info.uid);
    assert.equal((await key.searchRead('res.users', [['login', '=', 'alice']], ['login']))[0].id, info.uid);
    return {
      execute: (model, method, args, kwargs) => odoo.call_kw(model, method, args, kwargs),
      create: (model, values) => odoo.create(model, values),
      read: (model, id, fields) => odoo.read(model, id, fields),
      searchRead: (model, domain, fields) => odoo.searchRead(model, domain, fields),
      write: (model, id, values) => odoo.update(model, id, values),
      unlink: (model, id) => odoo.delete(model, id),
      end: () => odoo.disconnect(),
    };
  },
};

async function json(path, params, cookie) {
  const reply = await fetch(url + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(cookie ? { Cookie: cookie } : {}) },
    body: JSON.stringify({ jsonrpc: '2.0', method: 'call', params }),
  });
  const answer = await reply.json();
  assert.ok(!answer.error, JSON.stringify(answer.error));
  return { result: answer.result, cookie: reply.headers.get('set-cookie')?.split(';')[0] };
}

const odoo = await clients[client]();
const made = await odoo.execute('mail.channel', 'channel_create', [`cellar of ${client}`], { privacy: 'private' });
const channel = made.id;
assert.equal(made.name, `cellar of ${client}`);

// parked before the message is written
const { cookie } = await json('/web/session/authenticate', { db: database, login: 'alice', password: 'alice' });
const received = json('/longpolling/poll', { channels: [], last: 0, options: {} }, cookie);
await new Promise((resolve) => setTimeout(resolve, 200));
const text = 'Größe 5 < 6 & «ja» ✓';
const message = await odoo.execute('mail.channel', 'message_post', [[channel]], {
  body: 'Größe 5 &lt; 6 &amp; «ja» ✓', message_type: 'comment', subtype: 'mail.mt_comment',
});
assert.ok(Number.isInteger(message));
let notifications = (await received).result;
let last = 0;
const ours = () => notifications.find((n) => n.channel[1] === 'mail.channel' && n.message.id === message);
for (let round = 0; round < 5 && !ours(); ++round) {
  last = Math.max(last, ...notifications.map((n) => n.id));
  notifications = (await json('/longpolling/poll', { channels: [], last, options: {} }, cookie)).result;
}
assert.match(ours().message.body, /Größe 5 &lt; 6 &amp; «ja» ✓/);

const page = await odoo.execute('mail.channel', 'channel_fetch_message', [[channel]], { limit: 30 });
assert.equal(page[0].id, message);
assert.equal(page[0].author_id[1], 'Alice Martin');
const found = await odoo.searchRead('mail.message', [['id', '=', message]], ['body', 'model', 'res_id']);
assert.equal(found.length, 1);
assert.equal(found[0].res_id, channel);
assert.equal(found[0].body.replace(/<[^>]*>/g, '').replaceAll('&lt;', '<').replaceAll('&amp;', '&'), text);

const code = await odoo.create('mail.shortcode', { source: `npm-${client}`, substitution: 'Hello' });
assert.ok(Number.isInteger(code));
assert.equal(await odoo.write('mail.shortcode', code, { substitution: 'Bonjour' }), true);
assert.equal((await odoo.read('mail.shortcode', code, ['substitution']))[0].substitution, 'Bonjour');
assert.equal(await odoo.unlink('mail.shortcode', code), true);
await assert.rejects(odoo.execute('mail.channel', 'no_such_method', [[channel]], {}));
await odoo.end?.();
console.log(`${client}: channel ${channel}, message ${message}`);
