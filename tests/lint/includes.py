"""Every file includes what it uses: `includes.py BUILD [FILE …]`, where BUILD was configured without unity builds and without
precompiled headers (./test --includes does that). Each source, and each header that has no source of its own, is compiled
alone, as far as GCC's -fsyntax-only goes: names and types, no code.

A file that was complete stays so while neither it nor a header of ours changes: its verdict is kept in the temporary folder.
"""
import concurrent.futures
import hashlib
import json
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile
import time

SOURCE = pathlib.Path(__file__).resolve().parents[2]
LAYERS = ('bridge', 'models', 'rpc', 'tests')
INSTEAD = ('-fsyntax-only', '-w')      # warnings are the build's to say
build = pathlib.Path(sys.argv[1]).resolve()
wanted = {pathlib.Path(name).resolve() for name in sys.argv[2:]}


def bare(command):
    """The compiler and its options, without what is compiled, where to, and dependency files."""
    words, out, n = shlex.split(command), [], 0
    while '/' in words[0] and not words[0].endswith(('c++', 'g++', 'clang++')) or words[0].endswith('ccache') or '=' in words[0]:
        words.pop(0)                    # cmake -E env NAME=VALUE … ccache
        while words[0] in ('-E', 'env'):
            words.pop(0)
    while n < len(words):
        if words[n] in ('-o', '-MF', '-MT', '-MQ', '-include', '-c'):
            n += 2
            continue
        if words[n] not in ('-MD', '-MMD', '-Winvalid-pch', '-fpch-preprocess'):
            out.append(words[n])
        n += 1
    return out


def jobs():
    options = {}
    for entry in json.loads((build / 'compile_commands.json').read_text()):
        path = pathlib.Path(entry['file'])
        if path.is_relative_to(SOURCE) and path.relative_to(SOURCE).parts[0] in LAYERS:
            options[path] = (bare(entry['command']), entry['directory'])
    yield from ((path, *how) for path, how in sorted(options.items()))
    for layer in LAYERS:
        of_layer = next(how for path, how in sorted(options.items()) if path.relative_to(SOURCE).parts[0] == layer)
        for header in sorted((SOURCE / layer).rglob('*.hpp')):
            if header.with_suffix('.cpp') not in options:
                yield header, of_layer[0] + ['-x', 'c++'], of_layer[1]


shared = hashlib.sha1()
for header in sorted(path for layer in LAYERS for path in (SOURCE / layer).rglob('*.hpp')):
    shared.update(header.read_bytes())
verdicts = pathlib.Path(tempfile.gettempdir()) / ('chatterd-includes-%d' % os.geteuid())
verdicts.mkdir(exist_ok=True)


def check(job):
    path, command, folder = job
    key = shared.copy()
    key.update(str(path).encode() + path.read_bytes() + ' '.join(command).encode())
    verdict = verdicts / key.hexdigest()
    if verdict.exists():
        return ''
    done = subprocess.run(command + [*INSTEAD, str(path)], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if done.returncode == 0:
        verdict.touch()
        return ''
    lines = [line for line in done.stderr.splitlines() if ' error: ' in line] or done.stderr.splitlines()
    return '\n'.join(lines[:6])


def main():
    begin = time.monotonic()
    chosen = [job for job in jobs() if not wanted or job[0] in wanted]
    if not any(path.is_relative_to(SOURCE / 'models') for path, _, _ in chosen) and not wanted:
        print('%s was configured with unity builds: its commands do not name the sources' % build)
        return 1
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        complaints = [text for text in pool.map(check, chosen) if text]
    print('\n'.join(complaints))
    print('%d files, %d with complaints, %d s' % (len(chosen), len(complaints), time.monotonic() - begin))
    return 1 if complaints else 0


sys.exit(main())
