"""Conntrack entries and ipsets in a snapshot are those that conntrack and ipset list."""
import json
import re
import socket
import subprocess
import sys

from machine import FOREVER, NSDOCTOR, Verdict, inside, must, run
from xt_network import build, network, sets

TCP_STATES = ["NONE", "SYN_SENT", "SYN_RECV", "ESTABLISHED", "FIN_WAIT", "CLOSE_WAIT", "LAST_ACK", "TIME_WAIT", "CLOSE", "SYN_SENT2"]


def rules():
    for words in ["-t nat -A PREROUTING -d 10.1.0.1 -p udp --dport 53 -j DNAT --to-destination 10.2.0.2:5353",
                  "-t nat -A PREROUTING -p tcp --dport 8080 -j DNAT --to-destination 10.2.0.3:80", "-t nat -A POSTROUTING -o right -p udp -j SNAT --to-source 10.2.0.1:30000-30100",
                  "-t raw -A PREROUTING -p udp --dport 443 -j CT --zone 7", "-t raw -A PREROUTING -p udp --dport 444 -j CT --zone-orig 8", "-t mangle -A PREROUTING -p tcp -j CONNMARK --set-mark 0x1234",
                  "-t raw -A PREROUTING -p tcp --dport 21 -j CT --helper ftp"]:
        run("iptables-nft", *words.split())
    run("ip6tables-nft", *"-t mangle -A PREROUTING -m conntrack --ctstate NEW -j CONNMARK --set-mark 6".split())


def traffic():
    with inside("/run/netns/left"):
        sender = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
        number = 20000
        for proto in ["udp", "tcp", "icmp"]:
            for source in ["10.1.0.2", "10.9.0.5"]:
                for target, port in [("10.2.0.2", 53), ("10.2.0.9", 8080), ("10.1.0.1", 53), ("10.2.0.4", 443), ("10.2.0.4", 444), ("10.2.0.3", 21)]:
                    number += 1
                    sender.sendto(build({"src": source, "dst": target, "proto": proto, "sport": number, "dport": port, "tos": 0, "size": 20}), (target, 0))
    listener = socket.socket(socket.AF_INET6, socket.SOCK_STREAM)
    listener.bind(("::", 7000))
    listener.listen(9)
    kept = [listener]
    with inside("/run/netns/left"):
        for target in ["10.1.0.1", "fd00:1::1"]:
            for _ in range(3):
                kept.append(socket.create_connection((target, 7000), timeout=FOREVER))
        for family, target in [(socket.AF_INET, "10.1.0.1"), (socket.AF_INET6, "fd00:1::1")]:
            plain = socket.socket(family, socket.SOCK_DGRAM)
            plain.sendto(b"x", (target, 9))
            kept.append(plain)
        subprocess.run(["ping", "-6", "-c", "1", "-W", "1", "fd00:1::1"], capture_output=True)
    kept[-4].close()
    return kept


def listed():
    """id -> what conntrack says."""
    found = {}
    for family in ["ipv4", "ipv6"]:
        for line in must("conntrack", "-L", "-f", family, "-o", "extended,id").decode().splitlines():
            words = line.split()
            if not re.match(r"ipv[46]$", words[0]):
                continue
            entry = {"proto": int(words[3]), "unreplied": "[UNREPLIED]" in words, "assured": "[ASSURED]" in words, "original": {}, "reply": {}, "mark": 0, "zone": 0}
            entry["state"] = next((w for w in words if w in TCP_STATES), None)
            for word in words:
                name, is_pair, value = word.partition("=")
                if not is_pair:
                    continue
                if name in ("src", "dst", "sport", "dport", "type", "code", "zone-orig", "zone-reply") or (name == "id" and value.isdigit() and int(value) < 65536 and "type" in entry["original"] and "id" not in entry["reply"]):
                    side = entry["reply"] if name in entry["original"] else entry["original"]
                    if name.startswith("zone"):
                        side = entry["original" if name == "zone-orig" else "reply"]
                    side[name] = value
                elif name in ("mark", "zone", "use"):
                    entry[name] = int(value)
                elif name == "id":
                    entry["key"] = int(value)
                elif name == "helper":
                    entry["helper"] = value
            found[entry["key"]] = entry
    return found


