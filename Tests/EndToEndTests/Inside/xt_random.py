"""Random iptables rules: every match and target, in as many of its spellings as iptables has."""
import random


class Rules:
    def __init__(self, seed, family):
        self.random = random.Random(seed)
        self.family = family
        self.v6 = family == 6

    # Values.

    def chance(self, of=0.5):
        return self.random.random() < of

    def pick(self, *things):
        return self.random.choice(things)

    def number(self, top=65535):
        return self.random.choice([0, 1, self.random.randint(0, top), self.random.randint(0, min(top, 99)), top])

    def range(self, top=65535, separator=":"):
        low, high = sorted(self.random.randint(0, top) for _ in range(2))
        return str(low) if self.chance() else f"{low}{separator}{high}"

    def mask(self):
        return self.pick("0x1", "0xff", "0xffffffff", "0x4000", hex(self.random.getrandbits(32)))

    def marked(self):
        return hex(self.random.getrandbits(32)) + (f"/{self.mask()}" if self.chance() else "")

    def address(self):
        if self.v6:
            return self.pick(f"fd00::{self.random.getrandbits(16):x}", f"2001:db8::{self.random.getrandbits(16):x}:1", "::1")
        return self.pick(f"10.{self.number(255)}.{self.number(255)}.{self.number(255)}", "127.0.0.1", "192.0.2.7")

    def prefix(self):
        length = self.random.randint(1, 128 if self.v6 else 32)
        if not self.v6 and self.chance(0.1):
            return f"{self.address()}/255.0.255.0"
        return f"{self.address()}/{length}"

    def addresses(self):
        ends = sorted((self.address() for _ in range(2)), key=lambda text: __import__("ipaddress").ip_address(text))
        return "-".join(ends)

    def interface(self):
        return self.pick("eth0", "veth+", "br-0123456789a", "lo", "cali+", "x", "wlan0.7", "a-very-long-one")

    def inverted(self, *words, of=0.3):
        return (["!"] if self.chance(of) else []) + [str(word) for word in words]

    def text(self, length=20):
        letters = "abcXYZ019_- .,:;'\"\\$`|<>()[]{}!?*~/&%#@+=^\u00e9"
        return "".join(self.random.choice(letters) for _ in range(self.random.randint(1, length))).strip() or "x"

    def maybe(self, words, of=0.5):
        return words if self.chance(of) else []

    # Matches: what they need of a rule, and their words.

    def tcp(self):
        words = self.maybe(self.inverted("--sport", self.range())) + self.maybe(self.inverted("--dport", self.range()))
        words += self.maybe(self.inverted("--tcp-flags", self.pick("SYN,ACK", "FIN,SYN,RST,ACK", "ALL", "FIN,SYN,RST,PSH,ACK,URG"), self.pick("SYN", "NONE", "ACK", "ALL")))
        return words + self.maybe(self.inverted("--tcp-option", self.random.randint(1, 255)), 0.2)

    def udp(self):
        return self.maybe(self.inverted("--sport", self.range())) + self.maybe(self.inverted("--dport", self.range()))

    def icmp(self):
        if self.v6:
            return self.inverted("--icmpv6-type", self.pick("echo-request", "135", "1/4", "128/0", "3", "packet-too-big"))
        return self.inverted("--icmp-type", self.pick("8", "any", "3/4", "0/0", "echo-reply", "11", "fragmentation-needed"))

    def multiport(self):
        ports = ",".join(self.range() if self.chance() else str(self.number()) for _ in range(self.random.randint(1, 7)))
        return self.inverted(self.pick("--sports", "--dports", "--ports"), ports)

    def state(self):
        return self.inverted("--state", self.states("INVALID", "NEW", "RELATED", "ESTABLISHED", "UNTRACKED"))

    def states(self, *names):
        return ",".join(self.random.sample(names, self.random.randint(1, len(names))))

    def conntrack(self):
        words = self.maybe(self.inverted("--ctstate", self.states("INVALID", "NEW", "RELATED", "ESTABLISHED", "UNTRACKED", "SNAT", "DNAT")))
        words += self.maybe(self.inverted("--ctproto", self.pick("6", "17", "1")), 0.2)
        for name in ["--ctorigsrc", "--ctorigdst", "--ctreplsrc", "--ctrepldst"]:
            words += self.maybe(self.inverted(name, self.pick(self.address(), self.prefix())), 0.2)
        for name in ["--ctorigsrcport", "--ctorigdstport", "--ctreplsrcport", "--ctrepldstport"]:
            words += self.maybe(self.inverted(name, self.range()), 0.2)
        words += self.maybe(self.inverted("--ctstatus", self.pick("NONE", "EXPECTED", "ASSURED,SEEN_REPLY", "CONFIRMED")), 0.2)
        words += self.maybe(self.inverted("--ctexpire", self.range(1000)), 0.2)
        return words + self.maybe(["--ctdir", self.pick("ORIGINAL", "REPLY")], 0.2) or ["--ctstate", "NEW"]

    def addrtype(self):
        kinds = ["UNSPEC", "UNICAST", "LOCAL", "BROADCAST", "ANYCAST", "MULTICAST", "BLACKHOLE", "UNREACHABLE", "PROHIBIT"]
        words = self.inverted("--src-type", self.states(*kinds)) if self.chance() else []
        words += self.inverted("--dst-type", self.states(*kinds)) if self.chance() or not words else []
        return words + self.maybe([self.pick("--limit-iface-in", "--limit-iface-out")], 0.2)

    def mark(self):
        return self.inverted("--mark", self.marked())

    connmark = mark

    def realm(self):
        return self.inverted("--realm", self.marked())

    def comment(self):
        return ["--comment", self.text(60)]

    def statistic(self):
        if self.chance():
            return ["--mode", "random"] + self.inverted("--probability", self.pick("0.33333333349", "0.5", "0.20000000019", "1", "0", f"{self.random.random():.9f}"))
        every = self.random.randint(1, 50)
        return ["--mode", "nth"] + self.inverted("--every", every) + self.maybe(["--packet", str(self.random.randint(0, every - 1))])

    def set(self):
        name, dimensions = self.pick(("addresses", 1), ("ports", 2), ("triples", 3)) if not self.v6 else self.pick(("addresses6", 1), ("ports6", 2))
        words = self.inverted("--match-set", name, ",".join(self.pick("src", "dst") for _ in range(dimensions)))
        words += self.maybe(["--return-nomatch"], 0.1) + self.maybe(["!", "--update-counters"], 0.1) + self.maybe(["!", "--update-subcounters"], 0.1)
        for kind in ["packets", "bytes"]:
            words += self.maybe(self.pick(["!", f"--{kind}-eq"], [f"--{kind}-eq"], [f"--{kind}-lt"], [f"--{kind}-gt"]) + [str(self.number(10 ** 9))], 0.15)
        return words

    def physdev(self):
        return self.pick(
            self.inverted("--physdev-in", self.interface()), self.inverted("--physdev-is-in"), self.inverted("--physdev-is-bridged"),
            self.inverted("--physdev-is-out"), ["--physdev-is-bridged"] + self.inverted("--physdev-in", "eth0") + self.inverted("--physdev-out", self.interface()))

    def limit(self):
        return self.maybe(["--limit", f"{self.random.randint(1, 5000)}/{self.pick('sec', 'min', 'hour', 'day')}"]) + self.maybe(["--limit-burst", str(self.random.randint(1, 9999))])

    def hashlimit(self):
        name = f"h{self.random.getrandbits(24)}"
        rate = self.pick(f"{self.random.randint(1, 900)}/{self.pick('sec', 'minute', 'hour', 'day')}", f"{self.random.randint(1, 900)}{self.pick('kb', 'mb', 'b')}/s")
        words = [self.pick("--hashlimit-upto", "--hashlimit-above"), rate, "--hashlimit-name", name]
        if "b/s" not in rate:
            words += self.maybe(["--hashlimit-burst", str(self.random.randint(1, 900))])
        words += self.maybe(["--hashlimit-mode", self.states("srcip", "dstip", "srcport", "dstport")])
        words += self.maybe(["--hashlimit-srcmask", str(self.random.randint(0, 32))], 0.2)
        words += self.maybe(["--hashlimit-htable-size", "100"], 0.2) + self.maybe(["--hashlimit-htable-max", "2000"], 0.2)
        return words + self.maybe(["--hashlimit-htable-expire", "30000"], 0.2) + self.maybe(["--hashlimit-htable-gcinterval", "500"], 0.2)

    def owner(self):
        return self.pick(self.inverted("--uid-owner", self.range(70000, "-")), self.inverted("--gid-owner", self.range(70000, "-")) + self.maybe(["--suppl-groups"]),
                         self.inverted("--socket-exists"), self.inverted("--uid-owner", "0") + self.inverted("--gid-owner", "5"))

    def iprange(self):
        words = self.inverted("--src-range", self.addresses()) if self.chance() else []
        return words + (self.inverted("--dst-range", self.addresses()) if self.chance() or not words else [])

    def mac(self):
        return self.inverted("--mac-source", ":".join(f"{self.random.getrandbits(8):02x}" for _ in range(6)))

    def pkttype(self):
        return self.inverted("--pkt-type", self.pick("unicast", "broadcast", "multicast"))

    def length(self):
        return self.inverted("--length", self.range())

    def hops(self):
        name = "--hl" if self.v6 else "--ttl"
        return self.pick(self.inverted(f"{name}-eq", self.number(255)), [f"{name}-lt", str(self.number(255))], [f"{name}-gt", str(self.number(255))])

    def dscp(self):
        return self.inverted("--dscp", self.pick(str(self.number(63)), "0x2e"))

    def tos(self):
        return self.inverted("--tos", self.pick("0x10", "Minimize-Delay", f"0x{self.random.getrandbits(8):02x}/0x3f", "8"))

    def tcpmss(self):
        return self.inverted("--mss", self.range(60000))

    def rpfilter(self):
        return self.maybe(["--loose"]) + self.maybe(["--validmark"]) + self.maybe(["--accept-local"]) + self.maybe(["--invert"])

    def recent(self):
        words = self.pick(self.inverted("--set"), self.inverted("--rcheck") + self.maybe(["--seconds", "60"]) + self.maybe(["--hitcount", "3"]) + self.maybe(["--rttl"]),
                          self.inverted("--update") + ["--seconds", "10"] + self.maybe(["--reap"]), self.inverted("--remove"))
        return words + ["--name", self.pick("ssh", "r1", "DEFAULT")] + [self.pick("--rsource", "--rdest")] + self.maybe(["--mask", self.pick("ffff::", "ffff:ffff::") if self.v6 else self.pick("255.255.0.0", "255.255.255.0")], 0.3)

    def socket(self):
        return self.maybe(["--transparent"]) + self.maybe(["--nowildcard"]) + self.maybe(["--restore-skmark"])

    def devgroup(self):
        return self.pick(self.inverted("--src-group", self.marked()), self.inverted("--src-group", "0"))

    def cgroup(self):
        return self.inverted("--cgroup", str(self.number(2 ** 31)))

    def helper(self):
        return self.inverted("--helper", self.pick("ftp", "sip-5061", "tftp"))

    def connbytes(self):
        return self.inverted("--connbytes", self.pick("10:20", "5", "0:1000000")) + ["--connbytes-mode", self.pick("packets", "bytes", "avgpkt"), "--connbytes-dir", self.pick("both", "original", "reply")]

    def connlimit(self):
        return [self.pick("--connlimit-upto", "--connlimit-above"), str(self.number(1000))] + self.maybe(["--connlimit-mask", str(self.number(32))]) + self.maybe(["--connlimit-daddr"], 0.3)

    def time(self):
        words = self.maybe(["--timestart", "01:02", "--timestop", self.pick("23:04:05", "00:30")]) + self.maybe(self.inverted("--weekdays", self.states("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")))
        words += self.maybe(self.inverted("--monthdays", self.pick("1,15,31", "2", "30"))) + self.maybe(["--datestart", self.pick("2020-02-29T03:04:05", "1999-12-31", "2000-03-01")])
        return words + self.maybe(["--datestop", self.pick("2037-12-31T23:59:59", "2024-02-29", "2031-01-31")]) + self.maybe(["--kerneltz"], 0.3)

    def cpu(self):
        return self.inverted("--cpu", self.number(3))

    def quota(self):
        return self.inverted("--quota", self.number(10 ** 12))

    def esp(self):
        return self.inverted("--espspi", self.range(2 ** 32 - 1))

    def ecn(self):
        return self.inverted("--ecn-ip-ect", self.number(3))

    # Targets by table.

    def portrange(self):
        return self.range(65535, "-")

    def nat_address(self, ports):
        text = self.pick(self.address(), self.addresses())
        if not ports or self.chance():
            return text
        return f"[{text}]:{self.portrange()}" if self.v6 else f"{text}:{self.portrange()}"

    def log(self):
        return ["LOG"] + self.maybe(["--log-prefix", self.text(28)]) + self.maybe(["--log-level", self.pick("4", "7", "debug", "0")]) + self.maybe(["--log-tcp-sequence"]) + \
            self.maybe(["--log-tcp-options"]) + self.maybe(["--log-ip-options"]) + self.maybe(["--log-uid"]) + self.maybe(["--log-macdecode"])

    def nflog(self):
        return ["NFLOG"] + self.maybe(["--nflog-prefix", self.text(60)]) + self.maybe(["--nflog-group", str(self.number())]) + self.maybe(["--nflog-threshold", str(self.random.randint(1, 100))]) + \
            self.maybe([self.pick("--nflog-size", "--nflog-range"), str(self.number(2000))])

    def nfqueue(self):
        return ["NFQUEUE"] + self.pick([], ["--queue-num", str(self.number())], ["--queue-balance", f"{self.random.randint(0, 5)}:{self.random.randint(6, 9)}"] + self.maybe(["--queue-cpu-fanout"])) + self.maybe(["--queue-bypass"])

    def set_target(self):
        name = "addresses6" if self.v6 else "addresses"
        return ["SET"] + self.pick(["--add-set", name, "src"] + self.maybe(["--exist"]) + self.maybe(["--timeout", "60"]), ["--del-set", name, "dst"])

    def ct(self):
        return self.pick(["CT", "--notrack"], ["CT", "--zone", str(self.random.randint(1, 60000))], ["CT", "--zone-orig", "mark"], ["CT", "--zone-reply", "9"], ["CT", "--zone-orig", "5"],
                         ["CT", "--ctevents", self.states("new", "destroy", "assured", "mark")], ["NOTRACK"], ["CT", "--helper", "ftp"])

    def target(self, table, protocol):
        """Words behind -j."""
        common = [["ACCEPT"], ["DROP"], ["RETURN"], ["CUSTOM"], ["CUSTOM"], [], self.log(), self.nflog(), self.nfqueue()]
        if table == "filter":
            rejects = ["icmp6-no-route", "icmp6-adm-prohibited", "icmp6-addr-unreachable", "icmp6-port-unreachable", "icmp6-policy-fail"] if self.v6 else \
                ["icmp-net-unreachable", "icmp-host-unreachable", "icmp-proto-unreachable", "icmp-port-unreachable", "icmp-net-prohibited", "icmp-host-prohibited", "icmp-admin-prohibited"]
            more = [["REJECT", "--reject-with", self.pick(*rejects)], ["REJECT"], self.set_target(), ["AUDIT", "--type", self.pick("accept", "drop", "reject")]]
            if protocol == "tcp":
                more.append(["REJECT", "--reject-with", "tcp-reset"])
        elif table == "mangle":
            more = [["MARK", self.pick("--set-mark", "--set-xmark", "--and-mark", "--or-mark", "--xor-mark"), self.mask()], ["MARK", "--set-xmark", self.marked()],
                    ["CONNMARK", self.pick("--set-mark", "--set-xmark"), self.marked()], ["CONNMARK", self.pick("--save-mark", "--restore-mark")] + self.maybe(["--nfmask", self.mask(), "--ctmask", self.mask()]),
                    ["CLASSIFY", "--set-class", f"{self.random.getrandbits(8):x}:{self.random.getrandbits(8):x}"], ["DSCP", "--set-dscp", str(self.number(63))], ["TOS", "--set-tos", self.pick("0x10", "0x10/0x3f", "8")],
                    ["HL" if self.v6 else "TTL", ("--hl-" if self.v6 else "--ttl-") + self.pick("set", "dec", "inc"), str(self.random.randint(1, 200))], ["CHECKSUM", "--checksum-fill"],
                    ["SECMARK", "--selctx", "x"]]
            if protocol == "tcp":
                more += [["TCPMSS", "--set-mss", str(self.number(60000))], ["TCPMSS", "--clamp-mss-to-pmtu"]]
            if protocol in ("tcp", "udp"):
                more += [["TPROXY", "--on-port", str(self.number())] + self.maybe(["--on-ip", self.address()]) + self.maybe(["--tproxy-mark", self.marked()])]
        elif table == "raw":
            more = [self.ct(), self.ct(), ["TRACE"], ["NOTRACK"]]
        else:
            flags = self.maybe(["--random"], 0.2) + self.maybe(["--persistent"], 0.2)
            has_ports = protocol in ("tcp", "udp", "sctp")
            more = [["DNAT", "--to-destination", self.nat_address(has_ports)] + flags, ["SNAT", "--to-source", self.nat_address(has_ports)] + flags + self.maybe(["--random-fully"], 0.2),
                    ["MASQUERADE"] + (self.maybe(["--to-ports", self.portrange()]) if has_ports else []) + self.maybe(["--random-fully"], 0.3), ["NETMAP", "--to", self.prefix().replace("/255.0.255.0", "/24")],
                    ["REDIRECT"] + (self.maybe(["--to-ports", self.portrange()]) if has_ports else []) + self.maybe(["--random"], 0.3)]
            if has_ports and not self.v6:
                more.append(["DNAT", "--to-destination", f"{self.address()}:1000-2000/500"])
        return self.pick(*common, *more, *more)

    MATCHES = ["multiport", "state", "conntrack", "addrtype", "mark", "connmark", "comment", "statistic", "set", "physdev", "limit", "hashlimit", "owner", "iprange", "mac", "pkttype",
               "length", "hops", "dscp", "tos", "rpfilter", "recent", "socket", "devgroup", "cgroup", "realm", "helper", "connbytes", "connlimit", "cpu", "quota", "time", "ecn", "tcpmss", "esp"]
    CHAINS = {"filter": ["INPUT", "FORWARD", "OUTPUT"], "nat": ["PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"],
              "mangle": ["PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"], "raw": ["PREROUTING", "OUTPUT"]}

    def rule(self):
        """(table, chain, words): most are accepted, some not, as where a match has no place in a chain."""
        table = self.pick(*self.CHAINS)
        chain = self.pick(*self.CHAINS[table], "USER")
        words = []
        for option in ["-s", "-d"]:
            words += self.maybe(self.inverted(option, self.pick(self.address(), self.prefix())), 0.3)
        if chain not in ("OUTPUT", "POSTROUTING"):
            words += self.maybe(self.inverted("-i", self.interface()), 0.3)
        if chain not in ("PREROUTING", "INPUT"):
            words += self.maybe(self.inverted("-o", self.interface()), 0.3)
        protocol = self.pick(None, "tcp", "udp", "icmp", "sctp", "47", "esp", "udplite")
        if protocol:
            words += self.inverted("-p", "ipv6-icmp" if protocol == "icmp" and self.v6 else protocol, of=0.1)
        if not self.v6:
            words += self.maybe(self.inverted("-f"), 0.05)
        used = []
        if protocol in ("tcp", "udp", "icmp") and self.chance(0.7):
            used.append("icmp6" if protocol == "icmp" and self.v6 else protocol)
            words += ["-m", used[-1]] + getattr(self, protocol)()
        for match in self.random.sample(self.MATCHES, self.pick(0, 1, 1, 2)):
            used.append(match)
            words += ["-m", {"hops": "hl" if self.v6 else "ttl"}.get(match, match)] + getattr(self, match)()
        target = self.target(table, protocol)
        if target:
            words += ["-g" if target == ["CUSTOM"] and self.chance(0.3) else "-j"] + target
        return table, chain, words, used + target[:1]
