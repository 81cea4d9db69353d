"""How the program is linked, and what systemd thinks of its unit."""
import pathlib
import re
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
from chatterd import PROGRAM, SOURCE, skip  # noqa: E402

elf = subprocess.run(['readelf', '-W', '-h', '-l', '-d', str(PROGRAM)], capture_output=True, text=True, check=True).stdout
assert re.search(r'Type:\s+DYN', elf), 'not position-independent'
assert 'GNU_RELRO' in elf and re.search(r'FLAGS_1.*NOW', elf), 'relocations stay writable'
assert re.search(r'GNU_STACK\s.*\sRW\s', elf), 'the stack is executable'
assert not re.search(r'LOAD\s.*RWE', elf), 'memory that is writable and executable'
assert 'RPATH' not in elf and 'RUNPATH' not in elf, 'libraries from folders of the build'

cache = (PROGRAM.parent / 'CMakeCache.txt').read_text() if (PROGRAM.parent / 'CMakeCache.txt').exists() else ''
if 'CHATTERD_HARDEN:BOOL=ON' in cache:
    symbols = subprocess.run(['readelf', '-W', '--dyn-syms', '-n', str(PROGRAM)], capture_output=True, text=True, check=True).stdout
    assert '__stack_chk_fail' in symbols, 'no protection of the stack'
    assert re.search(r'__\w+_chk\b', symbols), 'no checked functions of libc'
    assert '__glibcxx_assert_fail' in symbols, 'containers do not look at their bounds'
    # where an indirect call may land; the linker's own mark is left out while Debian's libraries have none
    code = subprocess.run(['objdump', '-d', '--no-show-raw-insn', '--disassemble=main', str(PROGRAM)], capture_output=True, text=True,
                          check=True).stdout
    assert 'endbr64' in code, 'no control-flow protection'
    # large frames are touched page by page (-fstack-clash-protection shows in them only), and returns look at a canary
    assert 'fs:0x28' in code or '__stack_chk_fail' in code, 'main has no canary'
else:
    print('built without CHATTERD_HARDEN: only how it is linked was looked at')

if not shutil.which('systemd-analyze'):
    skip('systemd-analyze is not installed: the unit was not looked at')
answer = subprocess.run(['systemd-analyze', 'security', '--offline=true', '--no-pager', str(SOURCE / 'docs/deploy/chatterd.service')],
                        capture_output=True, text=True).stdout
found = re.search(r'exposure level for chatterd.service: ([\d.]+)', answer)
if not found:
    skip('this systemd-analyze does not judge units offline')
print('systemd-analyze security:', found.group(1))
assert float(found.group(1)) <= 2.0, answer[-2000:]
