"""clang-tidy (.clang-tidy) over the sources: `tidy.py BUILD [FILE …]`; without files, all of bridge, models and rpc.

A file that was clean stays clean while neither it, nor a header of ours, nor .clang-tidy changes: its verdict is kept in the
temporary folder. clang-tidy cannot read GCC's precompiled header, so it gets the header itself.
"""
import concurrent.futures
import hashlib
import json
import os
import pathlib
import shlex
import shutil
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(__file__).resolve().parents[2]
build = pathlib.Path(sys.argv[1]).resolve()
wanted = {str(pathlib.Path(name).resolve()) for name in sys.argv[2:]}

tidy = shutil.which('clang-tidy-14') or shutil.which('clang-tidy')
if not tidy:
    print('skipped: clang-tidy is not installed')
    sys.exit(77)

commands = []
work = pathlib.Path(tempfile.mkdtemp(prefix='tidy-'))
for entry in json.loads((build / 'compile_commands.json').read_text()):
    path = pathlib.Path(entry['file'])
    if not path.is_relative_to(SOURCE) or path.relative_to(SOURCE).parts[0] not in ('bridge', 'models', 'rpc'):
        continue
    words = [word for word in shlex.split(entry['command']) if not word.endswith('ccache')]
    for n, word in enumerate(words):
        if word.endswith('cmake_pch.hxx'):
            # beside it lies GCC's .gch, which clang would take
            copy = work / (hashlib.sha1(word.encode()).hexdigest()[:8] + '.hxx')
            if not copy.exists():
                shutil.copy(word, copy)
            words[n] = str(copy)
    words.insert(1, '-Wno-unknown-warning-option')
    words = [word for word in words if word not in ('-Winvalid-pch', '-fpch-preprocess')]
    commands.append(dict(entry, command=shlex.join(words)))
(work / 'compile_commands.json').write_text(json.dumps(commands))

shared = hashlib.sha1((SOURCE / '.clang-tidy').read_bytes())
for header in sorted(SOURCE.glob('[bmr]*/**/*.hpp')):
    if 'build' not in header.relative_to(SOURCE).parts[0]:
        shared.update(header.read_bytes())
verdicts = pathlib.Path(tempfile.gettempdir()) / ('chatterd-tidy-%d' % os.geteuid())
verdicts.mkdir(exist_ok=True)


def check(entry):
    path = pathlib.Path(entry['file'])
    key = shared.copy()
    key.update(path.read_bytes())
    verdict = verdicts / key.hexdigest()
    if verdict.exists():
        return ''
    done = subprocess.run([tidy, '-p', str(work), '--quiet', str(path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode == 0:
        verdict.touch()
        return ''
    return done.stdout or done.stderr


chosen = [entry for entry in commands if not wanted or entry['file'] in wanted]
with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
    complaints = [text for text in pool.map(check, chosen) if text]
shutil.rmtree(work)
print('\n'.join(complaints))
print('%d files, %d with complaints' % (len(chosen), len(complaints)))
sys.exit(1 if complaints else 0)
