"""Counters that the tests' machine may lack: VLANs of bridges, fq_codel, a card's own. The comparison with the tools is that of
the tests, watching.py."""
import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
SCRIPT = HERE.parent / "Tests" / "EndToEndTests" / "Inside" / "watching.py"
WANTED = ["device", "vlan", "bridge", "qdisc", "counter"]


def main(nsdoctor):
    done = subprocess.run(["unshare", "--mount", sys.executable, SCRIPT, nsdoctor, "rare"], capture_output=True, text=True)
    if done.returncode != 0:
        print(f"counters: WRONG: {done.stderr[-2000:]}")
        return False
    verdict = json.loads(done.stdout)
    problems = verdict["problems"] + [f"no {what} has moved" for what in WANTED if not verdict["counts"].get(what)]
    for problem in problems:
        print(f"counters: WRONG: {problem}")
    print(f"counters: {verdict['counts']}, {len(problems)} wrong")
    return not problems
