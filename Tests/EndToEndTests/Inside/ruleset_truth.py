"""Random rulesets on a router, packets really sent through it, and which rules counted them.

client 10.0.1.2-5 -- inner [router] outer -- server 10.0.2.2-5. The server hears every frame and answers none."""
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

ETH_P_IP = 0x0800
PLACE = "/run/netns/"


def build():
    for name in ("client", "router", "server"):
        must("ip", "netns", "add", name)
        with inside(PLACE + name):
            for scope in ("all", "default"):
                with open(f"/proc/sys/net/ipv6/conf/{scope}/disable_ipv6", "w") as file:
                    file.write("1")
                with open(f"/proc/sys/net/ipv4/conf/{scope}/rp_filter", "w") as file:
                    file.write("0")
            run("ip", "link", "set", "lo", "up")
    must("ip", "link", "add", "inner", "netns", "router", "type", "veth", "peer", "name", "eth0", "netns", "client")
    must("ip", "link", "add", "outer", "netns", "router", "type", "veth", "peer", "name", "eth0", "netns", "server")
    macs = {}
    for name, link, mac in (("client", "eth0", "02:00:00:00:00:01"), ("router", "inner", "02:00:00:00:00:02"), ("router", "outer", "02:00:00:00:00:03"), ("server", "eth0", "02:00:00:00:00:04")):
        must("ip", "-n", name, "link", "set", link, "address", mac, "up")
        macs[(name, link)] = mac
    for last in range(2, 6):
        must("ip", "-n", "client", "addr", "add", f"10.0.1.{last}/24", "dev", "eth0")
        must("ip", "-n", "server", "addr", "add", f"10.0.2.{last}/32", "dev", "eth0")
        must("ip", "-n", "router", "neigh", "add", f"10.0.1.{last}", "lladdr", macs[("client", "eth0")], "dev", "inner", "nud", "permanent")
        must("ip", "-n", "router", "neigh", "add", f"10.0.2.{last}", "lladdr", macs[("server", "eth0")], "dev", "outer", "nud", "permanent")
    must("ip", "-n", "client", "neigh", "add", "10.0.1.1", "lladdr", macs[("router", "inner")], "dev", "eth0", "nud", "permanent")
    must("ip", "-n", "client", "route", "add", "default", "via", "10.0.1.1")
    must("ip", "-n", "router", "addr", "add", "10.0.1.1/24", "dev", "inner")
    must("ip", "-n", "router", "addr", "add", "10.0.2.1/24", "dev", "outer")
    with inside(PLACE + "router"):
        for name in ("ip_forward", "icmp_ratelimit", "icmp_msgs_per_sec"):
            with open(f"/proc/sys/net/ipv4/{name}", "w") if os.path.exists(f"/proc/sys/net/ipv4/{name}") else open(os.devnull, "w") as file:
                file.write({"ip_forward": "1", "icmp_ratelimit": "0", "icmp_msgs_per_sec": "100000"}[name])


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


def endpoints(data):
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
            self.router = [socket.socket(socket.AF_INET, socket.SOCK_RAW, number) for number in (1, 6, 17)]
        self.all = [self.server] + self.router
        for ear in self.all:
            ear.setblocking(False)

    def drain(self):
        heard = []
        for ear in self.all:
            while True:
                try:
                    data = ear.recv(65535)
                except BlockingIOError:
                    break
                heard.append(("server" if ear is self.server else "router", endpoints(data)))
        return heard


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
        client = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
    with inside(PLACE + "router"):
        router = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
    sport = 20000
    out = []
    for index in range(rulesets):
        rules = TruthRules(seed * 1000 + index)
        run("ip", "netns", "exec", "router", "nft", "flush", "ruleset")
        lines = []
        for family in ("ip", "inet"):
            skeleton, body = rules.table(family)
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
            ears.drain()
            error = None
            try:
                (router if way == "output" else client).sendto(packet(p, 1000 + number), (p["dst"], 0))
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
