"""How many people a machine carries: what each action costs is measured one by one, the sum is compared with simulated offices,
and then drawn for larger ones (docs/benchmarks.md).

    scaling.py [--people 30,200,1000] [--seconds 30] [--draw FILE.svg]

A person posts, opens channels and loads the page at the rates of PROFILE, all faster by a factor, and polls all the while. What is
counted is processor time, of the engine and of PostgreSQL, which other programs on the machine disturb less than time on the clock.
"""
import argparse
import asyncio
import math
import os
import pathlib
import random
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from chatterd import Chatterd, cluster, new_database  # noqa: E402
from office import TEAM, Office  # noqa: E402

# Of one person in an hour.
PROFILE = {'post': 10, 'post to all': 0.1, 'open': 20, 'load': 2}
POLL = 50               # seconds until a poll that hears nothing is answered
# Between two actions that are measured. Without it caches are warmer than they ever are in an office, and all costs a half.
PAUSE = 0.015
ACTIONS = ('post', 'open', 'load')


def processor(pid):
    """Seconds that a process has used, its children that are gone included."""
    try:
        fields = pathlib.Path('/proc/%d/stat' % pid).read_text().rsplit(')', 1)[1].split()
    except OSError:
        return 0
    return sum(map(int, fields[11:15])) / os.sysconf('SC_CLK_TCK')


class MeasuredOffice(Office):
    """On a server of its own, in the cluster of tests."""

    def __init__(self, people):
        server = Chatterd(new_database('office%d' % people), '--workers', '16')
        super().__init__(server, lambda text: cluster.sql(text, server.database), people)
        self.postmaster = int((cluster.data / 'postmaster.pid').read_text().split()[0])

    def used(self):
        """Of the engine and of PostgreSQL. No other database of the cluster is in use."""
        backends = pathlib.Path('/proc/%d/task/%d/children' % (self.postmaster, self.postmaster)).read_text().split()
        return processor(self.server.process.pid), processor(self.postmaster) + sum(map(processor, map(int, backends)))

    def close(self):
        self.server.stop()
        cluster.drop(self.server.database)


def difference(after, before):
    return tuple(a - b for a, b in zip(after, before))


async def cost(office, action, times, listeners=()):
    """Of one action: processor seconds of both; with everybody of `listeners` polling, and the deliveries to them."""
    for person in listeners:
        await person.begin()
    await asyncio.sleep(1)
    actor = office.people[0]
    for _ in range(5):
        await actor.act(action)
    await asyncio.sleep(0.5)
    heard, before = sum(person.heard for person in listeners), office.used()
    for _ in range(times):
        await actor.act(action)
        await asyncio.sleep(PAUSE)
    await asyncio.sleep(0.5)
    spent, heard = difference(office.used(), before), sum(person.heard for person in listeners) - heard
    for person in listeners:
        await person.end()
    return [part / times for part in spent], heard / times


async def costs(office):
    """Seconds of the engine and of PostgreSQL for each action, each delivery to a poll, and each poll that hears nothing."""
    out = {}
    for action in ACTIONS:
        out[action], _ = await cost(office, action, 300)
    team = office.people[:TEAM]
    with_team, heard = await cost(office, 'post', 300, team)
    out['delivery'] = [max(0, a - b) / heard for a, b in zip(with_team, out['post'])]
    out['post to all'] = out['post']
    # one that is answered because its time is over costs no more than one that is answered with a message
    out['idle poll'] = out['delivery']
    return out


def model(costs_of, people, idle=True):
    """Processors that so many people need, of the engine and of PostgreSQL; with polls that hear nothing, or without."""
    deliveries = PROFILE['post'] * min(TEAM, people) + PROFILE['post to all'] * people
    rates = dict(PROFILE, delivery=deliveries, **{'idle poll': 3600 / POLL if idle else 0})
    return [people * sum(rate * costs_of[what][part] for what, rate in rates.items()) / 3600 for part in (0, 1)]


