"""Sound random networks are diagnosed, broken, and diagnosed again: what the findings say beside what packets do.

Arguments: first seed, how many networks.
"""
import json
import os
import sys

from machine import Verdict, run
from path_probes import Probe, Servers, truths
from walked_network import WalkedNetwork


# Capabilities whose lack hides something: rules and sockets, other namespaces, other processes.
PRIVILEGES = ["net_admin", "sys_admin", "sys_ptrace", "dac_override,dac_read_search"]


def diagnose(place, *more, without=None):
    call = [sys.argv[1], "netns", place, *more, "--json"]
    if without:
        drop = ",".join("-" + name for name in without.split(","))
        call = ["setpriv", "--bounding-set", drop, "--inh-caps", drop, "--", *call]
    done = run(*call)
    try:
        return json.loads(done.stdout)
    except ValueError:
        return {"findings": [], "paths": [], "error": done.stderr[-300:].decode(errors="replace")}


def holds(verdict, report, what):
    """The verdict never says more than the questions that the target needs."""
    questions = report.get("questions")
    if questions and report["verdict"] == "ok" and (questions["answered"], questions["unknown"]) != (questions["wanted"], 0):
        verdict.wrong(f"{what}: all is said to be well, with {questions}")


def grave(report):
    return [f"{f['id']}: {f['summary']}" for f in report["findings"] if f["severity"] != "info"]


def gateways(network):
    """Pings to next hops that are addresses of the network, which are asked about without being named."""
    own = {address.split("/")[0] for rows in network.addresses.values() for _, address in rows}
    for place, routes in network.routes.items():
        for six, words in routes:
            parts = words.split()
            if parts[:2] == ["default", "via"] and parts[2] in own:
                yield Probe(f"netns:{place}", f"/run/netns/{place}", parts[2])


def destination(probe):
    if probe.kind == "ping":
        return probe.target
    return f"{f'[{probe.target}]' if ':' in probe.target else probe.target}:{probe.port}/{probe.kind}"


def judge(verdict, seed, servers):
    network = WalkedNetwork(seed, servers, sound=True)
    named = [Probe(f"netns:{place}", f"/run/netns/{place}", target, kind, port)
             for place, target, kind, port, _ in network.questions(8)]
    for place in network.names:
        report = diagnose(place)
        verdict.count("sound places")
        holds(verdict, report, f"network {seed}, {place} of a sound network")
        for alarm in grave(report):
            verdict.wrong(f"network {seed}, {place} of a sound network: {alarm}")
        for check in report.get("checks", [{"id": report.get("error"), "state": "unknown", "reason": ""}]):
            if check["state"] == "unknown":
                verdict.wrong(f"network {seed}, {place} of a sound network: {check['id']} is unknown: {check['reason']}")
    place, privilege = network.dice.choice(network.names), network.dice.choice(PRIVILEGES)
    # Who sees less may know less, and is not to cry for it.
    for alarm in grave(diagnose(place, without=privilege)):
        verdict.wrong(f"network {seed}, {place} of a sound network, without {privilege}: {alarm}")
    probes = [(probe, ["--to", destination(probe)]) for probe in named] + [(probe, []) for probe in gateways(network)]
    probes = [both for both, (truth, _) in zip(probes, truths([probe for probe, _ in probes])) if truth]
    network.break_something()
    what = f"network {seed} ({'; '.join(network.moves)})"
    for (probe, more), (truth, detail) in zip(probes, truths([probe for probe, _ in probes])):
        if truth:
            continue
        # A router that answers no pings passes on all the rest.
        if not more and "echo_ignore_all" in probe.ask()[1]:
            continue
        verdict.count("broken probes")
        place, privilege = probe.source.removeprefix("netns:"), network.dice.choice(PRIVILEGES)
        report = diagnose(place, *more)
        blind = diagnose(place, *more, without=privilege)
        for each, sight in [(report, ""), (blind, f", without {privilege}")]:
            holds(verdict, each, f"{what}: {probe}{sight}")
        if blind.get("verdict") == "ok" and not truths([probe])[0][0]:
            verdict.wrong(f"{what}: {probe} fails ({detail}), and without {privilege} all is said to be well")
        if report.get("verdict") == "ok" and not truths([probe])[0][0]:
            verdict.wrong(f"{what}: {probe} fails ({detail}), and all is said to be well")
        if grave(report):
            verdict.count("found")
            verdict.notes.append(f"{what}: {probe}: {[f['id'] for f in report['findings'] if f['root_cause'] and f['severity'] != 'info']}")
            continue
        # Caches of a kernel that has not learnt yet what was changed, chance, and what a walk leaves open.
        answer, why = probe.ask()
        if answer is not False or truths([probe])[0][0]:
            verdict.count("left open")
            verdict.notes.append(f"open: {what}: {probe}: {why}")
        else:
            verdict.wrong(f"{what}: {probe} fails ({detail}) {more and 'though asked for'} and nothing is found; {why} {report.get('error')}")
    network.remove()
    verdict.count("networks")


def main():
    verdict = Verdict()
    verdict.notes = []
    first, count = int(sys.argv[2]), int(sys.argv[3])
    servers = Servers()
    for seed in range(first, first + count):
        judge(verdict, seed, servers)
    if os.environ.get("VERBOSE"):
        print("\n".join(verdict.notes + verdict.problems), file=sys.stderr)
    verdict.print()


main()
