"""In a lab: every probe of its own, and pings between all of its places, simulated and for real."""
import json
import os
import re
import sys

from machine import NSDOCTOR, Verdict, inside, must, run
from path_probes import Probe, compare


#: The sandbox's own namespace, by a name that a snapshot knows too.
HOST = f"netns:{os.stat('/proc/self/ns/net').st_ino}"


def places():
    """As nsdoctor calls them, with where to enter them."""
    found = {HOST: "/proc/self/ns/net"}
    for name in sorted(os.listdir("/run/netns")):
        if os.path.isfile(f"/run/netns/{name}") and os.stat(f"/run/netns/{name}").st_size == 0:
            try:
                with inside(f"/run/netns/{name}"):
                    found[f"netns:{name}"] = f"/run/netns/{name}"
            except OSError:
                pass
    return found


def addresses(path):
    # Not as JSON: names of links may be any bytes.
    with inside(path):
        text = run("ip", "-o", "addr", "show", "scope", "global").stdout
    return [found.decode() for found in re.findall(rb" inet6? ([0-9a-f.:]+)", text)]


def offline(verdict, probes):
    """A saved node answers as the live one did. What ages in between is asked again."""
    if not probes:
        return
    must(NSDOCTOR, "snapshot", "-o", "/run/paths.json")
    for probe in probes:
        verdict.count("replays")
        saved = probe.ask("--snapshot", "/run/paths.json")
        if saved != probe.ask():
            verdict.again(f"{probe}: from a snapshot")
            must(NSDOCTOR, "snapshot", "-o", "/run/paths.json")
            saved, live = probe.ask("--snapshot", "/run/paths.json"), probe.ask()
            verdict.expect(saved == live, f"{probe}: live {live}, from a snapshot {saved}")


def main():
    verdict = Verdict()
    verdict.unknowns = []
    known = places()
    probes = []
    for row in json.loads(sys.argv[2]):
        place = row["from"]
        if place == "host":
            source, path = HOST, "/proc/self/ns/net"
        elif place.startswith("process "):
            pid = os.environ.get("NSDOCTOR_LAB_PID_" + "".join(c if c.isalnum() else "_" for c in place[8:].upper()), "0")
            source, path = f"pid:{pid}", f"/proc/{pid}/ns/net"
        else:
            source, path = f"netns:{place}", f"/run/netns/{place}"
        if os.path.exists(path):
            probes.append(Probe(source, path, row["to"], row["kind"], row.get("port", 0), row.get("size")))
    for source, path in known.items():
        for other, there in known.items():
            if other != source:
                probes += [Probe(source, path, address) for address in addresses(there)[:3]]
    offline(verdict, probes[:12])
    most = int(sys.argv[3]) if len(sys.argv) > 3 else 40
    for start in range(0, min(len(probes), most), 10):
        compare(verdict, probes[start:min(start + 10, most)])
    if os.environ.get("VERBOSE"):
        print("\n".join(verdict.unknowns), file=sys.stderr)
    verdict.print()


main()
