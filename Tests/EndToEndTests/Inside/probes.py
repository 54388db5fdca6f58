"""In a lab: what `nsdoctor probe` says of real packets, beside ping and sockets of Python, and beside its own simulation. A dry
run sends nothing, and a real one leaves nothing behind but what the kernel has learned."""
import errno
import json
import os
import socket
import subprocess
import sys
import time

from captures import namespaces
from machine import NSDOCTOR, Verdict, inside, must, run

ROOT_QUESTION = bytes([7, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1])


def ping(dst, src, size=None):
    """Whether an echo of a size, with the IP header, is answered; nobody may cut it."""
    header = 48 if ":" in dst else 28
    sized = ["-M", "do", "-s", size - header] if size else []
    # -M do believes what was learned of the path; a second packet tells that from loss.
    return any(run("ping", "-n", "-c", "1", "-W", "1", *sized, *(["-I", src] if src else []), dst).returncode == 0 for _ in range(2))


def talk(kind, dst, port):
    """What comes of a connection, or of a question to a name server."""
    family = socket.AF_INET6 if ":" in dst else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM if kind == "tcp" else socket.SOCK_DGRAM) as one:
        one.settimeout(2.5)
        try:
            one.connect((dst, port))
            if kind == "dns":
                one.send(ROOT_QUESTION)
                one.recv(512)
            return {"answered"}
        except ConnectionRefusedError:
            return {"refused", "error"}
        except TimeoutError:
            return {"silent"}
        except OSError as problem:
            if problem.errno in (errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EACCES, errno.EPERM, errno.EINVAL):
                return {"failed", "error", "silent"}
            raise


def truth(question):
    """The outcomes that the real packet allows; nothing where that cannot be told."""
    kind, dst, src = question["kind"], question["dst"], question["src"]
    if kind == "echo":
        return {"answered"} if ping(dst, src) else {"silent", "error", "failed", "refused"}
    if kind in ("tcp", "dns"):
        return talk(kind, dst, question["dport"])
    return None


def compare(verdict, question, place):
    named = f"{question['asked']}: {question['real']}"
    verdict.expect(question["verdict"] not in ("works", "fails"), f"{named}, simulated {question['simulated']}: {question['because']}")
    if question["outcome"] == "unsent":
        verdict.wrong(f"{named}")
        return
    with inside(place):
        allowed = truth(question)
        if allowed is not None:
            verdict.expect(question["outcome"] in allowed, f"{named}, really {allowed}")
            verdict.count(question["outcome"])
        sizes = question.get("sizes")
        if sizes:
            verdict.expect(ping(question["dst"], question["src"], sizes["answered"]), f"{named}: ping says no")
            if sizes["unanswered"]:
                verdict.expect(not ping(question["dst"], question["src"], sizes["unanswered"]), f"{named}: ping says yes")
            verdict.count("narrow" if sizes["unanswered"] else "whole")


def state(places):
    """What must be as before: promiscuity, sysctls of pings, sockets, routes and rules."""
    seen = {}
    for inode, place in places.items():
        with inside(place):
            links = json.loads(must("ip", "-d", "-j", "link"))
            seen[inode] = [
                [(l["ifname"], l.get("promiscuity"), l["mtu"]) for l in links if "ifname" in l],
                open("/proc/sys/net/ipv4/ping_group_range").read() if os.path.exists("/proc/sys/net/ipv4/ping_group_range") else "",
                len(open("/proc/thread-self/net/raw").readlines()), len(open("/proc/thread-self/net/packet").readlines()),
                must("ip", "route"), must("ip", "rule"),
            ]
    return seen


def sent(places):
    """Packets that all links have sent, and those that sockets did."""
    counts = []
    for place in places.values():
        with inside(place):
            links = json.loads(must("ip", "-s", "-j", "link"))
            counts += [l["stats64"]["tx"]["packets"] for l in links if "stats64" in l]
            counts.append(open("/proc/thread-self/net/snmp").read())
    return counts


def dry(verdict, words, places):
    """Others send by themselves (router solicitations, reports of groups): once nobody did, nor did the dry run."""
    for _ in range(6):
        before = sent(places)
        done = run(NSDOCTOR, "probe", *words, "--dry-run", "--json")
        after = sent(places)
        if before == after:
            break
        time.sleep(0.5)
    verdict.expect(done.returncode == 0 and json.loads(done.stdout), f"dry run: {done.returncode} {done.stderr[-300:]}")
    # Netlink counts nowhere; snmp and links would.
    verdict.expect(before == after, "a dry run sends")
    return json.loads(done.stdout)


def main():
    verdict = Verdict()
    words = sys.argv[2:]
    places = namespaces()
    planned = dry(verdict, words, places)
    before = state(places)
    done = run(NSDOCTOR, "probe", *words, "--json", timeout=60)
    if not done.stdout:
        raise RuntimeError(f"status {done.returncode}: {done.stderr[-800:]}")
    report = json.loads(done.stdout)
    verdict.expect(state(places) == before, "not all is as before")
    questions = report["probing"]["questions"]
    verdict.expect(
        [(q["kind"], q["dst"], q["port"]) for q in planned] == [(q["kind"], q["dst"], q["dport"]) for q in questions],
        "what was listed is not what was sent")
    most = {(q["kind"], q["dst"]): q["packets"] for q in planned}
    for question in questions:
        verdict.expect(question["sent"] <= most[question["kind"], question["dst"]], f"{question['asked']}: {question['sent']} sent")
        compare(verdict, question, places[question["netns"]])
        verdict.count("questions")
        verdict.count(question["verdict"])
    verdict.print()


if __name__ == "__main__":
    main()
