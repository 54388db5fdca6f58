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


class Watched:
    """What goes out of all links meanwhile, by packet sockets of our own."""

    def __init__(self, places):
        self.sockets = []
        for place in places.values():
            with inside(place):
                self.sockets.append(socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(3)))
        for one in self.sockets:
            one.setblocking(False)
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)

    def outgoing(self):
        """Ethernet protocol and the packet behind the frame's header."""
        seen = []
        for one in self.sockets:
            while True:
                try:
                    bytes, (_, protocol, kind, _, _) = one.recvfrom(2048)
                except BlockingIOError:
                    break
                if kind == socket.PACKET_OUTGOING:
                    seen.append((protocol, bytes))
            one.close()
        return seen


def is_asked(question, protocol, bytes):
    """A packet as the question would send it."""
    dst = socket.inet_pton(socket.AF_INET6 if ":" in question["dst"] else socket.AF_INET, question["dst"])
    kind, port = question["kind"], (question["port"] or 0).to_bytes(2, "big")
    if kind == "neighbor":
        return protocol == 0x0806 and bytes[6:8] == b"\0\1" and bytes[24:28] == dst or protocol == 0x86DD and bytes[40] == 135 and bytes[48:64] == dst
    if protocol == 0x0800 and bytes[16:20] == dst:
        proto, rest = bytes[9], bytes[bytes[0] % 16 * 4 :]
    elif protocol == 0x86DD and bytes[24:40] == dst:
        proto, rest = bytes[6], bytes[40:]
    else:
        return False
    if kind in ("echo", "path-mtu"):
        return proto in (1, 58) and rest[0] in (8, 128)
    return proto == (6 if kind == "tcp" else 17) and rest[2:4] == port


def dry(verdict, words, places):
    """Others may send the like by themselves: once nobody did, nor did the dry run."""
    for _ in range(6):
        watched = Watched(places)
        done = run(NSDOCTOR, "probe", *words, "--dry-run", "--json")
        planned = json.loads(done.stdout)
        sent = [(q["kind"], q["dst"]) for packet in watched.outgoing() for q in planned if is_asked(q, *packet)]
        if not sent:
            break
        time.sleep(0.5)
    verdict.expect(done.returncode == 0 and planned, f"dry run: {done.returncode} {done.stderr[-300:]}")
    verdict.expect(not sent, f"a dry run sends {sent}")
    return planned


def main():
    verdict = Verdict()
    words = sys.argv[2:]
    places = namespaces()
    planned = dry(verdict, words, places)
    before = state(places)
    watched = Watched(places)
    done = run(NSDOCTOR, "probe", *words, "--json", timeout=60)
    packets = watched.outgoing()
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
        asked = {**question, "port": question["dport"]}
        if any(is_asked(asked, *packet) for packet in packets):
            verdict.count("seen")
        compare(verdict, question, places[question["netns"]])
        verdict.count("questions")
        verdict.count(question["verdict"])
    # Those to the namespace itself and those that it translates look otherwise.
    verdict.expect(verdict.counts.get("seen", 0) > 0, "no packet was seen")
    verdict.print()


if __name__ == "__main__":
    main()
