"""A set and a table of connections with more entries than are kept, and a chain of thousands of rules: packets meet the
entries that count, memory stays bounded, and a snapshot says what it lacks."""
import json
import os
import socket
import struct
import subprocess
import tempfile

from machine import NSDOCTOR, Verdict, must, run

MANY = 70_000
KEPT = 65_536

NETWORK = """
ip netns add pod
ip link add veth0 type veth peer name eth0 netns pod
ip address add 10.1.0.1/24 dev veth0
ip link set veth0 up
ip link set lo up
ip -n pod address add 10.1.0.2/24 dev eth0
ip -n pod link set eth0 up
ip -n pod link set lo up
ip -n pod route add default via 10.1.0.1
ip netns add outside
ip link add up0 type veth peer name lan0 netns outside
ip address add 192.0.2.2/24 dev up0
ip link set up0 up
ip -n outside address add 192.0.2.1/24 dev lan0
ip -n outside link set lan0 up
ip -n outside link set lo up
ip route add default via 192.0.2.1
sysctl -qw net.ipv4.ip_forward=1
"""

RULES = """
table ip t {
    set big { type ipv4_addr ; }
    chain long { }
    chain forward { type filter hook forward priority 0 ; ip saddr @big drop ; jump long ; }
    chain post { type nat hook postrouting priority 100 ; ip saddr 10.1.0.0/24 masquerade ; }
}
"""


def attribute(kind, value):
    length = 4 + len(value)
    return struct.pack("=HH", length, kind) + value + bytes(-length % 4)


def nested(kind, *parts):
    return attribute(kind | 0x8000, b"".join(parts))


def tuple_of(kind, src, dst, sport, dport):
    return nested(
        kind, nested(1, attribute(1, src), attribute(2, dst)),
        nested(2, attribute(1, b"\x11"), attribute(2, struct.pack("!H", sport)), attribute(3, struct.pack("!H", dport))))


def track(count):
    """Makes so many UDP entries (IPCTNL_MSG_CT_NEW), a hundred a message."""
    bus = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 12)
    bus.bind((0, 0))
    for start in range(0, count, 100):
        batch = b""
        for number in range(start, min(start + 100, count)):
            src, dst = bytes([10, 9, number >> 8 & 255, number & 255]), bytes([198, 51, 100, 1 + (number >> 16)])
            body = (
                struct.pack("=BBH", socket.AF_INET, 0, 0) + tuple_of(1, src, dst, 4000, 53) + tuple_of(2, dst, src, 53, 4000)
                + attribute(3, struct.pack("!I", 0xA)) + attribute(7, struct.pack("!I", 3600)))
            is_last = number == min(start + 100, count) - 1
            batch += struct.pack("=IHHII", 16 + len(body), 0x100, 0x601 | (4 if is_last else 0), number, 0) + body
        bus.send(batch)
        answer = bus.recv(1 << 16)
        error = struct.unpack_from("=i", answer, 16)[0]
        if error:
            raise OSError(-error, "a flow was refused")


def diagnose():
    """Report, exit status and peak memory in MB."""
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen([NSDOCTOR, "netns", "pod", "--json"], stdout=out, stderr=subprocess.PIPE)
        _, status, usage = os.wait4(process.pid, 0)
        out.seek(0)
        return json.loads(out.read()), os.waitstatus_to_exitcode(status), usage.ru_maxrss / 1024


def dropped(report):
    """Paths that a rule ends; what the machine's own name servers do is another matter."""
    stops = [(path["forward"].get("stopped_by") or {}) for path in report["paths"]]
    return [stop for stop in stops if stop.get("object") == "chain"]


def main():
    verdict = Verdict()
    for line in NETWORK.strip().splitlines():
        must(*line.split())
    must("nft", "-f", "-", input=RULES.encode())
    small, status, before = diagnose()
    verdict.expect(status == 0, f"before: exit {status} {small['findings']}")
    for start in range(0, MANY, 5000):
        elements = ", ".join(f"11.{n >> 16}.{n >> 8 & 255}.{n & 255}" for n in range(start, start + 5000))
        must("nft", "-f", "-", input=f"add element ip t big {{ {elements} }}\n".encode())
    for start in range(0, 4000, 500):
        rules = "".join(f"add rule ip t long ip daddr 203.0.{n >> 8}.{n & 255} counter drop\n" for n in range(start, start + 500))
        must("nft", "-f", "-", input=rules.encode())
    track(MANY)
    report, status, after = diagnose()
    verdict.expect(status == 0, f"after: exit {status} {report['findings']}")
    verdict.expect(not dropped(report), f"a packet is stopped by entries for others: {dropped(report)}")
    verdict.expect(after - before < 48, f"{MANY} entries took {after - before:.0f} MB more")
    must("nft", "add element ip t big { 10.1.0.2 }")
    report, status, _ = diagnose()
    verdict.expect(status in (1, 2) and dropped(report), f"the pod is in the set now: exit {status}")
    must("nft", "delete element ip t big { 10.1.0.2 }")
    must("nft", "add rule ip t long ip saddr 10.1.0.2 counter drop")
    report, status, _ = diagnose()
    verdict.expect(status in (1, 2) and dropped(report), f"the last rule of the long chain drops the pod's packets: exit {status}")

    snapshot = json.loads(run(NSDOCTOR, "snapshot", "-o", "-").stdout)
    homes = [n for n in snapshot["namespaces"].values() if any(row["ifname"] == "up0" for row in n["links"]["rows"])]
    verdict.expect(len(homes) == 1, "one namespace has up0")
    for home in homes:
        flows, table = home["flows"], home["ruleset"]["tables"]["rows"][0]
        elements = table["sets"]["big"]["elements"]
        verdict.expect(len(flows["rows"]) == KEPT, f"{len(flows['rows'])} flows are kept")
        verdict.expect(flows["coverage"] == "incomplete" and "more than" in flows.get("reason", ""), "flows know that more were there")
        verdict.expect(len(elements["rows"]) <= KEPT and elements["coverage"] == "incomplete", "elements know that more were there")
        verdict.expect(len(table["chains"]["long"]["rules"]["rows"]) == 4001, "all rules are there")
        verdict.count("rows", len(flows["rows"]) + len(elements["rows"]))
    verdict.print()


main()
