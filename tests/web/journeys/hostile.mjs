// Messages that mean harm, through the server's sanitiser and past it (written into the table): nothing runs, nothing is asked of other
// servers, nobody is signed out, nothing leaves its message, and nothing looks like a part of the page.
import { appears, assert, journey, link, log, open, person, posted, server, url } from '../browser.mjs';

const CORPUS = [
  '<script>window.hacked=1</script>', '<img src=x onerror="window.hacked=1">', '<svg onload="window.hacked=1"><animate onbegin="window.hacked=1"/></svg>',
  '<a href="javascript:window.hacked=1">press</a>', '<a href="JaVaScRiPt&#58;window.hacked=1">press</a>', '<a href="data:text/html,<script>window.hacked=1</script>">press</a>',
  '<iframe src="https://elsewhere.example/"></iframe>', '<iframe srcdoc="<script>parent.hacked=1</script>"></iframe>', '<object data="https://elsewhere.example/x"></object>',
  '<img src="https://elsewhere.example/pixel.png">', '<img src="//elsewhere.example/pixel.png">', '<img src="/web/session/logout">', '<img src="/web/session/destroy">',
  '<img srcset="https://elsewhere.example/a.png 1x">', '<video src="https://elsewhere.example/a.mp4" autoplay onloadstart="window.hacked=1"></video>',
  '<link rel="stylesheet" href="https://elsewhere.example/a.css">', '<style>body{display:none!important}</style>', '<style>@import "https://elsewhere.example/a.css";</style>',
  '<div style="position:fixed;inset:0;z-index:9999;background:red">over everything</div>', '<p style="background:url(https://elsewhere.example/b.png)">back</p>',
  '<form action="https://elsewhere.example/"><input name="password"><button>Log in</button></form>', '<base href="https://elsewhere.example/">',
  '<meta http-equiv="refresh" content="0;url=https://elsewhere.example/">', '<div class="composer toast dialog-box" id="app">in disguise</div>',
  '<table background="https://elsewhere.example/t.png"><tr><td>x</td></tr></table>', '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=window.hacked=1&gt;">',
  '<noscript><p title="</noscript><img src=x onerror=window.hacked=1>">', '<template><img src=x onerror="window.hacked=1"></template>', '<!--[if IE]><img src=x onerror=window.hacked=1><![endif]-->',
  '<details open ontoggle="window.hacked=1">x</details>', '<input autofocus onfocus="window.hacked=1">', '<b accesskey="x" onclick="window.hacked=1" tabindex="1" autofocus>bold</b>',
  '\u202e<b>turned round</b>', '<p>' + 'deep<div>'.repeat(300) + '</p>', '<a href="https://elsewhere.example/" target="_self" ping="https://elsewhere.example/p">link</a>',
];
let alice, bob;
const call = (page, model, method, args, kwargs = {}) => page.evaluate(async ([one, two, three, four]) => {
  const answer = await (await fetch(`/web/dataset/call_kw/${one}/${two}`, { method: 'POST', headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', method: 'call', params: { model: one, method: two, args: three, kwargs: four } }) })).json();
  if (answer.error) throw new Error(JSON.stringify(answer.error).slice(0, 500));
  return answer.result;
}, [model, method, args, kwargs]);
const literal = (text) => "'" + text.replace(/'/g, "''") + "'";

async function unharmed() {
  assert.equal(await bob.evaluate(() => window.hacked), undefined);
  assert.equal(new URL(bob.url()).origin, url);
  const found = await bob.evaluate(() => {
    const inside = [...document.querySelectorAll('.body *')];
    return {
      forbidden: inside.filter((node) => /^(script|style|iframe|object|embed|form|input|link|meta|base|video|svg|math|template)$/i.test(node.localName)).map((node) => node.outerHTML),
      attributes: inside.flatMap((node) => [...node.attributes].filter((one) => /^(on|style$|id$|name$|srcset$|background$|ping$)/.test(one.name)).map((one) => node.outerHTML)),
      classes: [...new Set(inside.map((node) => node.className).filter(Boolean))],
      links: inside.filter((node) => node.localName === 'a' && !/^(https?:|mailto:|tel:|#)/.test(node.getAttribute('href') || '#')).map((node) => node.outerHTML),
      pictures: inside.filter((node) => node.localName === 'img').map((node) => node.getAttribute('src')).filter((src) => !/^\/(web\/(image|content))|^data:image\//.test(src)),
      outside: inside.filter((node) => {
        const own = node.getBoundingClientRect(), box = node.closest('.body').getBoundingClientRect();
        return own.width && (own.bottom > box.bottom + 2 || own.top < box.top - 2);
      }).length,
    };
  });
  assert.deepEqual(found.forbidden, []);
  assert.deepEqual(found.attributes, []);
  assert.ok(found.classes.every((one) => ['mention', 'remote-picture'].includes(one)), JSON.stringify(found.classes));
  assert.deepEqual(found.links, []);
  assert.deepEqual(found.pictures, []);
  assert.equal(found.outside, 0);
}

await journey({
  'through the server': async () => {
    // Parsing into a document that does nothing tells the console what it did not do.
    const allow = [/violates the following Content Security Policy directive/];
    [alice, bob] = [await person('alice', { allow }), await person('bob', { allow })];
    const [channel] = await call(alice, 'mail.channel', 'search', [[['name', '=', 'sales']]]);
    await open(bob, 'sales');
    for (const body of CORPUS) await call(alice, 'mail.channel', 'message_post', [channel], { body: body + ' sent', message_type: 'comment', subtype: 'mail.mt_comment' });
    await call(alice, 'mail.channel', 'message_post', [channel], { body: 'the last of them', message_type: 'comment', subtype: 'mail.mt_comment' });
    await appears(posted(bob, 'the last of them'));
    await unharmed();
  },
  'past the server, written into the table': async () => {
    const ids = (await server.sql("SELECT id FROM mail_message WHERE body LIKE '%sent%' OR body LIKE '%last of them%' ORDER BY id")).map(([id]) => id);
    for (const [index, body] of CORPUS.entries()) if (ids[index]) await server.sql(`UPDATE mail_message SET body = ${literal(body)} WHERE id = ${ids[index]}`);
    await bob.reload();
    await open(bob, 'sales');
    await appears(posted(bob, 'the last of them'));
    await bob.evaluate(() => { document.querySelector('.scroller').scrollTop = 0; });
    await appears(posted(bob, 'press'));
    for (const press of await log(bob).getByText('press', { exact: true }).all()) await press.click({ timeout: 500 }).catch(() => {});
    await unharmed();
    await call(bob, 'res.users', 'read', [[2], ['name']]);
  },
  'names, descriptions, file names and canned responses are text': async () => {
    const name = '<img src=x onerror=window.hacked=1>"\'&', channel = await call(alice, 'mail.channel', 'channel_create', [name, 'private']);
    await call(alice, 'mail.channel', 'write', [[channel.id], { description: name }]);
    const [partner] = await call(bob, 'res.users', 'read', [[await bob.evaluate(() => Number(document.querySelector('meta[name=uid]').content))], ['partner_id']]);
    await server.sql(`UPDATE res_partner SET name = ${literal('Alice ' + name)}, display_name = ${literal('Alice ' + name)} WHERE id = (SELECT partner_id FROM res_users WHERE login = 'alice')`);
    await call(alice, 'mail.channel', 'channel_invite', [[channel.id]], { partner_ids: [partner.partner_id[0]] });
    await call(alice, 'mail.shortcode', 'create', [{ source: 'evil', substitution: name }]);
    await appears(link(bob, name));
    await bob.reload();
    await open(bob, name);
    await bob.getByRole('button', { name: 'Members and files' }).click();
    await bob.getByRole('complementary', { name: 'Members and files' }).getByText(name, { exact: true }).first().waitFor();
    await bob.locator('input[type=file]').setInputFiles({ name: 'a<b onclick=x>.html', mimeType: 'text/html', buffer: Buffer.from('<script>window.hacked=1</script>') });
    await appears(bob.getByRole('list', { name: 'Files' }).getByText('a<b onclick=x>.html'));
    await bob.getByRole('textbox', { name: 'Message', exact: true }).pressSequentially(':evi');
    await bob.getByRole('option', { name: /:evil/ }).click();
    await bob.getByRole('button', { name: 'Send', exact: true }).click();
    await appears(bob.locator('article[data-id] .file'));
    assert.equal(await bob.evaluate(() => window.hacked), undefined);
    await unharmed();
  },
});
