"""Random iptables rules, real packets through them, and which rules counted each.

    xt_packets.py NSDOCTOR legacy|nft RULES PACKETS SEED plain|sets

The machine is a router between the namespaces left and right. Nobody answers in right, and nothing does but the router.
"""
import json
import os
import select
import socket
import struct
import sys

from machine import NSDOCTOR, inside, must, run
from xt_flow_rules import LEFT, NODE, PORTS, RIGHT, FlowRules

os.environ["XTABLES_LOCKFILE"] = "/run/xt.lock"
BACKEND = sys.argv[2]


def network():
    def write(path, value):
        with open(f"/proc/sys/net/{path}", "w") as file:
            file.write(value)

    for name in ["left", "right"]:
        must("ip", "netns", "add", name)
        must("ip", "link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", name)
    must("ip", "link", "set", "right", "group", "5")
    must("ip", "-n", "left", "link", "set", "eth0", "address", "02:00:00:00:00:01")
    must("ip", "-n", "right", "link", "set", "eth0", "address", "02:00:00:00:00:02")
    for path in ["/run/netns/left", "/run/netns/right", "/proc/self/ns/net"]:
        with inside(path):
            write("ipv6/conf/all/disable_ipv6", "1")
            write("ipv4/conf/all/rp_filter", "0")
            write("ipv4/conf/default/rp_filter", "0")
            write("ipv4/icmp_echo_ignore_all", "1")
    must("ip", "link", "set", "lo", "up")
    for name, net in [("left", 1), ("right", 2)]:
        must("ip", "address", "add", f"10.{net}.0.1/24", "dev", name)
        must("ip", "link", "set", name, "up")
        must("ip", "-n", name, "link", "set", "eth0", "up")
        write(f"ipv4/conf/{name}/rp_filter", "0")
    for address in LEFT:
        must("ip", "-n", "left", "address", "add", f"{address}/24" if address.startswith("10.1.") else f"{address}/32", "dev", "eth0")
    must("ip", "-n", "left", "route", "add", "default", "via", "10.1.0.1")
    must("ip", "route", "add", "10.9.0.0/24", "via", "10.1.0.2")
    for address in LEFT + [f"10.2.0.{n}" for n in range(2, 256)]:
        place = "left" if address in LEFT else "right"
        if address != "10.9.0.5":
            must("ip", "neigh", "replace", address, "lladdr", f"02:00:00:00:00:0{1 if place == 'left' else 2}", "dev", place, "nud", "permanent")
    mac = json.loads(must("ip", "-j", "link", "show", "left"))[0]["address"]
    must("ip", "-n", "left", "neigh", "replace", "10.1.0.1", "lladdr", mac, "dev", "eth0", "nud", "permanent")
    write("ipv4/ip_forward", "1")


def sets():
    for name, kind, members in [("hosts", "hash:ip", [LEFT[0], RIGHT[0], RIGHT[3]]), ("nets", "hash:net", ["10.1.0.0/30", "10.2.0.2/31", "10.9.0.0/16"]),
                                ("services", "hash:ip,port", [f"{RIGHT[0]},tcp:80", f"{RIGHT[1]},udp:53", f"{RIGHT[0]},udp:30000", f"{LEFT[0]},udp:53"])]:
        must("ipset", "create", name, kind)
        for member in members:
            must("ipset", "add", name, member)
    must("ipset", "add", "nets", "10.2.0.3", "nomatch")


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def build(packet):
    """An IP packet."""
    source, target = socket.inet_aton(packet["src"]), socket.inet_aton(packet["dst"])
    payload = b"x" * packet["size"]
    if packet["proto"] == "udp":
        number, body = 17, struct.pack("!HHHH", packet["sport"], packet["dport"], 8 + len(payload), 0) + payload
    elif packet["proto"] == "tcp":
        number, payload = 6, b""
        body = struct.pack("!HHIIBBHHH", packet["sport"], packet["dport"], 1, 0, 0x50, 2, 65535, 0, 0)
        pseudo = source + target + struct.pack("!BBH", 0, 6, len(body))
        body = body[:16] + struct.pack("!H", checksum(pseudo + body)) + body[18:]
    else:
        number, body = 1, struct.pack("!BBHHH", 8, 0, 0, packet["sport"], 1) + payload
        body = body[:2] + struct.pack("!H", checksum(body)) + body[4:]
    header = struct.pack("!BBHHHBBH", 0x45, packet["tos"], 20 + len(body), 1, 0x4000, 64, number, 0) + source + target
    return header[:10] + struct.pack("!H", checksum(header)) + header[12:] + body


