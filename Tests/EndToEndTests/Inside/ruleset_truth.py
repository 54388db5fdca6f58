"""Random rulesets on a router, packets really sent through it, and which rules counted them.

    ruleset_truth.py NSDOCTOR SEED RULESETS PACKETS [6]

client 10.0.1.2-5 -- inner [router] outer -- server 10.0.2.2-5, or with IPv6 fd00::1:2-5 and fd00::2:2-5. The server hears
every frame and answers none."""
import json
import os
import random
import select
import socket
import struct
import subprocess
import sys
import time

from machine import NSDOCTOR, inside, must, run
from truth_rules import TruthRules
from truth_rules6 import address6, rules6

IPV6 = len(sys.argv) > 5 and sys.argv[5] == "6"
FAMILY = socket.AF_INET6 if IPV6 else socket.AF_INET
ETH_P_IP = 0x86DD if IPV6 else 0x0800
PLACE = "/run/netns/"


def build():
    for name in ("client", "router", "server"):
        must("ip", "netns", "add", name)
        with inside(PLACE + name):
            for scope in ("all", "default"):
                for name, value in {"disable_ipv6": "0", "accept_dad": "0", "accept_ra": "0", "router_solicitations": "0", "addr_gen_mode": "1", "mldv2_unsolicited_report_interval": "1"}.items() if IPV6 else [("disable_ipv6", "1")]:
                    with open(f"/proc/sys/net/ipv6/conf/{scope}/{name}", "w") as file:
                        file.write(value)
                with open(f"/proc/sys/net/ipv4/conf/{scope}/rp_filter", "w") as file:
                    file.write("0")
            run("ip", "link", "set", "lo", "up")
    must("ip", "link", "add", "inner", "netns", "router", "type", "veth", "peer", "name", "eth0", "netns", "client")
    must("ip", "link", "add", "outer", "netns", "router", "type", "veth", "peer", "name", "eth0", "netns", "server")
    macs = {}
    for name, link, mac in (("client", "eth0", "02:00:00:00:00:01"), ("router", "inner", "02:00:00:00:00:02"), ("router", "outer", "02:00:00:00:00:03"), ("server", "eth0", "02:00:00:00:00:04")):
        must("ip", "-n", name, "link", "set", link, "address", mac, "up")
        macs[(name, link)] = mac
    def ip(netns, *words):
        if IPV6:
            words = [address6(word) for word in words]
        must("ip", "-6" if IPV6 else "-4", "-n", netns, *words, *(["nodad"] if IPV6 and words[0] == "addr" else []))

    for last in range(2, 6):
        ip("client", "addr", "add", f"10.0.1.{last}/24", "dev", "eth0")
        ip("server", "addr", "add", f"10.0.2.{last}/32", "dev", "eth0")
        ip("router", "neigh", "add", f"10.0.1.{last}", "lladdr", macs[("client", "eth0")], "dev", "inner", "nud", "permanent")
        ip("router", "neigh", "add", f"10.0.2.{last}", "lladdr", macs[("server", "eth0")], "dev", "outer", "nud", "permanent")
    ip("client", "neigh", "add", "10.0.1.1", "lladdr", macs[("router", "inner")], "dev", "eth0", "nud", "permanent")
    ip("client", "route", "add", "default", "via", "10.0.1.1")
    ip("router", "addr", "add", "10.0.1.1/24", "dev", "inner")
    ip("router", "addr", "add", "10.0.2.1/24", "dev", "outer")
    with inside(PLACE + "router"):
        settings = {"ipv6/conf/all/forwarding": "1", "ipv6/icmp/ratelimit": "0"} if IPV6 else {"ipv4/ip_forward": "1", "ipv4/icmp_ratelimit": "0", "ipv4/icmp_msgs_per_sec": "100000"}
        for name, value in settings.items():
            with open(f"/proc/sys/net/{name}", "w") if os.path.exists(f"/proc/sys/net/{name}") else open(os.devnull, "w") as file:
                file.write(value)
    if IPV6:
        # The kernel's own reports of multicast groups (MLD) meet the rules too, and must be through before counters count.
        time.sleep(0.5)


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def packet(p, ident):
    src, dst = socket.inet_aton(p["src"]), socket.inet_aton(p["dst"])
    body = b"x" * p["more"]
    if p["proto"] == "icmp":
        head = struct.pack("!BBHHH", 8, 0, 0, p["sport"], 1)
        segment = struct.pack("!BBHHH", 8, 0, checksum(head + body), p["sport"], 1) + body
        number = 1
    elif p["proto"] == "udp":
        number, length = 17, 8 + len(body)
        pseudo = src + dst + struct.pack("!BBH", 0, 17, length)
        head = struct.pack("!HHHH", p["sport"], p["dport"], length, 0)
        segment = struct.pack("!HHHH", p["sport"], p["dport"], length, checksum(pseudo + head + body) or 0xFFFF) + body
    else:
        number = 6
        body = b""
        head = struct.pack("!HHIIBBHHH", p["sport"], p["dport"], 1000, 0, 5 << 4, 2, 64240, 0, 0)
        pseudo = src + dst + struct.pack("!BBH", 0, 6, len(head))
        segment = head[:16] + struct.pack("!H", checksum(pseudo + head)) + head[18:]
    total = 20 + len(segment)
    header = struct.pack("!BBHHHBBH4s4s", 0x45, p["tos"], total, ident, 0x4000, 64, number, 0, src, dst)
    p["length"] = total
    return header + segment


