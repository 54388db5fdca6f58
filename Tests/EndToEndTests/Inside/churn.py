"""Scans of the whole node while namespaces, links and addresses come and go: each ends, is JSON, and says what it missed."""
import json
import os
import signal
import subprocess
import sys

from machine import NSDOCTOR, Verdict, must, run

MAKER = """
import os, subprocess, sys, random
dice = random.Random(int(sys.argv[1]))
def ip(*words): subprocess.run(['ip', *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
number = 0
while True:
    number += 1
    name = f'c{sys.argv[1]}-{number % 7}'
    ip('netns', 'add', name)
    ip('link', 'add', f'x{sys.argv[1]}{number % 7}', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name)
    ip('-n', name, 'addr', 'add', f'10.9.{number % 250}.1/24', 'dev', 'eth0')
    ip('addr', 'add', f'10.8.{number % 250}.1/32', 'dev', 'lo')
    ip('addr', 'del', f'10.8.{(number - 20) % 250}.1/32', 'dev', 'lo')
    if dice.random() < 0.7: ip('netns', 'del', f'c{sys.argv[1]}-{(number - 3) % 7}')
"""


def main():
    verdict = Verdict()
    count = int(sys.argv[2])
    # What stays broken during all of it: a scan that says ok has looked away.
    for words in [("netns", "add", "broken"), ("link", "add", "b0", "type", "veth", "peer", "name", "eth0", "netns", "broken"), ("link", "set", "b0", "up"),
                  ("addr", "add", "10.7.0.1/24", "dev", "b0"), ("-n", "broken", "addr", "add", "10.7.0.2/24", "dev", "eth0"),
                  ("-n", "broken", "route", "add", "default", "via", "10.7.0.1", "dev", "eth0", "onlink")]:
        run("ip", *words)
    makers = [subprocess.Popen([sys.executable, "-c", MAKER, str(seed)], start_new_session=True) for seed in (1, 2)]
    statuses = {}
    for _ in range(count):
        done = run(NSDOCTOR, "node", "--json")
        verdict.count("scans")
        verdict.expect(done.returncode in (0, 1, 2, 3), f"status {done.returncode} {done.stderr[-400:]!r}")
        try:
            report = json.loads(done.stdout)
        except ValueError:
            verdict.wrong(f"no JSON, status {done.returncode}: {done.stderr[-400:]!r}")
            continue
        found = [f for f in report["findings"] if f["subject"]["netns"] and "broken" in f["subject"]["netns"]["names"]]
        unknown = [c for c in report["checks"] if c["state"] == "unknown"]
        verdict.expect(found or unknown or report["incomplete"], f"a false OK: {report['verdict']}, {report['coverage']}")
        verdict.count("found the broken one", 1 if found else 0)
        statuses[report["verdict"]] = statuses.get(report["verdict"], 0) + 1
        # A verdict of ok beside gaps would be false.
        verdict.expect(report["verdict"] != "ok", f"ok, though broken: {report['coverage']}")
    for maker in makers:
        os.killpg(maker.pid, signal.SIGKILL)
    for word, number in statuses.items():
        verdict.count(f"verdict {word}", number)
    verdict.print()


main()
