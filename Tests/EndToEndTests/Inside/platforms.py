"""What tests with real container platforms share: a world outside, silence, and breaking one thing after the other."""
import json
import subprocess

from machine import must, nsdoctor


def world():
    """What is outside: an uplink, a name server, a web server."""
    must("ip", "netns", "add", "world")
    must("ip", "link", "add", "eth0", "type", "veth", "peer", "name", "eth0", "netns", "world")
    must("ip", "link", "set", "lo", "up")
    must("ip", "addr", "add", "203.0.113.1/24", "dev", "eth0")
    must("ip", "link", "set", "eth0", "up")
    must("ip", "-n", "world", "link", "set", "lo", "up")
    must("ip", "-n", "world", "addr", "add", "203.0.113.7/24", "dev", "eth0")
    must("ip", "-n", "world", "link", "set", "eth0", "up")
    must("ip", "route", "add", "default", "via", "203.0.113.7")
    with open("/etc/resolv.conf", "w") as file:
        file.write("nameserver 203.0.113.7\n")
    for words in [["-l", "-k", "203.0.113.7", "443"], ["-u", "-l", "-k", "203.0.113.7", "53"]]:
        subprocess.Popen(["ip", "netns", "exec", "world", "nc"] + words, stdin=subprocess.DEVNULL,
                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def look(*target):
    done = nsdoctor(*target, "--json")
    try:
        return done.returncode, json.loads(done.stdout)
    except ValueError:
        return done.returncode, {"findings": [], "checks": [], "verdict": f"{done.stdout!r} {done.stderr!r}"}


def silent(verdict, *target):
    status, seen = look(*target)
    loud = [f["summary"] for f in seen["findings"] if f["severity"] != "info"]
    unknown = [f"{c['id']}: {c['reason']}" for c in seen["checks"] if c["state"] == "unknown"]
    verdict.count("silent")
    verdict.expect(status == 0 and not loud and not unknown, f"{target}: status {status} {seen['verdict']} {loud} {unknown}")


class Breaking:
    """Breaks one thing, looks, and mends it."""

    def __init__(self, verdict):
        self.verdict = verdict

    def expect(self, identity, target, break_it, mend, also=()):
        must("sh", "-ec", break_it)
        try:
            _, seen = look(*target)
            causes = [f["id"] for f in seen["findings"] if f["root_cause"] and f["severity"] != "info"]
            self.verdict.count("broken")
            self.verdict.expect(
                causes[:1] == [identity] and set(causes) <= {identity, *also},
                f"{break_it}: {causes} for {identity}: {[f['summary'] for f in seen['findings']]}")
        finally:
            must("sh", "-ec", mend)