def packet6(p):
    src, dst = (socket.inet_pton(socket.AF_INET6, p[end]) for end in ("src", "dst"))
    body = b"x" * p["more"] if p["proto"] != "tcp" else b""
    number, place, head = {
        "icmp": (58, 2, struct.pack("!BBHHH", 128, 0, 0, p["sport"], 1)),
        "udp": (17, 6, struct.pack("!HHHH", p["sport"], p["dport"], 8 + len(body), 0)),
        "tcp": (6, 16, struct.pack("!HHIIBBHHH", p["sport"], p["dport"], 1000, 0, 5 << 4, 2, 64240, 0, 0)),
    }[p["proto"]]
    segment = head + body
    pseudo = src + dst + struct.pack("!IHBB", len(segment), 0, 0, number)
    segment = segment[:place] + struct.pack("!H", checksum(pseudo + segment) or 0xFFFF) + segment[place + 2:]
    p["length"] = 40 + len(segment)
    return struct.pack("!IHBB", 6 << 28 | p["tos"] << 20, len(segment), number, 64) + src + dst + segment


def endpoints6(data):
    """Of a packet without extension headers."""
    proto = {58: "icmp", 6: "tcp", 17: "udp"}.get(data[6], str(data[6]))
    first, second = struct.unpack("!HH", data[40:44])
    if proto == "icmp":
        first, second = struct.unpack("!H", data[44:46])[0], data[40] << 8 | data[41]
    src, dst = (socket.inet_ntop(socket.AF_INET6, data[at:at + 16]) for at in (8, 24))
    return {"proto": proto, "src": src, "dst": dst, "sport": first, "dport": second, "tos": struct.unpack("!H", data[:2])[0] >> 4 & 0xFF, "ttl": data[7]}


def endpoints(data):
    if IPV6:
        return endpoints6(data)
    header = (data[0] & 15) * 4
    proto = {1: "icmp", 6: "tcp", 17: "udp"}.get(data[9], str(data[9]))
    first, second = struct.unpack("!HH", data[header:header + 4])
    if proto == "icmp":
        first, second = struct.unpack("!H", data[header + 4:header + 6])[0], data[header] << 8 | data[header + 1]
    return {"proto": proto, "src": socket.inet_ntoa(data[12:16]), "dst": socket.inet_ntoa(data[16:20]), "sport": first, "dport": second, "tos": data[1], "ttl": data[8]}


class Ears:
    """What the server hears on the wire, and what the router delivers to itself."""

    def __init__(self):
        with inside(PLACE + "server"):
            self.server = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(ETH_P_IP))
            self.server.bind(("eth0", ETH_P_IP))
        with inside(PLACE + "router"):
            self.router = [self.raw6(number) for number in (58, 6, 17)] if IPV6 else [socket.socket(socket.AF_INET, socket.SOCK_RAW, number) for number in (1, 6, 17)]
        self.all = [self.server] + self.router
        for ear in self.all:
            ear.setblocking(False)

    @staticmethod
    def raw6(number):
        """Raw sockets of IPv6 hand out what is behind the header, and parts of that beside it."""
        ear = socket.socket(socket.AF_INET6, socket.SOCK_RAW, number)
        for option in (socket.IPV6_RECVPKTINFO, socket.IPV6_RECVHOPLIMIT, socket.IPV6_RECVTCLASS):
            ear.setsockopt(socket.IPPROTO_IPV6, option, 1)
        return ear

    @staticmethod
    def receive6(ear):
        body, beside, _, source = ear.recvmsg(65535, 256)
        beside = {kind: data for _, kind, data in beside}
        tos, ttl = (struct.unpack("i", beside[kind])[0] for kind in (socket.IPV6_TCLASS, socket.IPV6_HOPLIMIT))
        src, dst = socket.inet_pton(socket.AF_INET6, source[0].split("%")[0]), beside[socket.IPV6_PKTINFO][:16]
        return struct.pack("!IHBB", 6 << 28 | tos << 20, len(body), ear.proto, ttl) + src + dst + body

    def drain(self):
        heard = []
        for ear in self.all:
            while True:
                try:
                    data = self.receive6(ear) if IPV6 and ear is not self.server else ear.recv(65535)
                except BlockingIOError:
                    break
                heard.append(("server" if ear is self.server else "router", endpoints(data)))
        # Neighbour discovery and reports of multicast groups are none of it.
        heard = [h for h in heard if not h[1]["dst"].startswith("ff")]
        return [h for h in heard if not IPV6 or h[1]["proto"] != "icmp" or h[1]["dport"] >> 8 == 128]