def side(row):
    pairs = {"src": row["src"], "dst": row["dst"], "sport": row.get("sport"), "dport": row.get("dport"), "type": row.get("icmp_type"), "code": row.get("icmp_code"), "id": row.get("icmp_id")}
    return {name: str(value) for name, value in pairs.items() if value is not None}


def flows(verdict, namespace):
    truth = listed()
    ours = {row["id"]: row for row in namespace["flows"]["rows"]}
    verdict.expect(namespace["flows"]["coverage"] == "complete", f"coverage {namespace['flows']['coverage']}")
    verdict.expect(set(truth) == set(ours), f"ids differ: {sorted(set(truth) ^ set(ours))}")
    for key in set(truth) & set(ours):
        theirs, mine = truth[key], ours[key]
        verdict.count("flows")
        verdict.count(f"protocol {theirs['proto']}")
        for name in ["original", "reply"]:
            wanted = {n: v for n, v in theirs[name].items() if not n.startswith("zone")}
            verdict.expect(side(mine[name]) == wanted, f"{name} of {key}: {side(mine[name])} is not {wanted}")
            if "zone-orig" in theirs[name] or "zone-reply" in theirs[name]:
                verdict.count("zones of one direction")
        verdict.expect(mine["original"]["proto"] == theirs["proto"], f"protocol of {key}")
        verdict.expect(bool(mine["status"] & 2) != theirs["unreplied"], f"seen reply of {key}: {mine['status']} {theirs}")
        verdict.expect(bool(mine["status"] & 4) == theirs["assured"], f"assured {key}")
        verdict.expect(mine.get("mark", 0) == theirs["mark"], f"mark of {key}: {mine.get('mark')} {theirs['mark']}")
        verdict.expect(mine.get("zone", 0) == theirs["zone"], f"zone of {key}: {mine.get('zone')} {theirs['zone']}")
        verdict.expect(mine.get("helper") == theirs.get("helper"), f"helper of {key}: {mine.get('helper')} {theirs.get('helper')}")
        if theirs["state"]:
            verdict.expect(TCP_STATES[mine["protocol_state"]] == theirs["state"], f"state of {key}: {mine['protocol_state']} {theirs['state']}")
        if mine["zone"]:
            verdict.count("in a zone")
        if mine["original"]["src"] != mine["reply"]["dst"] or mine["original"]["dst"] != mine["reply"]["src"]:
            verdict.count("translated")


def statistics(verdict, conntrack):
    words = {"found": "found", "invalid": "invalid", "insert": "insert", "insert_failed": "insert_failed", "drop": "drop", "early_drop": "early_drop", "error": "error", "search_restart": "search_restart"}
    for line in must("conntrack", "-S").decode().splitlines():
        theirs = {name: int(value) for name, value in re.findall(r"(\w+)=(\d+)", line)}
        mine = next(row for row in conntrack["statistics"]["known"] if row["cpu"] == theirs["cpu"])
        for name, word in words.items():
            if word in theirs and name in mine:
                verdict.expect(mine[name] == theirs[word], f"{name} of cpu {theirs['cpu']}: {mine[name]} {theirs[word]}")
    verdict.expect(conntrack["count"]["known"] == int(open("/proc/sys/net/netfilter/nf_conntrack_count").read()), "count")
    verdict.expect(conntrack["max"]["known"] == int(open("/proc/sys/net/netfilter/nf_conntrack_max").read()), "max")


