// Every text of the page has its French one, and no French one is left over.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import test from 'node:test';
import french from '../../../rpc/web/page/fr.js';

const folder = new URL('../../../rpc/web/page/', import.meta.url);
const sources = fs.readdirSync(folder).filter((name) => name.endsWith('.js') && name !== 'fr.js').map((name) => fs.readFileSync(new URL(name, folder), 'utf8'));
const all = sources.join('\n');

test('no text without its French', () => {
  const used = new Set();
  for (const found of all.matchAll(/\bt\('((?:\\'|[^'])+)'/g)) used.add(found[1]);
  for (const found of all.matchAll(/\btn\('((?:\\'|[^'])+)', '((?:\\'|[^'])+)'/g)) used.add(found[1]).add(found[2]);
  assert.ok(used.size > 200);
  assert.deepEqual([...used].filter((text) => !(text in french)), []);
});

test('no French text that nothing uses', () => {
  assert.deepEqual(Object.keys(french).filter((text) => !all.includes(`'${text}'`) && !new RegExp(`[{ ]${text.replace(/\W/g, '\\$&')}:`).test(all)), []);
});

test('both texts have the same places to fill', () => {
  const places = (text) => (text.match(/\{\w+\}/g) || []).sort().join();
  for (const [english, text] of Object.entries(french)) assert.equal(places(text), places(english), english);
});
