"""A fix does what it promises: typed as it is printed, the finding is gone afterwards.

With a number only that fix of the first cause is typed: one that another one before it has made pointless is tried in a
lab of its own, so it is counted as `alternative N`.
"""
import json
import os
import re
import shlex
import shutil
import sys
import time

from machine import Verdict, nsdoctor, run


# In capitals by iptables' own custom, and nothing to fill in.
IPTABLES = {"PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING", "ACCEPT", "MASQUERADE", "DNAT"}


def report(target):
    return json.loads(nsdoctor(*target, "--json").stdout)


def findings(target):
    return report(target)["findings"]


def stops(report):
    """Question by question, why the packet or its answer does not get through; None where both do."""
    found = {}
    for path in report["paths"]:
        flow = path["flow"]
        ways = [way for way in (path["forward"], path["reply"]) if way]
        stop = next((way["stopped_by"] for way in ways if way["stopped_by"]), None)
        found[path["question"], flow["dst"], flow["proto"], flow.get("dport")] = stop
    return found


def keeps(verdict, promise, before, after):
    """What the simulation promised, beside what the kernel made of the command."""
    opened = [key for key, stop in after.items() if not stop and before.get(key, True)]
    # Who waited for an answer asks no more once the kernel has sent again and got one: the best proof that it goes.
    opened += [key for key, stop in before.items() if stop and key[0] == "stuck" and key not in after]
    moved = [stop["because"] for key, stop in after.items() if stop and stop != before.get(key)]
    if promise.startswith("delivered"):
        verdict.expect(opened, f"promised '{promise}', but {after}")
    if promise == "delivered":
        verdict.expect(not moved, f"promised '{promise}', but {moved}")
    verdict.count("promises kept", bool(opened or moved))


def is_writable(setting):
    path = "/proc/sys/" + setting.replace(".", "\0").replace("/", ".").replace("\0", "/")
    return not os.path.exists(path) or os.stat(path).st_mode & 0o222 != 0


def is_here(command):
    """Whether there is somebody who does what it asks for: systemctl alone, without systemd, is nobody.

    A setting that nobody may write here is one of the machine's first namespace.
    """
    words = shlex.split(command)
    if words[:2] == ["sysctl", "-w"] and not is_writable(words[2].split("=")[0]):
        return False
    asks_systemd = {"systemctl", "networkctl", "nmcli"} & set(words)
    return words[0] != "kubectl" and shutil.which(words[0]) and (not asks_systemd or os.path.isdir("/run/systemd/system"))


def first_report(target):
    """What packets that were sent before have taught the neighbours may hide for a while what is wrong."""
    first = report(target)
    if not any(f["root_cause"] for f in first["findings"]):
        run("ip", "neigh", "flush", "all")
        run("ip", "-all", "netns", "exec", "ip", "neigh", "flush", "all")
        first = report(target)
    return first


def main():
    verdict = Verdict()
    target = os.environ["NSDOCTOR_LAB_TARGET"].split()
    only = int(sys.argv[2]) if len(sys.argv) > 2 else None
    before = first_report(target)
    causes = [f for f in before["findings"] if f["root_cause"]]
    for cause in causes[:1]:
        verdict.count("causes")
        for place, fix in enumerate(cause["fix"]):
            if only not in (None, place):
                continue
            command = fix["command"]
            words = set(re.findall(r"\b[A-Z][A-Z-]{2,}\b", command)) - IPTABLES - {cause["subject"]["name"]}
            for word in words:
                verdict.expect(word in (fix["risk"] or ""), f"{word} is not explained: {fix}")
            verdict.expect(all(shlex.split(command)), f"an empty word: {command}")
            # A look at rules or sockets leaves the cure to its owner, and says so.
            if words or command.startswith("nsdoctor") or (fix["risk"] or "").startswith("none: shows"):
                verdict.count("for the reader to fill in")
                continue
            if not is_here(command):
                verdict.count("for what is not here")
                continue
            verdict.count("fixes")
            done = run("sh", "-ec", command)
            if done.returncode and place and only is None and cause["id"] not in [f["id"] for f in findings(target)]:
                verdict.count(f"alternative {place}")
                continue
            verdict.expect(done.returncode == 0, f"{command}: {done.returncode} {done.stderr!r}")
            if fix["effect"] and (len(cause["fix"]) == 1 or only is not None):
                keeps(verdict, fix["effect"], stops(before), stops(report(target)))
            for look in [e["command"] for e in cause["evidence"] if e["command"]] + cause["confirm"]:
                seen = run("sh", "-c", f"command -v {look.split()[0]} > /dev/null || exit 0; {look}")
                verdict.expect(b"yntax error" not in seen.stderr and b"is unknown, try" not in seen.stderr, f"{look}: {seen.stderr!r}")
        else:
            others = ["for the reader to fill in", "for what is not here"]
            if verdict.counts.get("fixes") and not any(verdict.counts.get(other) for other in others):
                for _ in range(20):
                    left = [f["id"] for f in findings(target)]
                    if cause["id"] not in left:
                        break
                    time.sleep(0.2)
                verdict.expect(cause["id"] not in left, f"{cause['id']} is still there after {[f['command'] for f in cause['fix']]}")
                verdict.count("cured", cause["id"] not in left)
    verdict.print()


main()
