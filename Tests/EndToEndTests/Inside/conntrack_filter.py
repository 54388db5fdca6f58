"""Requests for flows, in hexadecimal, and whether the kernel's answers are those that conntrack lists.

    conntrack_filter.py NSDOCTOR ORIG-SRC ORIG-DST REPLY-SRC REPLY-DST
"""
import socket
import struct
import sys

from machine import Verdict, inside, must, run
from xt_network import build, network


def answers(request):
    """How many entries come before the end of the dump."""
    bus = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 12)
    bus.bind((0, 0))
    bus.send(request[:8] + struct.pack("=II", 1, 0) + request[16:])
    count = 0
    while True:
        data, offset = bus.recv(1 << 18), 0
        while offset < len(data):
            length, kind = struct.unpack_from("=IH", data, offset)
            if kind in (2, 3):
                return count if kind == 3 else -struct.unpack_from("=i", data, offset + 16)[0]
            count += 1
            offset += (length + 3) & ~3


def main():
    verdict = Verdict()
    network()
    run("iptables-nft", *"-t nat -A POSTROUTING -s 10.1.0.3 -p udp -j SNAT --to-source 10.1.0.2".split())
    run("iptables-nft", *"-t nat -A PREROUTING -d 10.2.0.9 -j DNAT --to-destination 10.1.0.2".split())
    with inside("/run/netns/left"):
        sender = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
        for number, (source, target) in enumerate([("10.1.0.2", "10.2.0.2"), ("10.1.0.2", "10.2.0.3"), ("10.1.0.3", "10.2.0.2"), ("10.9.0.5", "10.2.0.9"), ("10.1.0.3", "10.2.0.4")] * 6):
            sender.sendto(build({"src": source, "dst": target, "proto": "udp", "sport": 20000 + number, "dport": 53, "tos": 0, "size": 0}), (target, 0))
    for option, request in zip(["--orig-src", "--orig-dst", "--reply-src", "--reply-dst"], sys.argv[2:]):
        truth = must("conntrack", "-L", option, "10.1.0.2").decode().splitlines()
        got = answers(bytes.fromhex(request))
        verdict.expect(got == len(truth), f"{option}: {got} entries, conntrack has {len(truth)}")
        verdict.count("answers", max(got, 0))
    verdict.print()


main()
