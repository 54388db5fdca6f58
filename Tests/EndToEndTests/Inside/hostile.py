"""Names as an attacker would choose them: every byte that the kernel allows, escapes, markup, shell, broken UTF-8."""
import random
import socket
import struct

# "%" would be a format: the kernel makes a number of it.
FORBIDDEN = set(b"\0/: \t\n\v\f\r\xa0%")

SEEDS = [
    b"\x1b[31m", b"\x1b]0;x\x07", b"\x1b]52;c;eA==\x07"[:15], b"\x1bPq\x1b\\", b"\x9b31m", b"\xc2\x9b31m", b"\x1b[2J\x1b[H", b"\x1b[201~id",
    b"$(reboot)", b"`reboot`", b"${IFS}id", b";reboot;", b"|reboot", b"&reboot&", b">pwned", b"<x", b"a'b", b"';reboot;'", b'"$(id)"', b"a\\b", b"a\\'b",
    b"-rf", b"--help", b"-", b"=x", b"~root", b"*", b"?", b"[a]", b"{a,b}", b"!x", b"#x", b"%s%n", b"%x",
    b"<b>&amp;", b"<script>", b"]]>", b"**b**", b"_i_", b"`c`", b"[a](b)", b"|a|b|", b"\\|", b"{code}", b"{x.ifname}", b"{@a}", b"${x}", b"{{x}}",
    b"\xff\xfe", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"\xe2\x82", b"\xe2\x80\xae", b"\xe2\x80\x8b", b"\xe2\x81\xa6x", b"\xe2\x80\xa8x",
    b"\xef\xbb\xbfx", b"a\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81"[:15], b"na\xc3\xafve", b"\xf0\x9f\x92\xa9", b"\x7f", b"\x01", b"\\x41", b"\\u{41}", b"\\n",
    b"'\\''", b"\"", b"'", b"\\", b"null", b"true", b"0", b"1e9", b"@if2", b"lo\x00"[:2] + b"\x08",
]


def allowed(name):
    return 0 < len(name) <= 15 and name not in (b".", b"..", b"lo", b"all", b"default") and not FORBIDDEN & set(name)


def names(count, seed=1):
    """`count` different names; the first hold every allowed byte."""
    dice = random.Random(seed)
    found = [n for n in SEEDS if allowed(n)]
    found += [b"b" + bytes([byte]) + b"y" for byte in range(1, 256) if allowed(b"b" + bytes([byte]) + b"y")]
    found += [bytes([byte]) for byte in range(1, 256) if allowed(bytes([byte])) and bytes([byte]) not in found]
    while len(found) < count:
        if dice.random() < 0.5:
            name = bytes(dice.randrange(1, 256) for _ in range(dice.randint(1, 15)))
        else:
            name = (dice.choice(SEEDS) + dice.choice(SEEDS))[:15]
        if allowed(name) and name not in found:
            found.append(name)
    unique = list(dict.fromkeys(found))
    return unique[:count]


def comms(count, seed=2):
    dice = random.Random(seed)
    found = [n[:15] for n in SEEDS]
    found += [bytes(dice.randrange(1, 256) for _ in range(15)) for _ in range(count)]
    return found[:count]


# Raw rtnetlink, as no command line carries such names.

def attribute(kind, payload):
    data = struct.pack("=HH", 4 + len(payload), kind) + payload
    return data + b"\0" * (-len(data) % 4)


class RouteSocket:
    def __init__(self):
        self.socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
        self.socket.bind((0, 0))

    def ask(self, kind, flags, payload):
        self.socket.send(struct.pack("=IHHII", 16 + len(payload), kind, 5 | flags, 1, 0) + payload)
        answer = self.socket.recv(65536)
        code = struct.unpack_from("=i", answer, 16)[0]
        if code:
            raise OSError(-code, "rtnetlink")

    def pair(self, near, far, far_descriptor=None, alias=None):
        """A veth pair; the far end optionally in another namespace."""
        info = struct.pack("=BxHiII", 0, 0, 0, 0, 0)
        peer = info + attribute(3, far + b"\0")
        if far_descriptor is not None:
            peer += attribute(28, struct.pack("=I", far_descriptor))
        body = info + attribute(3, near + b"\0")
        if alias:
            body += attribute(20, alias)
        link_info = attribute(1, b"veth\0") + attribute(2, attribute(1, peer))
        self.ask(16, 0x600, body + attribute(18, link_info))
        if alias:
            self.alias(near, alias)

    def alias(self, name, text):
        self.ask(16, 0, struct.pack("=BxHiII", 0, 0, 0, 0, 0) + attribute(3, name + b"\0") + attribute(20, text))

    def index(self, name):
        return socket.if_nametoindex(name)
