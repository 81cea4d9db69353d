"""Writes what functions of a stock Odoo 13 answer to the questions of stock_answers.jsonl: ODOO_HOME=… /usr/bin/python3 stock_answers.py

A line is a question: the name of a function of odoo.tools.mail (or of urllib.parse), its arguments, and the answer.
"""
import json
import os
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True
os.environ['TZ'] = 'UTC'
sys.path[:0] = [str(HERE.parents[4] / 'shared' / 'odoo13'), os.environ['ODOO_HOME']]
import odoo13_compat  # noqa: E402

odoo13_compat.apply()
import urllib.parse  # noqa: E402

from odoo.tools import mail  # noqa: E402


def answer(function, arguments, options):
    if function == 'urlsplit':
        return list(urllib.parse.urlsplit(*arguments))
    found = getattr(urllib.parse if function in ('urljoin', 'unquote_plus') else mail, function)
    if function == 'formataddr':
        arguments = [tuple(arguments[0]), *arguments[1:]]
    if function == 'email_re':
        found = found.findall
    value = found(*arguments, **options)
    return str(value) if function == 'html_sanitize' else value


lines = []
for line in (HERE / 'stock_answers.jsonl').read_text().strip().split('\n'):
    function, arguments, options = json.loads(line)[:3]
    lines.append(json.dumps([function, arguments, options, answer(function, arguments, options)], ensure_ascii=False))
(HERE / 'stock_answers.jsonl').write_text('\n'.join(lines) + '\n')
