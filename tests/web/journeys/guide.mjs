// What the guide shows, on demo data, in both languages: the same steps that it tells, with a picture of each. They are kept in
// tests/web/pictures when UPDATE_PICTURES is set, else only made.
import { appears, articles, assert, box, journey, link, open, person, posted, say, server, until } from '../browser.mjs';
import fs from 'node:fs';

const folder = new URL(process.env.UPDATE_PICTURES ? '../pictures/' : '../out/', import.meta.url).pathname;
fs.mkdirSync(folder, { recursive: true });
const SIZE = { width: 1000, height: 620 };
const shot = (page, name) => page.screenshot({ path: `${folder}${name}.png`, animations: 'disabled' });

const WORDS = {
  en: { hello: 'The plan for the fair is ready. Who comes to the meeting at ten?', yes: 'I do. The stand needs a screen.', ask: 'can you bring the screen?', thanks: 'Gladly 👍', plan: 'plan for the fair.txt',
    newChannel: 'Add a channel', create: 'New channel', name: 'Name', about: 'What is it about?', fair: 'fair', aboutFair: 'Stand, dates and visitors', invite: 'Invite', more: 'More', properties: 'Properties',
    close: 'Close', members: 'Members and files', directTo: 'Write to somebody', who: 'Name of a person', emoji: 'Emoji', findEmoji: 'Search an emoji', rocket: 'rocket', inbox: 'Inbox', note: 'Prefers to be called in the morning.',
    attach: 'Files', follow: 'Follow', send: 'Send', makes: 'Create' },
  fr: { hello: 'Le plan du salon est prêt. Qui vient à la réunion de dix heures ?', yes: 'Moi. Il faut un écran pour le stand.', ask: 'peux-tu apporter l’écran ?', thanks: 'Avec plaisir 👍', plan: 'plan du salon.txt',
    newChannel: 'Ajouter un canal', create: 'Nouveau canal', name: 'Nom', about: 'De quoi s’agit-il ?', fair: 'salon', aboutFair: 'Stand, dates et visiteurs', invite: 'Inviter', more: 'Plus', properties: 'Propriétés',
    close: 'Fermer', members: 'Membres et fichiers', directTo: 'Écrire à quelqu’un', who: 'Nom d’une personne', emoji: 'Emoji', findEmoji: 'Chercher un emoji', rocket: 'fusée', inbox: 'Boîte de réception', note: 'Préfère être appelée le matin.',
    attach: 'Fichiers', follow: 'Suivre', send: 'Envoyer', makes: 'Créer' },
};
const steps = {};
for (const [lang, words] of Object.entries(WORDS)) {
  let alice, bob;
  const exact = (role, name) => alice.getByRole(role, { name, exact: true });
  steps[`${lang}: an overview`] = async () => {
    await server.sql("DELETE FROM mail_message WHERE model = 'mail.channel'");
    const options = { lang, locale: lang === 'fr' ? 'fr-FR' : 'en-GB', viewport: SIZE };
    alice = await person('alice', options);
    bob = await person('bob', options);
    for (const page of [alice, bob]) {
      await page.evaluate(async (code) => {
        const me = Number(document.querySelector('meta[name=uid]').content);
        await fetch('/web/dataset/call_kw', { method: 'POST', headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ jsonrpc: '2.0', params: { model: 'res.users', method: 'write', args: [[me], { lang: code }], kwargs: {} } }) });
      }, lang === 'fr' ? 'fr_FR' : 'en_US');
      await page.reload();
      await page.locator(`html[lang=${lang}] .frame`).waitFor();
    }
    await open(bob, 'sales', lang);
    await say(bob, words.hello, lang);
    await appears(posted(bob, words.hello));
    await open(alice, 'sales', lang);
    await alice.locator('input[type=file]').setInputFiles({ name: words.plan, mimeType: 'text/plain', buffer: Buffer.from('plan') });
    await appears(exact('list', words.attach).getByText(words.plan));
    await say(alice, words.yes, lang);
    await appears(posted(bob, words.yes));
    await say(bob, words.thanks, lang);
    await appears(posted(alice, words.thanks));
    await shot(alice, `${lang}-overview`);
  };
  steps[`${lang}: a new channel`] = async () => {
    await exact('button', words.newChannel).click();
    const dialog = exact('dialog', words.create);
    await dialog.getByLabel(words.name, { exact: true }).fill(words.fair);
    await dialog.getByLabel(words.about).fill(words.aboutFair);
    await dialog.getByRole('combobox', { name: words.invite }).fill('bob');
    await dialog.getByRole('option', { name: /Bob/ }).click();
    await shot(alice, `${lang}-new-channel`);
    await dialog.getByRole('button', { name: words.makes }).click();
    await alice.getByRole('heading', { level: 1, name: words.fair, exact: true }).waitFor();
    await appears(link(bob, words.fair, lang));
    await alice.locator('header.head').getByRole('button', { name: words.more, exact: true }).click();
    await exact('menuitem', words.properties).click();
    await alice.getByRole('dialog').getByLabel(words.about).waitFor();
    await shot(alice, `${lang}-properties`);
    await alice.getByRole('dialog').getByRole('button', { name: words.close, exact: true }).click();
  };
  steps[`${lang}: a direct message`] = async () => {
    await exact('button', words.directTo).click();
    await alice.getByRole('combobox', { name: words.who }).fill('bob');
    await alice.getByRole('option', { name: /Bob/ }).first().click();
    await alice.getByRole('heading', { level: 1, name: /^Bob/ }).waitFor();
    await say(alice, words.ask, lang);
    await appears(link(bob, 'Alice Martin', lang));
    await open(bob, 'Alice Martin', lang);
    await say(bob, words.thanks, lang);
    await appears(posted(alice, words.thanks));
    await shot(alice, `${lang}-direct`);
  };
  steps[`${lang}: what a message can hold`] = async () => {
    await open(alice, 'sales', lang);
    await exact('button', words.emoji).click();
    await alice.getByRole('searchbox', { name: words.findEmoji }).fill(words.rocket);
    await appears(alice.getByRole('gridcell'));
    await shot(alice, `${lang}-emoji`);
    await alice.getByRole('gridcell').getByRole('button').first().click();
    await until('it is there', async () => (await box(alice).inputValue()).length > 0);
    await box(alice).pressSequentially(' @bo');
    await appears(alice.getByRole('option', { name: /Bob/ }));
    await shot(alice, `${lang}-mention`);
    await alice.keyboard.press('Enter');
    await alice.keyboard.type(words.ask);
    await alice.getByRole('button', { name: words.send, exact: true }).click();
    await appears(posted(bob, words.ask).or(link(bob, 'sales', lang)));
  };
  steps[`${lang}: the inbox`] = async () => {
    await bob.getByRole('link', { name: words.inbox, exact: true }).click();
    await appears(articles(bob, words.ask));
    await articles(bob, words.ask).first().hover();
    await bob.getByRole('toolbar').waitFor();
    await shot(bob, `${lang}-inbox`);
  };
  steps[`${lang}: a contact`] = async () => {
    const [[id]] = await server.sql("SELECT partner_id FROM res_users WHERE login = 'carol'");
    await alice.evaluate((there) => { location.hash = there; }, `#model=res.partner&id=${id}`);
    await alice.getByRole('heading', { level: 1, name: 'Carol Petit' }).waitFor();
    const follow = alice.getByRole('button', { name: words.follow, exact: true });
    if (await follow.count()) await follow.click();
    await box(alice).fill(words.note);
    await alice.getByRole('button', { name: words.send, exact: true }).click();
    await appears(posted(alice, words.note));
    await shot(alice, `${lang}-contact`);
    assert.equal(await alice.evaluate(() => document.documentElement.lang), lang);
    await alice.context().close();
    await bob.context().close();
  };
}
await journey(steps);
