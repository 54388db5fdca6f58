"""Commands in findings do what they say, whatever the names: run by sh, with stubs that write down their arguments."""
import json
import os
import subprocess
import sys

from hostile import RouteSocket, names
from machine import FOREVER, Verdict, must, nsdoctor

COUNT = 120
STUB = """#!/usr/bin/python3
import json, os, sys
with open("/run/log", "a") as log:
    log.write(json.dumps([os.fsencode(word).hex() for word in sys.argv]) + "\\n")
"""


def build(wanted):
    """Namespaces with one link each, which has an address and is down: each gives a finding about its name."""
    must("ip", "link", "add", "br0", "type", "bridge")
    must("ip", "link", "set", "br0", "up")
    must("ip", "addr", "add", "10.0.0.1/16", "dev", "br0")
    route = RouteSocket()
    for number, name in enumerate(wanted):
        must("ip", "netns", "add", f"n{number}")
        there = os.open(f"/run/netns/n{number}", os.O_RDONLY)
        route.pair(b"p%d" % number, name, far_descriptor=there)
        os.close(there)
        must("ip", "link", "set", f"p{number}", "master", "br0", "up")
        must("ip", "-n", f"n{number}", "link", "set", "lo", "up")
        must(b"ip", b"-n", b"n%d" % number, b"addr", b"add", b"10.0.1.%d/16" % (number + 1), b"dev", name)


def is_text(name):
    try:
        return bool(name.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def execute(command):
    """The words of all programs that the command runs, and what the shell complained about."""
    open("/run/log", "w").close()
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, timeout=FOREVER, stdin=subprocess.DEVNULL)
    lines = open("/run/log").read().splitlines()
    return [[bytes.fromhex(word) for word in json.loads(line)] for line in lines], done.stderr


def main():
    verdict = Verdict()
    wanted = [name for name in names(600, seed=3) if is_text(name) == (sys.argv[2] == "text")][:COUNT]
    build(wanted)
    os.makedirs("/run/stub")
    for tool in ["ip", "bridge", "nsenter", "sysctl", "nft", "ss", "tc", "cat", "nsdoctor", "reboot", "id", "sh", "ethtool", "ping", "ls", "lsns", "grep"]:
        open(f"/run/stub/{tool}", "w").write(STUB)
        os.chmod(f"/run/stub/{tool}", 0o755)
    report = json.loads(nsdoctor("node", "--json").stdout)
    by_place = {}
    for finding in report["findings"]:
        by_place.setdefault(finding["subject"]["netns"]["names"][0] if finding["subject"]["netns"] and finding["subject"]["netns"]["names"] else "", []).append(finding)
    path, os.environ["PATH"] = os.environ["PATH"], "/run/stub"
    os.chdir("/run/stub")
    before = sorted(os.listdir("."))
    for number, name in enumerate(wanted):
        found = [f for f in by_place.get(f"n{number}", []) if f["subject"]["object"] == "link"]
        verdict.expect(found, f"no finding about {name!r} in n{number}")
        for finding in found:
            commands = finding["confirm"] + [fix["command"] for fix in finding["fix"]] + [e["command"] for e in finding["evidence"] if e["command"]]
            for command in commands:
                ran, complaint = execute(command)
                verdict.count("commands run")
                programs = {os.path.basename(words[0]) for words in ran}
                verdict.expect(programs <= {b"ip", b"bridge", b"nsenter"} and ran, f"{name!r}: {command!r} runs {programs}")
                verdict.expect(not complaint, f"{name!r}: {command!r}: {complaint!r}")
                words_run = [word for words in ran for word in words]
                if b"dev" in words_run or b"set" in words_run:
                    verdict.count("names compared")
                    verdict.expect(any(name in words for words in ran), f"{name!r}: {command!r} names {ran}")
    verdict.expect(sorted(os.listdir(".")) == before, f"files appeared: {os.listdir('.')}")
    os.environ["PATH"] = path
    verdict.print()


main()
