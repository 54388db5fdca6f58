"""fill.py NUMBER: that many entries of connection tracking which count as answered, so that none of them may be dropped."""

import socket
import struct
import sys


def attribute(kind, value, nested=False):
    length = 4 + len(value)
    return struct.pack("=HH", length, kind | (0x8000 if nested else 0)) + value + b"\0" * (-length % 4)


def tuple_of(kind, source, target, source_port, target_port):
    ip = attribute(1, source) + attribute(2, target)
    protocol = attribute(1, b"\x11") + attribute(2, source_port) + attribute(3, target_port)
    return attribute(kind, attribute(1, ip, True) + attribute(2, protocol, True), True)


def entry(number):
    source, port = b"\x0a\xc8" + struct.pack("!H", number >> 8), struct.pack("!H", 1024 + (number & 255))
    far, service = b"\x0a\xc9\0\1", b"\0\x09"
    body = b"\2\0\0\0" + tuple_of(1, source, far, port, service) + tuple_of(2, far, source, service, port)
    body += attribute(3, struct.pack("!I", 2 | 4 | 8)) + attribute(7, struct.pack("!I", 600))
    return struct.pack("=IHHII", 16 + len(body), 0x100, 0x1 | 0x400, number, 0) + body


def main():
    s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 12)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
    s.bind((0, 0))
    total = int(sys.argv[1])
    for first in range(0, total, 200):
        s.send(b"".join(entry(number) for number in range(first, min(total, first + 200))))


main()
