"""In a lab: real packets while the counters on their way are watched. Where nothing is wrong nothing is said to be lost; where a
rule drops them it is that rule, by as much as nft says; where a lab goes on losing packets in another way that is found."""
import json
import os
import subprocess
import sys
import time

from captures import namespaces, send, sendable
from machine import NSDOCTOR, Verdict, inside, must, report, run

IDS = {"link-flapping", "watch-rule-drops", "softnet-squeezed", "socket-buffer-full", "counter-rises"}


def rules(known):
    """What each rule with a counter has counted, by namespace, chain and handle."""
    counted = {}
    for inode, path in known.items():
        with inside(path):
            for row in json.loads(must("nft", "-j", "-a", "list", "ruleset"))["nftables"]:
                rule = row.get("rule", {})
                for part in rule.get("expr", []):
                    if isinstance(part, dict) and isinstance(part.get("counter"), dict):
                        counted[inode, f"rule handle {rule['handle']} of {rule['family']} {rule['table']} {rule['chain']}"] = part["counter"]["packets"]
    return counted


def moving(verdict, id, severity, object, name, *words):
    """What moves by itself: the finding, and what it names."""
    process = subprocess.Popen(
        [NSDOCTOR, "watch", *words, "-o", "json", "--every", "200ms", "--for", "5s"], stdout=subprocess.PIPE, text=True)
    process.stdout.readline()
    # Labs that break what they move begin only now, and end before the diagnosis.
    open("/run/pull", "w").close()
    time.sleep(3)
    os.unlink("/run/pull")
    last = json.loads(process.communicate()[0].splitlines()[-1])
    found = [f for f in last["findings"] if f["id"] == id]
    for finding in found:
        verdict.count(id)
        verdict.expect("while it was watched" in finding["summary"], finding["summary"])
    told = [(f["severity"], f["subject"]["object"], f["subject"]["name"]) for f in found]
    verdict.expect((severity, object, name) in told, f"{told} instead of {name}")
    others = [f["id"] for f in last["findings"] if f["root_cause"] and f["severity"] != "info" and f["id"] != id]
    verdict.expect(not others, f"other causes: {others}")


def ways(verdict, silent, path, *words):
    """Pings that get through nowhere, or everywhere: the link at which their numbers end, or none."""
    process = subprocess.Popen(
        [NSDOCTOR, "watch", *words, "--to", "8.8.8.8", "-o", "json", "--every", "500ms", "--for", "5s"], stdout=subprocess.PIPE, text=True)
    process.stdout.readline()
    with inside(path):
        sent = run("ping", "-n", "-c", "20", "-i", "0.05", "-W", "0.2", "8.8.8.8").stdout
    way = json.loads(process.communicate()[0].splitlines()[-1])["watched"]["ways"][0]
    verdict.expect(b"20 packets transmitted" in sent and way["there"][0]["packets"] >= 20, f"{sent} {way}")
    verdict.expect((way["silent"] or {}).get("ifname", "") == silent, f"silent {way['silent']} instead of {silent}: {way}")
    answered = b", 0% packet loss" in sent
    verdict.expect(answered == (not silent) and (not answered or way["back"][-1]["packets"] >= 20), f"{sent} {way}")


def main():
    verdict = Verdict()
    if sys.argv[2] == "ways":
        ways(verdict, *sys.argv[3:])
        return verdict.print()
    if sys.argv[2] == "moving":
        moving(verdict, *sys.argv[3:])
        return verdict.print()
    healthy, words = sys.argv[2] == "healthy", sys.argv[3:]
    before = report(*words)
    known = namespaces()
    outer = [rules(known)]
    process = subprocess.Popen(
        [NSDOCTOR, "watch", *words, "-o", "json", "--every", "200ms", "--for", "4s"], stdout=subprocess.PIPE, text=True)
    process.stdout.readline()
    inner = [rules(known)]
    sent = []
    for _ in range(3):
        for path in before["paths"]:
            hops = path["forward"]["hops"]
            place = known.get(hops[0]["netns"]) if hops else None
            if place and sendable(path) and not path["flow"].get("iif"):
                sent.append(send(place, path["flow"]))
        time.sleep(0.3)
    time.sleep(0.6)
    inner.append(rules(known))
    lines = process.communicate()[0].splitlines()
    outer.append(rules(known))
    last = json.loads(lines[-1])
    watched, said = last["watched"], [f for f in last["findings"] if f["id"] in IDS]
    for finding in said:
        verdict.count(finding["id"])
        if healthy or finding["root_cause"] and finding["severity"] != "info":
            verdict.wrong(f"{finding['id']}: {finding['summary']}")
    moved = [s for s in watched["sources"] if s["object"] == "link" and s["counters"]]
    verdict.expect(moved, "no link has moved")
    verdict.expect(not watched["gaps"], f"not read: {watched['gaps']}")
    if healthy:
        verdict.expect(last["verdict"] == before["verdict"], f"{before['verdict']} before, {last['verdict']} after a watch")
    for source in watched["sources"]:
        if source["object"] != "rule" or source["restarts"] or source["replacements"]:
            continue
        ours = {c["name"]: c["rise"] for c in source["counters"]}.get("packets", 0)
        key = source["netns"], source["name"]
        if key in outer[0]:
            # What the tool saw a moment after the first look and before the last, and a moment before and after.
            least, most = (times[1][key] - times[0][key] for times in (inner, outer))
            verdict.expect(least <= ours <= most, f"{key}: {ours}, nft says {least} to {most}")
            verdict.count("rules")
            if any(c["meaning"] == "loss" for c in source["counters"]):
                verdict.count("losses")
    verdict.print()


main()