async def simulate(office, seconds, faster):
    """The office for a while, its actions so many times faster. Processors that it used, by 1 / faster."""
    random.seed(1)
    for person in office.people:
        await person.begin()
    await asyncio.sleep(2)

    async def live(person):
        done = 0
        per_second = sum(PROFILE.values()) / 3600 * faster
        while True:
            await asyncio.sleep(random.expovariate(per_second))
            await person.act(random.choices(list(PROFILE), PROFILE.values())[0])
            done += 1
            counts[0] += 1
    counts, before, begin = [0], office.used(), asyncio.get_running_loop().time()
    lives = [asyncio.create_task(live(person)) for person in office.people]
    await asyncio.sleep(seconds)
    for one in lives:
        one.cancel()
    ended = await asyncio.gather(*lives, return_exceptions=True)
    assert not [error for error in ended if not isinstance(error, asyncio.CancelledError)], ended
    spent, time = difference(office.used(), before), asyncio.get_running_loop().time() - begin
    for person in office.people:
        await person.end()
    expected = sum(PROFILE.values()) / 3600 * faster * len(office.people) * time
    # what could not be done in time was not asked for: costs are of what was done
    return [part / time / faster * expected / counts[0] for part in spent], counts[0]


def picture(costs_of, measured):
    """People and processors, both by powers of ten."""
    width, height, left, right, top = 720, 400, 60, 40, 30
    xs, ys = (10, 100_000), (0.0001, 100)

    def at(people, processors):
        x = left + (width - left - right) * math.log(people / xs[0]) / math.log(xs[1] / xs[0])
        y = top + (height - top - 40) * (1 - math.log(max(processors, ys[0]) / ys[0]) / math.log(ys[1] / ys[0]))
        return x, y
    out = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">' % (width, height),
           '<rect width="100%" height="100%" fill="white"/>']
    for people in (10, 100, 1000, 10_000, 100_000):
        x, y = at(people, ys[0])
        out.append('<path d="M%.0f %d V%.0f" stroke="#ddd"/><text x="%.0f" y="%.0f" text-anchor="middle">%s</text>'
                   % (x, top, y, x, y + 18, '{:,}'.format(people)))
    for processors in (0.0001, 0.001, 0.01, 0.1, 1, 10, 100):
        x, y = at(xs[0], processors)
        out.append('<path d="M%.0f %.0f H%d" stroke="#ddd"/><text x="%.0f" y="%.0f" text-anchor="end">%g</text>' % (
            x, y, width - right, x - 6, y + 4, processors))
    for part, (name, colour) in enumerate((('engine', '#1f5fa8'), ('PostgreSQL', '#c0392b'))):
        points = [at(people, model(costs_of, people)[part]) for people in (int(10 ** (1 + step / 10)) for step in range(41))]
        out.append('<polyline fill="none" stroke="%s" stroke-width="2" points="%s"/>' % (colour, ' '.join('%.1f,%.1f' % p for p in points)))
        out += ['<circle cx="%.1f" cy="%.1f" r="4" fill="%s"/>' % (*at(people, used[part]), colour) for people, used in measured.items()]
        out.append('<text x="%d" y="%d" fill="%s">%s: line the model, dots measured</text>' % (left + 10, top + 14 + 16 * part, colour, name))
    out.append('<text x="%d" y="18">processors in use, by people</text></svg>' % left)
    return '\n'.join(out) + '\n'


async def main():
    parser = argparse.ArgumentParser(description='how many people a machine carries')
    parser.add_argument('--people', default='30,200,1000')
    parser.add_argument('--seconds', type=float, default=30)
    parser.add_argument('--draw')
    options = parser.parse_args()
    measured, costs_of = {}, None
    for people in map(int, options.people.split(',')):
        office = MeasuredOffice(people)
        try:
            if costs_of is None:
                costs_of = await costs(office)
                print('milliseconds of processor for one, engine + PostgreSQL:')
                for what, (engine, database) in costs_of.items():
                    print('  %-12s %7.3f + %7.3f' % (what, engine * 1000, database * 1000))
            # as fast as a fifth of a processor allows by the model
            faster = max(1, 0.2 / sum(model(costs_of, people)))
            measured[people], done = await simulate(office, options.seconds, faster)
        finally:
            office.close()
        expected = model(costs_of, people, idle=False)     # polls that hear nothing are not faster
        print('%6d people: measured %.4f + %.4f processors, model %.4f + %.4f (%d actions, %.0f times as fast)' % (
            people, *measured[people], *expected, done, faster), flush=True)
    for people in (10_000, 100_000):
        print('%6d people: model %.2f + %.2f processors' % (people, *model(costs_of, people)))
    if options.draw:
        pathlib.Path(options.draw).write_text(picture(costs_of, measured))


if __name__ == '__main__':
    asyncio.run(main())
