"""serve.py READY SPEC...: the main process of a container, or of the outside; it listens where the specs say.

name/COMM                  what /proc calls it
tcp/ADDRESS/PORT           greets with its name; `get N` is answered with N bytes, `put N` and N bytes with ok
stall/ADDRESS/PORT         listens with a queue of one, fills the queue by itself, and never accepts
udp/ADDRESS/PORT           answers with its name
dns/ADDRESS[/PORT]         answers each question for an address
connect/ADDRESS/PORT       keeps trying to connect, and holds what it gets
cast/ADDRESS/PORT          sends a datagram now and then, and expects no answer
sink/ADDRESS/PORT          takes datagrams, and does not answer
send/ADDRESS/PORT          connects, and then sends more than anybody takes
tap/DEVICE/ADDRESS...      the far end of a tap device: has these addresses, answers ARP, pings and DNS
tun/DEVICE[/silent]        the far end of a tun device: answers all pings, or nothing
switch/DEVICE/DEVICE...    a switch in user space: what comes in at one device leaves at the others (senders must fill in
                           checksums themselves: ethtool -K DEVICE tx off)
root/DIRECTORY             lives in this directory
"""

import ctypes
import fcntl
import os
import socket
import struct
import sys
import threading
import time

name = "serve"


def family(address):
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def listener(kind, address, port):
    s = socket.socket(family(address), kind)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if s.family == socket.AF_INET6:
        s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    else:
        s.setsockopt(socket.IPPROTO_IP, 15, 1)  # IP_FREEBIND: the address may come later
    s.bind((address, int(port)))
    return s


def talk(connection):
    try:
        connection.settimeout(20)
        file = connection.makefile("rb")
        words = file.readline().split()
        connection.sendall(name.encode() + b"\n")
        if words[:1] == [b"get"]:
            connection.sendall(b"x" * int(words[1]))
        elif words[:1] == [b"put"]:
            left = int(words[1])
            while left > 0:
                piece = file.read1(65536)
                if not piece:
                    return
                left -= len(piece)
            connection.sendall(b"ok\n")
    except (OSError, ValueError, IndexError):
        pass
    finally:
        connection.close()


def tcp(address, port):
    s = listener(socket.SOCK_STREAM, address, port)
    s.listen(32)

    def run():
        while True:
            connection, _ = s.accept()
            threading.Thread(target=talk, args=(connection,), daemon=True).start()

    return run


def stall(address, port):
    s = listener(socket.SOCK_STREAM, address, port)
    s.listen(1)
    mine = []
    for _ in range(4):
        c = socket.socket(s.family, socket.SOCK_STREAM)
        c.setblocking(False)
        c.connect_ex(("127.0.0.1" if address == "0.0.0.0" else address, int(port)))
        mine.append(c)

    def run(held=(s, mine)):
        while held:
            time.sleep(60)

    return run


def udp(address, port):
    s = listener(socket.SOCK_DGRAM, address, port)

    def run():
        while True:
            _, peer = s.recvfrom(65536)
            s.sendto(name.encode(), peer)

    return run


def dns_answer(query):
    """The answer to a question for an address, whatever the name."""
    return query[:2] + b"\x81\x80\x00\x01\x00\x01\x00\x00\x00\x00" + query[12:] + bytes.fromhex(
        "c00c000100010000003c0004cb007109"
    )


def dns(address, port="53"):
    s = listener(socket.SOCK_DGRAM, address, port)

    def run():
        while True:
            query, peer = s.recvfrom(4096)
            try:
                s.sendto(dns_answer(query), peer)
            except OSError:
                pass

    return run


def connect(address, port):
    def run():
        held = []
        while True:
            c = socket.socket(family(address), socket.SOCK_STREAM)
            try:
                c.connect((address, int(port)))
                held.append(c)
            except OSError:
                c.close()
            time.sleep(0.3)

    return run


def cast(address, port):
    s = socket.socket(family(address), socket.SOCK_DGRAM)

    def run():
        while True:
            try:
                s.sendto(b"a line of a log", (address, int(port)))
            except OSError:
                pass
            time.sleep(0.2)

    return run


