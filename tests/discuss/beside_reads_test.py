"""The same random questions to a stock Odoo 13 and to chatterd, on every model that both have: the same answers.

    ODOO_HOME=/path/to/odoo13 beside_reads_test.py [QUESTIONS] [SEED] [--allowed N] [--spoiled PART] [--only KIND,…] [--model MODEL,…]

What is asked is in beside_reads.py; nothing of it changes anything. Both are asked at once and start from the recorded
database, as in beside_odoo_test.py, whose needs are the needs here. Each difference is printed. With --allowed so many may be:
of questions that make no sense, a few in a thousand are answered in another way. With --spoiled 0.5, half of the questions
have a wrong type or an odd text in one place (emoji, halves of characters, control characters, very long, right to left).
Stock fails where half a character reaches the database; it is asked with U+FFFD, which is what chatterd makes of it.
"""
import argparse
import concurrent.futures
import json
import random
import sys

from beside_odoo_test import UNANSWERED, both, first_difference, same
from beside_reads import Questions, subjects_of


def ordered(answer):
    """The answer with its rows in an order, where no order was asked for."""
    rows = answer.get('result')
    if isinstance(rows, dict) and isinstance(rows.get('records'), list):
        return dict(answer, result=dict(rows, records=ordered({'result': rows['records']})['result']))
    return dict(answer, result=sorted(rows, key=lambda row: json.dumps(row, sort_keys=True))) if isinstance(rows, list) else answer


def whole(value):
    """The value with U+FFFD for each half of a character."""
    if isinstance(value, str):
        return ''.join('\ufffd' if '\ud800' <= character <= '\udfff' else character for character in value)
    if isinstance(value, dict):
        return {whole(key): whole(item) for key, item in value.items()}
    return [whole(item) for item in value] if isinstance(value, (list, tuple)) else value


def run(count, seed, kinds, models, spoiled):
    chance = random.Random(seed)
    found = refused = unanswered = 0
    with both() as (stock, ours), concurrent.futures.ThreadPoolExecutor(2) as at_once:
        subjects = subjects_of(stock, ours)
        questions = Questions(chance, subjects)
        asked_kinds = [kind for kind in questions.kinds if not kinds or kind.__name__ in kinds]
        asked = [subject for name, subject in subjects.items() if not models or name in models]
        for number in range(count):
            step = chance.choice(asked_kinds)(chance.choice(asked))
            if chance.random() < spoiled:
                step = questions.spoiled(step)
            theirs, mine = [future.result() for future in [at_once.submit(stock.answer, whole(step)), at_once.submit(ours.answer, step)]]
            refused += 'error' in theirs
            if isinstance(theirs.get('error'), list) and theirs['error'][0] in UNANSWERED:
                unanswered += 1
                print('question %d has no answer from Odoo: %s' % (number, json.dumps(step[1:])[:500]))
                continue
            if not same(theirs, mine) and not (ordered(theirs) == ordered(mine) and not step[2].get('kwargs', {}).get('order')):
                found += 1
                print('question %d by %s: %s' % (number, step[0], json.dumps(step[1:])[:900]))
                print('  ' + first_difference(theirs, mine))
                sys.stdout.flush()
        print('seed %d: %d questions on %d models, %d of them refused, %d without an answer from Odoo, %d differ' % (seed, count, len(asked), refused, unanswered, found))
    return found


if __name__ == '__main__':
    parser = argparse.ArgumentParser()
    parser.add_argument('questions', nargs='?', type=int, default=2000)
    parser.add_argument('seed', nargs='?', type=int, default=random.randrange(10 ** 9))
    parser.add_argument('--allowed', type=int, default=0)
    parser.add_argument('--spoiled', type=float, default=0)
    parser.add_argument('--only', type=lambda text: text.split(','))
    parser.add_argument('--model', type=lambda text: text.split(','))
    arguments = parser.parse_args()
    print('seed %d' % arguments.seed)
    sys.exit(1 if run(arguments.questions, arguments.seed, arguments.only, arguments.model, arguments.spoiled) > arguments.allowed else 0)
