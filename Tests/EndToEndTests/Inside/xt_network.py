"""A router between the namespaces left and right, where nobody answers but the router."""
import json
import socket
import struct

from machine import inside, must
from xt_flow_rules import LEFT, RIGHT


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
    must("ip", "route", "add", "10.9.0.0/24", "via", "10.1.0.2", "realm", "5")
    must("ip", "route", "add", "10.2.0.4/31", "dev", "right", "realm", "7")
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
