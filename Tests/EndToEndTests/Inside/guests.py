"""guests.py NSDOCTOR: virtual machines, by their host's side: real frames of a guest on a real tap, beside what is said of it.

The guest is a process that is called like qemu and has the tap open. It has one network card and no kernel of its own: it
answers ARP, asks for its next hop by ARP, and pings. Whether its pings are answered is the truth.
"""
import fcntl
import os
import shutil
import struct
import subprocess
import sys
import time

from machine import NSDOCTOR, Verdict, must, report, run

GUEST = r'''
import os, select, socket, struct, sys, time
tap, mac, address = int(sys.argv[1]), bytes.fromhex(sys.argv[2].replace(":", "")), socket.inet_aton(sys.argv[3])
ANY = b"\xff" * 6

def arp(kind, to, who, target):
    return to + mac + struct.pack(">HHHBBH", 0x806, 1, 0x800, 6, 4, kind) + mac + address + who + target

def read(until):
    """The next frame; what asks for the guest's own address is answered on the way."""
    while True:
        ready = select.select([tap], [], [], max(0, until - time.time()))[0]
        if not ready:
            return None
        frame = os.read(tap, 2048)
        if frame[12:14] == b"\x08\x06" and frame[20:22] == b"\0\1" and frame[38:42] == address:
            os.write(tap, arp(2, frame[6:12], frame[22:28], frame[28:32]))
            continue
        if frame[:6] in (mac, ANY):
            return frame

def send(frame):
    try:
        os.write(tap, frame)
    except OSError:  # EIO: the tap is down
        pass

def neighbor(hop):
    send(arp(1, ANY, bytes(6), hop))
    until = time.time() + 1
    while (frame := read(until)) is not None:
        if frame[12:14] == b"\x08\x06" and frame[20:22] == b"\0\2" and frame[28:32] == hop:
            return frame[22:28]

def total(data):
    value = sum(struct.unpack(f">{len(data) // 2}H", data))
    while value >> 16:
        value = (value & 0xffff) + (value >> 16)
    return ~value & 0xffff

def ping(to, hop, size):
    there = neighbor(socket.inet_aton(hop))
    if there is None:
        return False
    body = bytes(size - 28)
    echo = struct.pack(">BBHHH", 8, 0, 0, 7, 7) + body
    echo = echo[:2] + struct.pack(">H", total(echo)) + echo[4:]
    head = struct.pack(">BBHHHBBH4s4s", 0x45, 0, size, 1, 0x4000, 64, 1, 0, address, socket.inet_aton(to))
    head = head[:10] + struct.pack(">H", total(head)) + head[12:]
    send(there + mac + b"\x08\0" + head + echo)
    until = time.time() + 1
    while (frame := read(until)) is not None:
        if frame[12:14] == b"\x08\0" and frame[23] == 1 and frame[34] == 0 and frame[26:30] == socket.inet_aton(to):
            return True
    return False

buffer = b""
while True:
    ready = select.select([0, tap], [], [])[0]
    if tap in ready:
        read(time.time())
    if 0 in ready:
        words = os.read(0, 4096).split()
        if not words:
            break
        print(ping(words[0].decode(), words[1].decode(), int(words[2])), flush=True)
'''


