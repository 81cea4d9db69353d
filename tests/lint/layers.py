"""Includes go one way, rpc -> models -> bridge, and libraries stay in the layer that owns them. No file is long."""
import pathlib
import re
import sys

SOURCE = pathlib.Path(__file__).resolve().parents[2]
LAYERS = {'bridge': {'bridge'}, 'models': {'models', 'bridge'}, 'rpc': {'rpc', 'models', 'bridge'}}
# What a layer may not even know, by the start of the header's name.
FOREIGN = {
    'bridge': ('boost/beast', 'boost/asio', 'xmlrpc'),     # libxml: of documents; pages and views are the models'
    'models': ('boost/beast', 'boost/asio', 'xmlrpc', 'pqxx', 'libpq', 'vips', 'httplib'),
    'rpc': ('pqxx', 'libpq', 'libxml', 'vips'),
}
# std::regex calls itself for each character, so that a long text ends the process; Boost's does not.
FOREIGN = {layer: headers + ('regex',) for layer, headers in FOREIGN.items()}
# rpc asks models; only its commands look at a database themselves, before there are any.
STATEMENT = re.compile(r'\b(SELECT|INSERT INTO|UPDATE|DELETE FROM)\b.*\b(FROM|VALUES|SET|WHERE|INTO)\b')
# Slow to compile: a header that another folder includes, or a header there, may not bring them along.
HEAVY = ('pqxx', 'libxml', 'xmlrpc', 'vips')
# A file has one duty; a longer one has several.
LONGEST = 400
# Tables of names are data; their length says nothing.
DATA = {'models/modules/base/res/time_zones.cpp', 'bridge/text/single_byte.cpp'}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)


def folder(name):
    return name.rsplit('/', 1)[0]


def too_long(name, text):
    if text.count('\n') > LONGEST and name not in DATA:
        yield '%s has %d lines; split it by duty' % (name, text.count('\n'))


def complaints(name, text, users=()):
    """What is wrong with the file `name` ("models/modules/mail/channel/mail_channel.cpp"), a line each; `users` include it."""
    layer = name.split('/')[0]
    for kind, header in INCLUDE.findall(text):
        other = header.split('/')[0]
        if kind == '"' and other not in LAYERS[layer]:
            yield '%s includes "%s": %s may use %s only' % (name, header, layer, ', '.join(sorted(LAYERS[layer])))
        if kind == '<' and header.startswith(FOREIGN[layer]):
            yield '%s includes <%s>, which is not for %s' % (name, header, layer)
        far = [user for user in users if folder(user) != folder(name)]
        if kind == '<' and header.startswith(HEAVY) and far:
            yield '%s includes <%s> and is itself included by %s: include it where it is used' % (name, header, far[0])
    yield from too_long(name, text)
    if layer == 'rpc' and not name.startswith('rpc/commands/') and STATEMENT.search(text):
        yield '%s has a statement of SQL: that is for models' % name
    own_header = '#include "%s.hpp"' % name.rsplit('.', 1)[0]       # which says the duty of both
    if not text.startswith('//') and not (name.endswith('.cpp') and text.startswith(own_header)):
        yield '%s does not open with its duty' % name


def check_oneself():
    """A check that finds nothing may be blind: these must be found."""
    for name, text in (('bridge/a.cpp', '// x\n#include "models/b.hpp"'), ('models/a.cpp', '// x\n#include "rpc/b.hpp"'),
                       ('models/a.cpp', '// x\n#include <pqxx/pqxx>'), ('bridge/a.cpp', '// x\n#include <regex>'),
                       ('rpc/a.cpp', '#include "rpc/b.hpp"'), ('rpc/a.cpp', '// x\nf("SELECT a FROM b");'), ('rpc/a.cpp', '//' + '\n' * (LONGEST + 1))):
        assert list(complaints(name, text)), (name, text)
    assert list(complaints('models/html/a.hpp', '// x\n#include <libxml/tree.h>\n', ['models/mail/b.cpp']))
    assert not list(complaints('models/html/a.hpp', '// x\n#include <libxml/tree.h>\n', ['models/html/b.cpp']))
    assert not list(complaints('rpc/a.cpp', '// x\n#include "bridge/b.hpp"\n#include <boost/beast.hpp>\n'))


check_oneself()
files = {str(path.relative_to(SOURCE)): path.read_text() for layer in LAYERS for path in sorted((SOURCE / layer).rglob('*.?pp'))
         if 'web/pack' not in str(path)}        # a tool of the build, no part of the program
users = {}
for name, text in files.items():
    for kind, header in INCLUDE.findall(text):
        users.setdefault(header, []).append(name)
found = [complaint for name, text in files.items() for complaint in complaints(name, text, users.get(name, ()))]
found += [complaint for path in sorted((SOURCE / 'tests').rglob('*.?pp'))
          for complaint in too_long(str(path.relative_to(SOURCE)), path.read_text())]
print('\n'.join(found) or 'includes go one way')
sys.exit(1 if found else 0)
