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
import time

from machine import NSDOCTOR, inside, must, run
from xt_flow_rules import PORTS, FlowRules
from xt_network import build, network, sets

os.environ["XTABLES_LOCKFILE"] = "/run/xt.lock"
BACKEND = sys.argv[2]


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


def remembered():
    """What rules look at besides the packet, and what each packet changes."""
    lists = {}
    folder = "/proc/thread-self/net/xt_recent"
    for name in os.listdir(folder) if os.path.isdir(folder) else []:
        with open(f"{folder}/{name}") as file:
            lists[name] = file.read()
    with open("/proc/sys/net/netfilter/nf_conntrack_count") as file:
        return {"recents": lists, "uptime": time.clock_gettime_ns(time.CLOCK_MONOTONIC), "hz": round(1 / time.clock_getres(6)), "connections": int(file.read())}


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

    def send(packets):
        cases = []
        before = counters()
        for packet in packets:
            memory = remembered()
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
            cases.append({"packet": dict(packet), "moved": sorted(key for key in after if after[key] != before.get(key, 0)), "arrived": arrived, "memory": memory})
            before = after
        return cases

    packets = [rules.packet(number) for number in range(int(sys.argv[4]))]
    cases = send(packets)
    # The kernel knows them now.
    later = must(NSDOCTOR, "snapshot", "-o", "-").decode()
    again = send(packets[:25])
    print(json.dumps({"snapshot": snapshot, "settings": settings, "cases": cases, "later": later, "again": again, "rules": texts}))


main()