def more_sets():
    commands = """create m1 hash:ip,port,net counters
add m1 10.0.0.1,tcp:80,10.1.0.0/16
add m1 10.0.0.2,udp:53,0.0.0.0/1
create m2 bitmap:ip range 192.168.0.0/16
add m2 192.168.4.5
create m3 bitmap:port range 0-1024
add m3 80
create m4 list:set size 8
add m4 m1
add m4 m3
create m5 hash:net family inet6 comment
add m5 fd00::/8 comment "a word"
create m6 hash:ip,port,ip
add m6 1.2.3.4,icmp:8/0,5.6.7.8
create m7 hash:net,iface
add m7 10.0.0.0/8,eth0
create m8 hash:ip timeout 600
add m8 10.0.0.7
create m9 hash:net,port
add m9 10.3.0.0/16,sctp:9
create m10 bitmap:ip,mac range 10.0.0.0/24
add m10 10.0.0.5,02:00:00:00:00:05
"""
    for line in commands.splitlines():
        run("ipset", *[word.strip('"') for word in re.findall(r'"[^"]*"|\S+', line)])


PROTOCOLS = {6: "tcp", 17: "udp", 132: "sctp", 1: "icmp", 58: "icmpv6"}


def member(row, typename):
    parts = []

    def address(text, prefix):
        width = 128 if ":" in text else 32
        return text if prefix is None or prefix == width else f"{text}/{prefix}"

    kinds = typename.split(":")[1].split(",")
    seen = 0
    for kind in kinds:
        if kind in ("ip", "net"):
            parts.append(address(row["address"], row.get("prefix_length")) if seen == 0 else address(row["address2"], row.get("prefix_length2")))
            seen += 1
        elif kind == "port" and "proto" in row:
            port = row["port"]
            parts.append(f"icmp:{'echo-request' if port == 2048 else port}" if row["proto"] == 1 else f"{PROTOCOLS[row['proto']]}:{port}")
        elif kind == "port":
            parts.append(str(row["port"]))
        elif kind == "iface":
            parts.append(("physdev:" if row.get("is_physdev") else "") + row["iface"])
        elif kind == "mac" and "ether" in row:
            parts.append(row["ether"].upper())
        elif kind == "set":
            parts.append(row["set"])
    return ",".join(parts) + (" nomatch" if row.get("is_nomatch") else "")


def ipsets(verdict, namespace):
    truth = {}
    for line in must("ipset", "save").decode().splitlines():
        words = line.split()
        if words[0] == "create":
            truth[words[1]] = (words[2], [])
        else:
            truth[words[1]][1].append(words[2] + (" nomatch" if "nomatch" in words[3:] else ""))
    ours = {row["name"]: row for row in namespace["ipsets"]["rows"]}
    verdict.expect(set(truth) == set(ours), f"sets: {sorted(truth)} {sorted(ours)}")
    for name in set(truth) & set(ours):
        typename, members = truth[name]
        verdict.expect(ours[name]["typename"] == typename, f"type of {name}")
        mine = sorted(member(row, typename) for row in ours[name]["members"]["rows"])
        verdict.expect(mine == sorted(members), f"members of {name}: {mine} {sorted(members)}")
        verdict.count("members", len(members))


def main():
    verdict = Verdict()
    network()
    for path in ["/run/netns/left", "/proc/self/ns/net"]:
        with inside(path):
            open("/proc/sys/net/ipv6/conf/all/disable_ipv6", "w").write("0")
            open("/proc/sys/net/ipv6/conf/default/accept_dad", "w").write("0")
    must("ip", "address", "add", "fd00:1::1/64", "dev", "left", "nodad")
    must("ip", "-n", "left", "address", "add", "fd00:1::2/64", "dev", "eth0", "nodad")
    rules()
    kept = traffic()
    if len(sys.argv) > 2 and sys.argv[2] == "sets":
        sets()
        more_sets()
    saved = json.loads(must(NSDOCTOR, "snapshot", "-o", "-"))
    own = next(row for row in saved["namespaces"].values() if row["is_own"])
    flows(verdict, own)
    statistics(verdict, own["conntrack"]["known"])
    if len(sys.argv) > 2 and sys.argv[2] == "sets":
        ipsets(verdict, own)
    del kept
    verdict.print()


main()
