"""Verdict × bar × command: one table of exit statuses, live and replayed."""
import json
import os

from machine import NSDOCTOR, Verdict, must, nsdoctor

BARS = [[], ["--fail-on", "warn"], ["--fail-on", "unknown"], ["--fail-on", "crit"], ["--fail-on", "never"], ["--exit-zero"]]


def expected(verdict, bar):
    word = "never" if bar == ["--exit-zero"] else bar[1] if bar else "warn"
    if verdict == "ok" or word == "never":
        return 0
    if verdict == "crit":
        return 2
    if verdict == "unknown":
        return 3 if word in ("unknown", "warn") else 0
    return 1 if word == "warn" else 0


def blind(snapshot):
    """As if the routes could not have been read."""
    for namespace in snapshot["namespaces"].values():
        for table in ("routes", "links", "addresses"):
            namespace[table] = namespace[table] | {"coverage": "incomplete", "reason": "made up"}


def main():
    verdict = Verdict()
    pid = os.environ["NSDOCTOR_LAB_TARGET_PID"]
    name = os.environ["NSDOCTOR_LAB_TARGET_NETNS"]
    targets = [["pid", pid], ["netns", name], ["node"]]
    situations = {
        "ok": [],
        # A smaller MTU on one side alone loses big packets.
        "warn": [("ip", "link", "set", "veth-blue-br", "mtu", "1400")],
        "crit": [("ip", "link", "set", "veth-blue-br", "mtu", "1500"), ("ip", "-n", "blue", "link", "set", "veth-blue", "down")],
    }
    reached = set()
    for wanted, steps in situations.items():
        for step in steps:
            must(*step)
        for target in targets:
            file = f"/run/{wanted}-{'-'.join(target)}.json"
            must(NSDOCTOR, "snapshot", *target, "-o", file)
            for source in [[], ["--snapshot", file]]:
                check(verdict, target, source, wanted, reached)
            if wanted == "ok":
                snapshot = json.load(open(file))
                blind(snapshot)
                json.dump(snapshot, open("/run/blind.json", "w"))
                check(verdict, target, ["--snapshot", "/run/blind.json"], "unknown", reached)
    verdict.expect(reached == {"ok", "warn", "crit", "unknown"}, f"reached only {reached}")
    verdict.print()


def check(verdict, target, source, wanted, reached):
    for command in [target, ["checklist"] + target]:
        for bar in BARS if command == target else BARS[:1] + BARS[3:5]:
            done = nsdoctor(*command, *source, *bar, "--json")
            verdict.count("rows")
            if command == target and not bar:
                said = json.loads(done.stdout)["verdict"]
                reached.add(said)
                verdict.expect(said == wanted, f"{target} {source}: verdict {said}, should be {wanted}: "
                               + str([f["summary"] for f in json.loads(done.stdout)["findings"]]))
            verdict.expect(done.returncode == expected(wanted, bar), f"{command} {source} {bar}: status {done.returncode}, should be {expected(wanted, bar)}")


main()
