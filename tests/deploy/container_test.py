"""The Containerfile's health check asks as its image would; what it and the compose file set are options that there are. (Whether
the image builds is for a machine with a registry: nothing here reaches one.)"""
import json
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'support'))
from chatterd import PROGRAM, Chatterd, free_port, new_database  # noqa: E402

CONTAINER = HERE.parents[1] / 'docs/deploy/container'


def main():
    text = (CONTAINER / 'Containerfile').read_text()
    check = json.loads(re.search(r'HEALTHCHECK.*?CMD (\[.*?\])\n', text, re.S).group(1))
    assert check[0] == '/bin/bash' and '/127.0.0.1/8069' in check[2]

    def healthy(port):
        return subprocess.run([check[0], check[1], check[2].replace('8069', str(port))], capture_output=True, timeout=60).returncode == 0
    with Chatterd(new_database('container')) as server:
        assert healthy(server.port)
    assert not healthy(free_port())
    options = set(re.findall(r'--([a-z-]+)', subprocess.run([str(PROGRAM), 'serve', '--help'], capture_output=True, text=True).stdout))
    used = set(re.findall(r'CHATTERD_([A-Z_]+)', text + (CONTAINER / 'compose.yaml').read_text())) - {'HARDEN'}
    assert used, 'nothing is set'
    for name in used:
        assert name.lower().replace('_', '-') in options, name
    assert re.search(r'^USER (?!0|root)', text, re.M), 'not as root'


if __name__ == '__main__':
    main()
