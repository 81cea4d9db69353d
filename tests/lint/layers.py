"""Includes go one way, rpc -> models -> bridge, and libraries stay in the layer that owns them."""
import pathlib
import re
import sys

SOURCE = pathlib.Path(__file__).resolve().parents[2]
LAYERS = {'bridge': {'bridge'}, 'models': {'models', 'bridge'}, 'rpc': {'rpc', 'models', 'bridge'}}
# What a layer may not even know, by the start of the header's name.
FOREIGN = {
    'bridge': ('boost/beast', 'boost/asio', 'xmlrpc', 'libxml'),
    'models': ('boost/beast', 'boost/asio', 'xmlrpc', 'pqxx', 'libpq', 'vips', 'httplib'),
    'rpc': ('pqxx', 'libpq', 'libxml', 'vips'),
}
# Slow to compile: a header that others include may not bring them along.
HEAVY = ('pqxx', 'libxml', 'xmlrpc', 'vips')
# A file has one duty; a longer one has several.
LONGEST = 560
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)


def complaints(name, text):
    """What is wrong with the file `name` ("models/mail/mail_channel.cpp"), a line each."""
    layer = name.split('/')[0]
    for kind, header in INCLUDE.findall(text):
        other = header.split('/')[0]
        if kind == '"' and other not in LAYERS[layer]:
            yield '%s includes "%s": %s may use %s only' % (name, header, layer, ', '.join(sorted(LAYERS[layer])))
        if kind == '<' and header.startswith(FOREIGN[layer]):
            yield '%s includes <%s>, which is not for %s' % (name, header, layer)
        if kind == '<' and name.endswith('.hpp') and header.startswith(HEAVY):
            yield '%s, a header, includes <%s>: include it where it is used' % (name, header)
    if text.count('\n') > LONGEST:
        yield '%s has %d lines; split it by duty' % (name, text.count('\n'))
    if not text.startswith('//'):
        yield '%s does not open with its duty' % name


def check_oneself():
    """A check that finds nothing may be blind: these must be found."""
    for name, text in (('bridge/a.cpp', '// x\n#include "models/b.hpp"'), ('models/a.cpp', '// x\n#include "rpc/b.hpp"'),
                       ('models/a.cpp', '// x\n#include <pqxx/pqxx>'), ('rpc/a.hpp', '// x\n#include <xmlrpc-c/base.h>'),
                       ('rpc/a.cpp', '#include "rpc/a.hpp"'), ('rpc/a.cpp', '//' + '\n' * (LONGEST + 1))):
        assert list(complaints(name, text)), (name, text)
    assert not list(complaints('rpc/a.cpp', '// x\n#include "bridge/b.hpp"\n#include <boost/beast.hpp>\n'))


check_oneself()
found = []
for layer in LAYERS:
    for path in sorted((SOURCE / layer).rglob('*.?pp')):
        found += complaints(str(path.relative_to(SOURCE)), path.read_text())
print('\n'.join(found) or 'includes go one way')
sys.exit(1 if found else 0)
