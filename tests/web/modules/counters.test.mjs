// Whatever order rows come in, twice or late, the number ends as the server counts.
import assert from 'node:assert/strict';
import test from 'node:test';
import { arrived, box, counter, inBox, seen, settle, synchronised, unread } from '../../../rpc/web/page/counters.js';

// Numbers that are the same at each run.
function random(seed) {
  let state = seed;
  return (below) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state % below;
  };
}

test('rows in any order, each once or several times, count as the server does', () => {
  for (let seed = 1; seed <= 300; ++seed) {
    const pick = random(seed);
    const before = pick(20), total = before + pick(30), last = pick(before + 1);
    const c = counter();
    // The server: ids 1 to `before` are there, up to `last` are seen.
    synchronised(c, before - last, last, null);
    const rows = [];
    for (let id = before + 1; id <= total; ++id) rows.push(id, ...(pick(3) === 0 ? [id] : []));
    // A first poll brings old rows that were counted already.
    for (let id = Math.max(1, before - 3); id <= before; ++id) rows.push(id);
    const settledAt = pick(rows.length + 1);
    rows.sort(() => pick(3) - 1);
    rows.forEach((id, index) => {
      if (index === settledAt) settle(c, before);
      arrived(c, id);
    });
    if (settledAt >= rows.length) settle(c, before);
    assert.equal(unread(c), total - last, `seed ${seed}`);
    const mark = last + pick(total - last + 1);
    if (mark >= before) {
      assert.equal(seen(c, mark), false);
      assert.equal(unread(c), total - mark, `seen, seed ${seed}`);
      seen(c, last);
      assert.equal(unread(c), total - mark, 'an older mark changes nothing');
    } else if (c.base > 0) {
      assert.equal(seen(c, mark), true, 'the server must be asked');
    }
    seen(c, total);
    assert.equal(unread(c), 0);
    arrived(c, total);
    assert.equal(unread(c), 0, 'a late row of what was seen');
  }
});

test('the inbox counts what came and what went, in any order', () => {
  for (let seed = 1; seed <= 200; ++seed) {
    const pick = random(seed), b = box(5);
    const came = [10, 11, 12, 13].filter(() => pick(2)), gone = [1, 2, 10, 11].filter(() => pick(2));
    const steps = [...came.map((id) => [b.plus, id]), ...gone.map((id) => [b.minus, id]), ...came.map((id) => [b.plus, id])].sort(() => pick(3) - 1);
    for (const [set, id] of steps) set.add(id);
    const left = 5 + came.filter((id) => !gone.includes(id)).length - gone.filter((id) => id < 10 || !came.includes(id)).length;
    assert.equal(inBox(b), Math.max(0, left));
  }
});