def counters():
    """(table, chain, number) -> packets, and the same for policies."""
    found, table, numbers = {}, None, {}
    for line in must(f"iptables-{BACKEND}-save", "-c").decode().splitlines():
        if line.startswith("*"):
            table, numbers = line[1:], {}
        elif line.startswith("["):
            chain = line.split()[2]
            numbers[chain] = numbers.get(chain, 0) + 1
            found[f"{table} {chain} {numbers[chain]}"] = int(line[1:].split(":")[0])
    return found


def parse(frame):
    """What is compared of a packet that arrived."""
    data = frame[14:]
    if frame[12:14] != b"\x08\x00" or data[9] not in (1, 6, 17):
        return None
    head = (data[0] & 15) * 4
    ports = struct.unpack("!HH", data[head:head + 4]) if data[9] != 1 else (struct.unpack("!H", data[head + 4:head + 6])[0], 0)
    return {"src": socket.inet_ntoa(data[12:16]), "dst": socket.inet_ntoa(data[16:20]), "proto": data[9], "sport": ports[0], "dport": ports[1], "tos": data[1], "ttl": data[8]}


def main():
    rules = FlowRules(int(sys.argv[5]), sets=sys.argv[6] == "sets")
    network()
    if sys.argv[6] == "sets":
        sets()
    tool = f"iptables-{BACKEND}"
    for table in rules.CHAINS:
        for chain in ["USER", "OTHER"]:
            must(tool, "-t", table, "-N", chain)
    texts, wanted = [], int(sys.argv[3])
    while len(texts) < wanted:
        table, chain, words = rules.rule()
        if run(tool, "-t", table, "-A", chain, *words).returncode == 0:
            texts.append(f"{table} {chain} {' '.join(words)}")
    for chain in ["INPUT", "FORWARD", "OUTPUT"]:
        if rules.chance(0.2):
            must(tool, "-P", chain, "DROP")
    snapshot = must(NSDOCTOR, "snapshot", "-o", "-").decode()
    settings = {}
    for name, path in [("left", "/run/netns/left"), ("right", "/run/netns/right"), ("", "/proc/self/ns/net")]:
        with inside(path):
            lines = run("sysctl", "-a", "-r", "^net").stdout.decode().splitlines()
        settings[name] = dict(line.split(" = ", 1) for line in lines if " = " in line)

    with inside("/run/netns/right"):
        capture = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0800))
        capture.bind(("eth0", 0))
    with inside("/run/netns/left"):
        sender = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
    own = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
    listeners = []
    for port in PORTS:
        listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        listener.bind(("", port))
        listeners.append(listener)
    cases = []
    before = counters()
    for number in range(int(sys.argv[4])):
        packet = rules.packet(number)
        try:
            (sender if packet["from"] == "left" else own).sendto(build(packet), (packet["dst"], 0))
        except OSError as error:
            packet["error"] = error.errno
        arrived = []
        while select.select([capture], [], [], 0.02 if not arrived else 0)[0]:
            seen = parse(capture.recv(2000))
            # Not what the router itself answers.
            if seen and seen["dport"] != packet["sport"]:
                arrived.append(seen)
        after = counters()
        cases.append({"packet": packet, "moved": sorted(key for key in after if after[key] != before.get(key, 0)), "arrived": arrived})
        before = after
    print(json.dumps({"snapshot": snapshot, "settings": settings, "cases": cases, "rules": texts}))


main()