class Guest:
    def __init__(self, name, tap, mac, address):
        self.tap = os.open("/dev/net/tun", os.O_RDWR)
        # TUNSETIFF; IFF_TAP | IFF_NO_PI
        fcntl.ioctl(self.tap, 0x400454CA, struct.pack("16sH22x", tap.encode(), 0x1002))
        os.makedirs("/run/programs", exist_ok=True)
        shutil.copy(os.path.realpath(sys.executable), "/run/programs/qemu-system-x86_64")
        self.process = subprocess.Popen(
            ["/run/programs/qemu-system-x86_64", "-c", GUEST, str(self.tap), mac, address, "-name",
             f"guest={name.replace(',', ',,')},debug-threads=on", "-device", f"virtio-net-pci,netdev=net0,mac={mac}"],
            pass_fds=[self.tap], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        os.close(self.tap)

    def pings(self, to, hop, size=84):
        self.process.stdin.write(f"{to} {hop} {size}\n".encode())
        self.process.stdin.flush()
        return self.process.stdout.readline().strip() == b"True"

    def warm(self, to, hop):
        """Until ports forward and everybody knows everybody."""
        for _ in range(50):
            if self.pings(to, hop):
                return
            time.sleep(0.1)


def build():
    must("sh", "-ec", """
        ip netns add world
        ip link add eth0 type veth peer name up0 netns world
        ip addr add 203.0.113.2/24 dev eth0; ip link set eth0 up; ip link set lo up
        ip -n world addr add 203.0.113.1/24 dev up0; ip -n world link set up0 up; ip -n world link set lo up
        ip -n world addr add 198.51.100.7/32 dev lo
        ip route add default via 203.0.113.1
        ip link add virbr0 type bridge; ip addr add 192.168.122.1/24 dev virbr0; ip link set virbr0 up
        sysctl -qw net.ipv4.ip_forward=1
        iptables -t nat -A POSTROUTING -s 192.168.122.0/24 ! -d 192.168.122.0/24 -j MASQUERADE
    """)


STATES = [
    # What is done, what undoes it, the cause that must be named; none: it is healthy.
    ("healthy", "true", "true", None),
    ("masquerade gone", "iptables -t nat -F", "iptables -t nat -A POSTROUTING -s 192.168.122.0/24 -j MASQUERADE",
     "masquerade-missing"),
    ("forward drops", "iptables -I FORWARD -i virbr0 -j DROP", "iptables -F FORWARD", "path-blocked"),
    ("answers dropped", "iptables -I FORWARD -o virbr0 -j DROP", "iptables -F FORWARD", "path-blocked"),
    ("forwarding off", "sysctl -qw net.ipv4.ip_forward=0", "sysctl -qw net.ipv4.ip_forward=1", "path-blocked"),
    ("tap down", "ip link set vnet0 down", "ip link set vnet0 up", "guest-unplugged"),
    ("out of its bridge", "ip link set vnet0 nomaster", "ip link set vnet0 master virbr0", "guest-unplugged"),
    ("bridge down", "ip link set virbr0 down", "ip link set virbr0 up", "path-blocked"),
    ("wrong hardware address", "ip neigh replace 192.168.122.50 lladdr 52:54:00:99:99:99 dev virbr0 nud permanent",
     "ip neigh del 192.168.122.50 dev virbr0", None),
    ("healthy again", "true", "true", None),
]


# Machines on the network of the card: the host is a neighbour, and no router.
LAN_STATES = [
    ("lan healthy", "true", "true", None),
    ("lan without forwarding", "sysctl -qw net.ipv4.ip_forward=0", "true", None),
    ("lan isolated", "bridge link set dev tap5 isolated on; bridge link set dev eth1 isolated on",
     "bridge link set dev tap5 isolated off; bridge link set dev eth1 isolated off", "path-blocked"),
    ("lan filtered", "nft add table bridge f; nft 'add chain bridge f c { type filter hook forward priority 0; }'; "
     "nft add rule bridge f c iifname tap5 drop", "nft delete table bridge f", "path-blocked"),
    ("lan card out", "ip link set eth1 nomaster", "ip link set eth1 master lan", None),
    ("lan tap out", "ip link set tap5 nomaster", "ip link set tap5 master lan", "guest-unplugged"),
    ("lan healthy again", "true", "true", None),
]


def look(verdict, guest, name, hop, host, state):
    what, break_it, mend, cause = state
    must("sh", "-ec", break_it)
    time.sleep(0.2)
    answered = guest.pings("198.51.100.7", hop)
    said = report("vm", name)
    causes = [finding["id"] for finding in said["findings"] if not finding.get("explained_by")]
    verdict.count("states")
    if os.environ.get("NSDOCTOR_SHOW"):
        print("=====", what, answered, flush=True)
        print(run(NSDOCTOR, "vm", name).stdout.decode(), flush=True)
    if answered:
        verdict.expect(said["verdict"] == "ok", f"{what}: answered, and said {said['verdict']} {causes}")
    else:
        verdict.expect(said["verdict"] != "ok", f"{what}: not answered, and said {said['verdict']}")
    if cause:
        verdict.expect(not answered, f"{what}: is answered all the same")
        verdict.expect(causes[:1] == [cause], f"{what}: {causes}, not {cause}")
        text = " ".join(finding["summary"] for finding in said["findings"])
        verdict.expect(f"virtual machine {name}" in text, f"{what}: whose packets, is not said: {text}")
    if (folder := os.environ.get("NSDOCTOR_FIXTURES")) and what in ["healthy", "out of its bridge"]:
        must(NSDOCTOR, "snapshot", "vm", name, "-o", f"{folder}/guest-{'plugged' if answered else 'unplugged'}.json")
    must("sh", "-ec", mend)
    guest.warm("198.51.100.7", hop)
    # A bridge whose address changes with its ports forgets whom it has heard.
    guest.warm(host, host)
    run("ping", "-c", "1", "-W", "1", hop)


def routed(verdict):
    guest = Guest("web", "vnet0", "52:54:00:11:22:33", "192.168.122.50")
    must("ip", "link", "set", "vnet0", "master", "virbr0", "up")
    guest.warm("198.51.100.7", "192.168.122.1")
    for state in STATES:
        look(verdict, guest, "web", "192.168.122.1", "192.168.122.1", state)
    for link in ["virbr0", "vnet0"]:
        must("ip", "neigh", "flush", "dev", link)
    must("ip", "link", "set", "vnet0", "nomaster")
    must("ip", "link", "set", "vnet0", "master", "virbr0")
    said = report("vm", "web")
    verdict.expect(said["verdict"] == "unknown", f"of one that was never heard: {said['verdict']}")
    guest.process.kill()


def bridged(verdict):
    must("sh", "-ec", """
        ip link add lan type bridge; ip link set lan up
        ip link add eth1 type veth peer name up1 netns world; ip link set eth1 master lan up
        ip -n world addr add 10.9.0.1/24 dev up1; ip -n world link set up1 up
        ip addr add 10.9.0.2/24 dev lan; ip route replace default via 10.9.0.1
    """)
    guest = Guest("db, old", "tap5", "52:54:00:aa:bb:cc", "10.9.0.50")
    must("ip", "link", "set", "tap5", "master", "lan", "up")
    guest.warm("198.51.100.7", "10.9.0.1")
    # The host hears of a neighbour by his questions.
    guest.warm("10.9.0.2", "10.9.0.2")
    run("ping", "-c", "1", "-W", "1", "10.9.0.1")
    for state in LAN_STATES:
        look(verdict, guest, "db, old", "10.9.0.1", "10.9.0.2", state)
    guest.process.kill()


def main():
    verdict = Verdict()
    build()
    routed(verdict)
    bridged(verdict)
    verdict.print()


main()
