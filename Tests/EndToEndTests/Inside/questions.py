"""Questions that a user adds, and those that waiting sockets ask: what stops them is named, and what works is silent."""
import json
import os
import subprocess
import sys
import time

from machine import Verdict, nsdoctor

# Destination, the finding that names what stops it, and what its summary must say.
ASKED = [
    ("10.3.0.12", None, ""),
    ("10.3.0.12:8080", None, ""),
    ("10.96.0.11:80/tcp", None, ""),
    ("10.96.0.12:53/udp", None, ""),
    ("198.51.100.7/icmp", None, ""),
    ("127.0.0.1:9090", None, ""),
    ("10.3.0.12:81", "nothing-listening", "open there: tcp 8080"),
    ("10.3.0.12:8080/udp", "nothing-listening", "udp port 8080"),
    ("[::1]:80", "nothing-listening", "only on 0.0.0.0"),
    ("10.3.0.11:9090", "listen-loopback-only", "shop (pid "),
    ("10.3.0.11:9100", "listener-in-other-netns", "agent (pid "),
    ("10.3.0.99:80", "path-blocked", "nobody on eth0 has 10.3.0.99"),
    ("2001:db8::1", "path-blocked", "no route covers"),
]
WRONG = ["", "shop", "10.3.0.12:", "10.3.0.12:0", "10.3.0.12:70000", "10.3.0.12/tcp", "10.3.0.12:53/sctp", "0.0.0.0:80",
         "224.0.0.1", "10.3.0.12:7/icmp", "[::1:80", "1.2.3.4:80/udp/x"]


def report(*words):
    done = nsdoctor(*words, "--json")
    return json.loads(done.stdout), done.returncode


def main():
    verdict = Verdict()
    target = os.environ["NSDOCTOR_LAB_TARGET"].split()
    saved = "/tmp/questions.json"
    nsdoctor("snapshot", *target, "-o", saved)
    for destination, finding, words in ASKED:
        said, status = report(*target, "--to", destination)
        roots = [f for f in said["findings"] if f["root_cause"]]
        verdict.expect([f["id"] for f in roots] == ([finding] if finding else []), f"{destination}: {roots}")
        verdict.expect(all(words in f["summary"] for f in roots), f"{destination}: {[f['summary'] for f in roots]}")
        verdict.expect(status == (2 if finding else 0), f"{destination}: status {status}")
        paths = [p for p in said["paths"] if p["question"] == "to"]
        verdict.expect(len(paths) == 1 and (paths[0]["forward"]["result"] == "delivered") == (finding is None), f"{destination}: {paths}")
        verdict.count("asked")
        again, _ = report(*target, "--to", destination, "--snapshot", saved)
        verdict.expect("to" in [p["question"] for p in again["paths"]], f"{destination}: not asked of a snapshot")
    both, _ = report(*target, "--to", "10.3.0.12:81", "--to", "10.3.0.12:82")
    roots = [f["id"] for f in both["findings"] if f["root_cause"]]
    verdict.expect(roots == ["nothing-listening"] * 2, f"two questions: {both['findings']}")
    for words in WRONG:
        done = nsdoctor(*target, "--to", words)
        verdict.expect(done.returncode == 64 and done.stderr, f"--to {words!r}: status {done.returncode}")
    verdict.expect(nsdoctor("checklist", *target, "--to", "10.3.0.12:81").returncode == 2, "checklist --to")
    verdict.expect(nsdoctor("checklist", "node", "--to", "10.3.0.12:81").returncode == 64, "checklist node --to")
    waiting(verdict, target)
    verdict.print()


def waiting(verdict, target):
    """A connection that nobody answers is a question by itself."""
    code = "import socket,time\ns=socket.socket()\ns.setblocking(0)\ns.connect_ex(('10.3.0.99',7))\ntime.sleep(60)"
    process = subprocess.Popen(["ip", "netns", "exec", "shop", sys.executable, "-c", code])
    try:
        for _ in range(50):
            said, _ = report(*target)
            if any(p["question"] == "stuck" for p in said["paths"]):
                break
            time.sleep(0.1)
        stuck = [p for p in said["paths"] if p["question"] == "stuck"]
        verdict.expect([p["flow"]["dst"] for p in stuck] == ["10.3.0.99"], f"stuck: {stuck}")
        verdict.expect([f["id"] for f in said["findings"]] == ["path-blocked"], f"stuck: {said['findings']}")
        verdict.count("stuck", len(stuck))
    finally:
        process.kill()
        process.wait()


main()
