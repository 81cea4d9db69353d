// A telephone, 360 pixels wide and touched, in French, dark: the navigation in a drawer, writing, what a touch shows, every screen.
import { accessible, appears, assert, box, journey, open, person, picture, posted, say, server, until, NARROW } from '../browser.mjs';

let alice, bob;
const channelsButton = () => alice.getByRole('button', { name: 'Canaux', exact: true });
const drawer = () => alice.getByRole('navigation', { name: 'Canaux', exact: true });
async function fits(what) {
  const wide = await alice.evaluate(() => [document.documentElement.scrollWidth, document.querySelector('main').scrollWidth]);
  assert.ok(wide.every((one) => one <= 360), `${what} is ${wide} wide`);
}
async function choose(name) {
  await channelsButton().click();
  await drawer().getByRole('link', { name, exact: true }).click();
  await alice.getByRole('heading', { level: 1, name }).waitFor();
}
await journey({
  'signing in speaks French before anybody is known': async () => {
    await server.sql("UPDATE res_partner SET lang = 'fr_FR' WHERE id = (SELECT partner_id FROM res_users WHERE login = 'alice')");
    alice = await person('alice', { viewport: NARROW, touch: true, locale: 'fr-FR', lang: 'fr', colorScheme: 'dark' });
    bob = await person('bob');
    assert.equal(await alice.evaluate(() => document.documentElement.lang), 'fr');
  },
  'the navigation is a drawer that Back and Escape close': async () => {
    assert.equal(await drawer().isVisible(), false);
    await channelsButton().click();
    await appears(drawer().getByRole('link', { name: 'sales', exact: true }));
    await accessible(alice, 'the drawer');
    await picture(alice, 'narrow-drawer');
    await alice.goBack();
    await until('closed', async () => !(await drawer().isVisible()));
    await channelsButton().click();
    await drawer().waitFor();
    await alice.keyboard.press('Escape');
    await until('closed', async () => !(await drawer().isVisible()));
    await choose('sales');
  },
  'Enter makes a line, the button sends, the other reads it': async () => {
    await box(alice).pressSequentially('première ligne');
    await alice.keyboard.press('Enter');
    await box(alice).pressSequentially('seconde ligne');
    await alice.getByRole('button', { name: 'Envoyer', exact: true }).click();
    await open(bob, 'sales');
    await appears(posted(bob, 'première ligne'));
    assert.match(await posted(bob, 'première').locator('.body').innerText(), /première ligne\s*\nseconde ligne/);
    await say(bob, 'vu, merci');
    await appears(posted(alice, 'vu, merci'));
  },
  'a touch shows what can be done with a message': async () => {
    await posted(alice, 'vu, merci').locator('.body').tap();
    await alice.getByRole('toolbar', { name: 'Actions sur le message' }).getByRole('button', { name: 'Marquer d’une étoile' }).tap();
    await until('starred', async () => (await server.sql('SELECT count(*) FROM mail_message_res_partner_starred_rel'))[0][0] === '1');
    await accessible(alice, 'a channel on a telephone');
    await picture(alice, 'narrow-channel');
    await fits('a channel');
  },
  'what can be touched is large enough': async () => {
    const small = await alice.evaluate(() => [...document.querySelectorAll('header.head button, .composer button, .composer label')]
      .map((node) => [node.getAttribute('aria-label') || node.title || node.textContent, node.getBoundingClientRect()])
      .filter(([, at]) => at.width && (at.width < 40 || at.height < 40)).map(([name]) => name));
    assert.deepEqual(small, []);
  },
  'every screen fits, in French, without a fault that axe knows': async () => {
    for (const [hash, title] of [['#page=preferences', 'Préférences'], ['#page=canned', 'Réponses prédéfinies'], ['#page=search', 'Chercher dans les messages'],
      ['#action=mail.action_discuss&active_id=mail.box_starred', 'Favoris'], ['#action=mail.action_discuss&active_id=mail.box_history', 'Historique']]) {
      await alice.evaluate((to) => { location.hash = to; }, hash);
      await alice.getByRole('heading', { level: 1, name: title }).waitFor();
      await alice.locator('main .spinner').waitFor({ state: 'detached' });
      await fits(title);
      await accessible(alice, title);
    }
    await alice.evaluate(() => { location.hash = '#page=preferences'; });
    await alice.getByLabel('Langue').waitFor();
    await fits('preferences');
    await accessible(alice, 'preferences');
    await picture(alice, 'narrow-preferences');
  },
});