def counters():
    """Packets by table, chain and handle."""
    listing = json.loads(must("ip", "netns", "exec", "router", "nft", "-j", "list", "ruleset"))
    counts = {}
    for item in listing["nftables"]:
        rule = item.get("rule")
        if rule:
            found = [e["counter"]["packets"] for e in rule["expr"] if isinstance(e.get("counter"), dict)]
            if found:
                counts[f"{rule['family']} {rule['chain']} {rule['handle']}"] = found[0]
    return counts


def main():
    seed, rulesets, packets = int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    dice = random.Random(seed)
    build()
    ears = Ears()
    with inside(PLACE + "client"):
        client = socket.socket(FAMILY, socket.SOCK_RAW, socket.IPPROTO_RAW)
    with inside(PLACE + "router"):
        router = socket.socket(FAMILY, socket.SOCK_RAW, socket.IPPROTO_RAW)
    sport = 20000
    out = []
    for index in range(rulesets):
        rules = TruthRules(seed * 1000 + index)
        run("ip", "netns", "exec", "router", "nft", "flush", "ruleset")
        lines = []
        for family in ("ip", "inet"):
            skeleton, body = rules.table(family)
            if IPV6:
                skeleton, body = rules6(skeleton), [rules6(line) for line in body]
            must("ip", "netns", "exec", "router", "nft", "-f", "-", input=skeleton.encode())
            lines += body
        refused = 0
        done = run("ip", "netns", "exec", "router", "nft", "-f", "-", input="".join(lines).encode())
        if done.returncode:
            for line in lines:
                refused += run("ip", "netns", "exec", "router", "nft", "-f", "-", input=line.encode()).returncode != 0
        run("ip", "netns", "exec", "router", "conntrack", "-F")
        snapshot = must(NSDOCTOR, "snapshot", "-o", "-").decode()
        before = counters()
        cases = []
        for number in range(packets):
            sport += 1
            way = dice.choice(["forward", "forward", "input", "output"])
            p = {"way": way, "proto": dice.choice(["tcp", "tcp", "udp", "udp", "icmp"]), "sport": sport, "dport": dice.choice([53, 80, 443, 8080, 9090]), "tos": dice.choice([0, 0, 0x20, 0xb8]), "more": dice.choice([0, 4, 30])}
            p["src"] = f"10.0.1.{dice.randrange(2, 6)}" if way != "output" else "10.0.2.1"
            p["dst"] = dice.choice(["10.0.1.1", "10.0.2.1"]) if way == "input" else f"10.0.2.{dice.randrange(2, 6)}"
            if IPV6:
                p["src"], p["dst"] = address6(p["src"]), address6(p["dst"])
            ears.drain()
            error = None
            try:
                (router if way == "output" else client).sendto(packet6(p) if IPV6 else packet(p, 1000 + number), (p["dst"], 0))
            except OSError as problem:
                error = problem.errno
            time.sleep(0.002)
            after = counters()
            heard = [h for h in ears.drain() if h[1]["sport"] == p["sport"] or p["proto"] == "icmp" or h[1]["proto"] == p["proto"]]
            # Masquerading may pick another port; nothing else is on the wire.
            heard = [h for h in heard if not (h[0] == "router" and h[1]["proto"] == "icmp" and p["proto"] != "icmp")]
            moved = sorted(k for k in after if after[k] != before.get(k, 0))
            before = after
            cases.append({"packet": p, "heard": heard[:3], "error": error, "moved": moved})
        out.append({"snapshot": snapshot, "cases": cases, "refused": refused})
    print(json.dumps(out))


main()
