"""Runs the targets under libFuzzer: fuzz.py SECONDS [TARGET…]. Builds them first, with clang, in build-fuzz/.

What is found is left in build-fuzz/found; inputs that reach new code grow in build-fuzz/corpus, from the seeds of tests/fuzz/corpus.
`fuzz.py --keep` puts the smallest set that reaches as much into tests/fuzz/corpus, up to 40 files of 4 KB a target.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
BUILD = HERE.parents[1] / 'build-fuzz'
PROGRAM = BUILD / 'tests/fuzz/fuzz.libfuzzer'
TARGETS = sorted(path.name for path in (HERE / 'corpus').iterdir())
# libvips, GMime and glib keep what they have once made
ENVIRONMENT = dict(os.environ, ASAN_OPTIONS='detect_leaks=0:allocator_may_return_null=1', UBSAN_OPTIONS='print_stacktrace=1')


def build():
    if not (BUILD / 'CMakeCache.txt').exists():
        subprocess.run(['cmake', '-S', str(HERE.parents[1]), '-B', str(BUILD), '-G', 'Ninja', '-DCMAKE_CXX_COMPILER=clang++-14',
                        '-DCMAKE_BUILD_TYPE=None', '-DCHATTERD_FUZZ=ON'], check=True, stdout=subprocess.DEVNULL)
    subprocess.run(['cmake', '--build', str(BUILD), '--target', 'fuzz.libfuzzer', '-j', str(os.cpu_count())], check=True,
                   stdout=subprocess.DEVNULL)


def fuzz(target, seconds):
    corpus, found = BUILD / 'corpus' / target, BUILD / 'found' / target
    for folder in (corpus, found):
        folder.mkdir(parents=True, exist_ok=True)
    dictionary = HERE / 'dictionaries' / (target + '.dict')
    words = [str(PROGRAM), '-max_total_time=%d' % seconds, '-timeout=20', '-rss_limit_mb=1500', '-max_len=20000', '-print_final_stats=1',
             '-artifact_prefix=%s/' % found, '-use_value_profile=1']
    if dictionary.exists():
        words.append('-dict=%s' % dictionary)
    done = subprocess.run(words + [str(corpus), str(HERE / 'corpus' / target)], env=dict(ENVIRONMENT, CHATTERD_FUZZ_TARGET=target),
                          capture_output=True, text=True, errors='replace')
    log = done.stderr
    (BUILD / 'found' / (target + '.log')).write_text(log[-20000:])
    runs = re.findall(r'stat::number_of_executed_units:\s*(\d+)', log)
    coverage = re.findall(r'cov: (\d+) ft: (\d+) corp: (\d+)', log)
    print('%-18s %9s runs, %s edges, %s features, corpus of %s%s' % (
        target, runs[-1] if runs else '?', *(coverage[-1] if coverage else '???'), '' if done.returncode == 0 else '  FOUND SOMETHING'), flush=True)
    if done.returncode:
        print('\n'.join([line for line in log.splitlines() if 'ERROR' in line or 'runtime error' in line or 'SUMMARY' in line or
                         re.match(r'\s+#\d+ .* in chatterd', line)][:12]))
    return done.returncode == 0


def keep(target):
    with tempfile.TemporaryDirectory() as smallest:
        subprocess.run([str(PROGRAM), '-merge=1', '-max_len=4096', smallest, str(HERE / 'corpus' / target), str(BUILD / 'corpus' / target)],
                       env=dict(ENVIRONMENT, CHATTERD_FUZZ_TARGET=target), capture_output=True, check=True)
        files = sorted((path for path in pathlib.Path(smallest).iterdir()), key=lambda path: path.stat().st_size)
        # spread over all sizes
        step = max(1, len(files) // 40)
        for path in files[::step][:40]:
            shutil.copy(path, HERE / 'corpus' / target / path.name[:12])


if sys.argv[1:2] == ['--keep']:
    for name in sys.argv[2:] or TARGETS:
        keep(name)
    sys.exit()
build()
good = [fuzz(name, int(sys.argv[1])) for name in sys.argv[2:] or TARGETS]
sys.exit(0 if all(good) else 1)
