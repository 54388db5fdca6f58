"""In a lab: packets that are really sent, captured on their whole way. Where the ladder loses them the simulation stops them, and
where nothing is wrong nothing is said to be lost."""
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time

from machine import NSDOCTOR, Verdict, inside, report, run


def namespaces():
    """Paths by inode."""
    found = {os.stat("/proc/self/ns/net").st_ino: "/proc/self/ns/net"}
    for number in filter(str.isdigit, os.listdir("/proc")):
        try:
            found.setdefault(os.stat(f"/proc/{number}/ns/net").st_ino, f"/proc/{number}/ns/net")
        except OSError:
            pass
    for name in os.listdir("/run/netns"):
        found.setdefault(os.stat(f"/run/netns/{name}").st_ino, f"/run/netns/{name}")
    return found


def send(path, flow):
    """One packet, as the question has it, and what follows from it."""
    with inside(path):
        if flow["proto"] in ("icmp", "icmpv6"):
            source = ["-I", flow["src"]] if flow["src"] else []
            return subprocess.Popen(["ping", "-n", "-c", "1", "-W", "1", *source, flow["dst"]], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        family = socket.AF_INET6 if ":" in flow["dst"] else socket.AF_INET
        one = socket.socket(family, socket.SOCK_STREAM if flow["proto"] == "tcp" else socket.SOCK_DGRAM)
        one.setblocking(False)
        try:
            if flow["src"]:
                one.bind((flow["src"], 0))
            one.connect((flow["dst"], flow["dport"]))
            if flow["proto"] == "udp":
                one.send(b"a question that nobody understands")
        except OSError:
            pass
        return one


def sendable(path):
    flow = path["flow"]
    return flow["proto"] in ("icmp", "icmpv6") or flow["proto"] in ("tcp", "udp") and flow["dport"]


class Captured:
    def __init__(self, *words):
        self.file = tempfile.mktemp(suffix=".pcapng")
        self.process = subprocess.Popen(
            [NSDOCTOR, "capture", *words, "--json", "-w", self.file], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.first = self.process.stderr.readline()

    def report(self):
        out, errors = self.process.communicate()
        if not out:
            raise RuntimeError(f"status {self.process.returncode}: {self.first} {errors[-500:]}")
        return json.loads(out)


def ends(stream):
    """Protocol, destination and its port."""
    proto, rest = stream["flow"].split(" ", 1)
    there = rest.split(" -> ")[1]
    with_port = re.fullmatch(r"\[(.*)\]:(\d+)|([0-9.]+):(\d+)", there)
    if not with_port:
        return proto, there, None
    return proto, with_port[1] or with_port[3], int(with_port[2] or with_port[4])


def same(one, other):
    # A route is named by where the packet goes.
    keys = ("netns", "stage", "object") + (() if other["object"] == "route" else ("name",))
    return all(one[key] == other[key] for key in keys)


def judge(verdict, paths, capture):
    """Each stream beside the path of its question."""
    streams = capture["streams"]
    backs = {stream["answers"]: stream for stream in streams if stream["answers"] is not None}
    for index, stream in enumerate(streams):
        if stream["answer"] or stream.get("quoted"):
            continue
        proto, dst, port = ends(stream)
        asked = [p for p in paths if (p["flow"]["proto"], p["flow"]["dst"], p["flow"]["dport"]) == (proto, dst, port)]
        results = {json.dumps([p["forward"]["result"], p["forward"]["stopped_by"], p["reply"] and p["reply"]["stopped_by"]]) for p in asked}
        if len(results) != 1 or any("unknown" in (p["forward"]["result"], (p["reply"] or {}).get("result")) for p in asked):
            continue
        verdict.count("streams")
        for stop, seen in ((asked[0]["forward"]["stopped_by"], stream), ((asked[0]["reply"] or {}).get("stopped_by"), backs.get(index))):
            if seen is None and stop and stream["answer_stopped_by"]:
                verdict.expect(same(stream["answer_stopped_by"], stop), f"{stream['flow']}: no answer for {stream['answer_stopped_by']}, the path has {stop}")
                verdict.count("losses")
            if seen is None or stop and stop["stage"] == "socket" or not any(r["expected"] for r in seen["rungs"]):
                continue
            where = f"{seen['flow']}: {[(capture['places'][r['place']]['label'], r['seen']) for r in seen['rungs']]}"
            if stop is None:
                verdict.expect(seen["lost"] == 0, f"{where}: {seen['lost']} lost, and the path is open")
                verdict.count("open")
            elif seen["lost"]:
                verdict.expect(seen["stopped_by"] and same(seen["stopped_by"], stop), f"{where}: stopped by {seen['stopped_by']}, the path by {stop}")
                verdict.expect(seen["lost"] == seen["sent"], f"{where}: {seen['lost']} of {seen['sent']} lost")
                verdict.count("losses")
            else:
                verdict.wrong(f"{where}: nothing lost, and the path is stopped by {stop}")


def main():
    verdict = Verdict()
    # Whether nothing is wrong, then the target.
    healthy, words = sys.argv[2] == "healthy", sys.argv[3:]
    before = report(*words)
    known = namespaces()
    captured = Captured(*words, "--for", "3s")
    sent = []
    for _ in range(2):
        for path in before["paths"]:
            hops = path["forward"]["hops"]
            place = known.get(hops[0]["netns"]) if hops else None
            if place and sendable(path) and not path["flow"].get("iif"):
                sent.append(send(place, path["flow"]))
        time.sleep(0.4)
    after = captured.report()
    said = [f for f in after["findings"] if f["id"].startswith("capture-")]
    for finding in said:
        if (finding["root_cause"] or healthy) and finding["severity"] != "info":
            verdict.wrong(f"{finding['id']}: {finding['summary']}")
        verdict.count(finding["id"])
    judge(verdict, after["paths"], after["capture"])
    if healthy:
        verdict.expect(after["verdict"] == before["verdict"], f"{before['verdict']} before, {after['verdict']} with a capture")
    verdict.expect(os.stat(captured.file).st_mode & 0o777 == 0o600, "a file that others may read")
    for tool in (["tshark", "-r", captured.file], ["capinfos", captured.file]):
        if any(os.path.exists(f"{folder}/{tool[0]}") for folder in ("/usr/bin", "/usr/local/bin")):
            done = run(*tool)
            complaints = [l for l in done.stderr.decode().splitlines() if "Running as user" not in l]
            verdict.expect(done.returncode == 0 and not complaints, f"{tool[0]}: {done.returncode} {complaints}")
            verdict.count("oracles")
    os.remove(captured.file)
    for one in sent:
        one.close() if isinstance(one, socket.socket) else one.wait()
    verdict.print()


if __name__ == "__main__":
    main()