def sink(address, port):
    s = listener(socket.SOCK_DGRAM, address, port)

    def run():
        while True:
            s.recvfrom(4096)

    return run


def send(address, port):
    c = socket.create_connection((address, int(port)), 5)
    c.sendall(b"put 1000000000\n")
    c.settimeout(None)

    def run():
        while True:
            try:
                c.sendall(b"x" * 4096)
            except OSError:
                time.sleep(60)
            time.sleep(0.02)

    return run


def tun_device(device, flags):
    fd = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(fd, 0x400454CA, struct.pack("16sH22x", device.encode(), flags | 0x1000))
    return fd


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return struct.pack("!H", ~total & 0xFFFF)


def ip_answer(packet):
    """The answer of whoever has the packet's destination address: to a ping, or to a question of DNS."""
    if packet[0] >> 4 != 4:
        return None
    length = (packet[0] & 15) * 4
    body = packet[length : struct.unpack("!H", packet[2:4])[0]]
    if packet[9] == 1 and body[0] == 8:
        body = b"\0\0\0\0" + body[4:]
        body = body[:2] + checksum(body) + body[4:]
    elif packet[9] == 17 and body[2:4] == b"\0\x35":
        answer = dns_answer(body[8:])
        body = body[2:4] + body[:2] + struct.pack("!HH", 8 + len(answer), 0) + answer
    else:
        return None
    head = b"\x45\0" + struct.pack("!H", 20 + len(body)) + b"\0\0\0\0\x40" + packet[9:10] + b"\0\0"
    head += packet[16:20] + packet[12:16]
    return head[:10] + checksum(head) + head[12:] + body


def tun(device, silent=""):
    fd = tun_device(device, 1)

    def run():
        while True:
            answer = ip_answer(os.read(fd, 65536))
            if answer and not silent:
                os.write(fd, answer)

    return run


def tap(device, *addresses):
    fd = tun_device(device, 2)
    mac = b"\x52\x55\x0a\x00\x02\x02"
    mine = [socket.inet_aton(address) for address in addresses]

    def run():
        while True:
            frame = os.read(fd, 65536)
            if frame[12:14] == b"\x08\x06" and frame[20:22] == b"\0\1" and frame[38:42] in mine:
                reply = frame[6:12] + mac + frame[12:20] + b"\0\2" + mac + frame[38:42] + frame[22:32]
                os.write(fd, reply)
            elif frame[12:14] == b"\x08\0":
                answer = ip_answer(frame[14:])
                if answer:
                    os.write(fd, frame[6:12] + mac + b"\x08\0" + answer)

    return run


def switch(*devices):
    ports = []
    for device in devices:
        s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
        s.bind((device, 0))
        ports.append(s)

    def pump(port):
        while True:
            frame, where = port.recvfrom(65536)
            if where[2] != socket.PACKET_OUTGOING:
                for other in ports:
                    if other is not port:
                        try:
                            other.send(frame)
                        except OSError:
                            pass

    def run():
        for port in ports[1:]:
            threading.Thread(target=pump, args=(port,), daemon=True).start()
        pump(ports[0])

    return run


def main():
    global name
    folder, ready = os.path.split(sys.argv[1])
    specs = [spec.split("/") for spec in sys.argv[2:]]
    name = ready[: -len(".pid")]
    runs = []
    folder = os.open(folder, os.O_DIRECTORY)
    for spec in specs:
        if spec[0] == "root":
            os.chroot("/".join(spec[1:]))
            os.chdir("/")
        elif spec[0] == "name":
            ctypes.CDLL(None).prctl(15, spec[1].encode(), 0, 0, 0)
        else:
            runs.append(globals()[spec[0]](*spec[1:]))
    for run in runs:
        threading.Thread(target=run, daemon=True).start()
    new = os.open(ready + ".new", os.O_WRONLY | os.O_CREAT, 0o644, dir_fd=folder)
    os.write(new, str(os.getpid()).encode())
    os.close(new)
    os.rename(ready + ".new", ready, src_dir_fd=folder, dst_dir_fd=folder)
    os.close(folder)
    while True:
        time.sleep(1000)


main()
