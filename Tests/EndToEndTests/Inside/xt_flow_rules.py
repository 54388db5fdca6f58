"""Random iptables rules that have something to say about a few flows through a router."""
import random

LEFT = ["10.1.0.2", "10.1.0.3", "10.9.0.5"]
RIGHT = ["10.2.0.2", "10.2.0.3", "10.2.0.4", "10.2.0.9"]
NODE = ["10.1.0.1", "10.2.0.1"]
PORTS = [53, 80, 443, 8080, 30000]
DEVICES = ["left", "right", "lo"]


class FlowRules:
    def __init__(self, seed, chance=False, sets=False):
        self.random = random.Random(seed)
        #: Whether rules may leave to chance whether they match.
        self.with_chance = chance
        self.with_sets = sets

    def pick(self, *things):
        return self.random.choice(things)

    def chance(self, of):
        return self.random.random() < of

    def inverted(self, *words, of=0.25):
        return (["!"] if self.chance(of) else []) + [str(word) for word in words]

    def network(self):
        return self.pick(*LEFT, *RIGHT, *NODE, "10.1.0.0/24", "10.2.0.0/16", "10.0.0.0/8", "10.2.0.2/31", "10.0.0.2/255.0.0.255")

    def ports(self):
        low, high = sorted([self.pick(*PORTS), self.pick(*PORTS)])
        return str(low) if self.chance(0.6) else f"{low}:{high}"

    def device(self):
        return self.pick(*DEVICES, "le+", "r+")

    def mark(self):
        return self.pick("0x1", "0x2/0x2", "0x0", "0x0/0xf", "0x4/0x4", "0x10/0xf0")

    def matches(self, chain, protocol):
        def range_of(addresses):
            ends = sorted(self.random.sample(addresses, 2))
            return "-".join(ends)

        early = chain in ("PREROUTING", "INPUT", "FORWARD", "USER", "OTHER")
        options = [
            lambda: ["mark"] + self.inverted("--mark", self.mark()),
            lambda: ["connmark"] + self.inverted("--mark", self.mark()),
            lambda: ["conntrack"] + self.inverted("--ctstate", self.pick("NEW", "INVALID", "ESTABLISHED,RELATED", "UNTRACKED", "DNAT", "SNAT,NEW", "INVALID,UNTRACKED")),
            lambda: ["conntrack"] + self.inverted(self.pick("--ctorigdst", "--ctreplsrc"), self.pick(*RIGHT, "10.2.0.0/24")),
            lambda: ["conntrack"] + self.inverted("--ctorigsrc", self.pick(*LEFT)) + ["--ctdir", self.pick("ORIGINAL", "REPLY")],
            lambda: ["conntrack"] + self.inverted("--ctproto", self.pick("6", "17", "1")) + self.inverted("--ctstatus", self.pick("NONE", "CONFIRMED", "SEEN_REPLY")),
            lambda: ["conntrack"] + self.inverted("--ctorigdstport", self.ports()),
            lambda: ["state"] + self.inverted("--state", self.pick("NEW", "ESTABLISHED,RELATED", "INVALID")),
            lambda: ["addrtype"] + self.inverted("--dst-type", self.pick("LOCAL", "UNICAST", "BROADCAST,LOCAL")),
            lambda: ["addrtype"] + self.inverted("--src-type", self.pick("LOCAL", "UNICAST")),
            lambda: ["iprange"] + self.inverted("--src-range", range_of(LEFT + NODE)) + (self.inverted("--dst-range", range_of(RIGHT)) if self.chance(0.5) else []),
            lambda: ["length"] + self.inverted("--length", self.pick("0:60", "28:100", "40", "100:")),
            lambda: ["realm"] + self.inverted("--realm", self.pick("7", "0", "0x7/0xff", "0x50000/0xff0000", "0x50007")),
            lambda: ["time"] + self.pick(["--timestart", "00:00"], ["--timestart", "00:00", "--timestop", "00:00:01"], ["--weekdays", "Mon,Tue,Wed,Thu,Fri,Sat,Sun"], ["--datestop", "2020-01-01"], ["--datestart", "2020-01-01"],
                                         ["--monthdays", "31,1", "--datestop", "2019-01-01"]),
            lambda: ["connlimit"] + self.pick(["--connlimit-above", "0"], ["--connlimit-upto", "0"], ["--connlimit-above", "100000"], ["--connlimit-upto", "100000", "--connlimit-daddr"]),
            lambda: ["recent"] + self.pick(["--set"], ["--rcheck"], ["--rcheck", "--seconds", "600"], ["--rcheck", "--hitcount", "2"], ["!", "--rcheck"], ["--rcheck", "--seconds", "60"]) + ["--name", self.pick("one", "two"), self.pick("--rsource", "--rdest")],
            lambda: ["ttl"] + self.pick(["--ttl-eq", "64"], ["--ttl-lt", "64"], ["--ttl-gt", "63"], ["!", "--ttl-eq", "63"]),
            lambda: ["tos"] + self.inverted("--tos", self.pick("0x10/0xff", "0x0/0xff", "0x10/0x1c")),
            lambda: ["dscp"] + self.inverted("--dscp", self.pick("4", "0", "46")),
            lambda: ["comment", "--comment", self.pick("plain", "two words", "a 'quote'")],
            lambda: ["pkttype"] + self.inverted("--pkt-type", self.pick("unicast", "multicast")),
            lambda: ["statistic", "--mode", "random", "--probability", self.pick("0", "1")],
            lambda: ["helper"] + self.inverted("--helper", "ftp"),
            lambda: ["physdev"] + self.inverted("--physdev-is-bridged"),
            lambda: ["ecn"] + self.inverted("--ecn-ip-ect", self.pick("0", "1")),
            lambda: ["devgroup"] + (self.inverted("--src-group", self.pick("0", "5")) if early and chain != "USER" and chain != "OTHER" else self.inverted("--dst-group", self.pick("0", "5"))),
            lambda: ["rpfilter"] + self.pick([], ["--invert"], ["--loose"]),
            lambda: ["owner"] + self.inverted("--uid-owner", self.pick("0", "7")),
            lambda: ["owner"] + self.inverted("--socket-exists"),
            lambda: ["mac"] + self.inverted("--mac-source", self.pick("02:00:00:00:00:01", "02:00:00:00:00:99")),
        ]
        if protocol in ("tcp", "udp"):
            options += [lambda: [protocol] + self.inverted("--dport", self.ports()), lambda: [protocol] + self.inverted("--dport", self.ports()),
                        lambda: [protocol] + self.inverted("--sport", self.pick("1024:65535", "20000:30000")),
                        lambda: ["multiport"] + self.inverted(self.pick("--dports", "--ports"), ",".join(self.ports() for _ in range(3)))]
        if protocol == "tcp":
            options += [lambda: ["tcp"] + self.inverted("--tcp-flags", "SYN,RST,ACK,FIN", self.pick("SYN", "ACK", "NONE")), lambda: ["ecn"] + self.inverted("--ecn-tcp-ece")]
        if protocol == "icmp":
            options += [lambda: ["icmp"] + self.inverted("--icmp-type", self.pick("8", "0", "any", "8/0", "3/4"))]
        if self.with_sets:
            options += [lambda: ["set"] + self.inverted("--match-set", "hosts", self.pick("src", "dst")), lambda: ["set"] + self.inverted("--match-set", "nets", self.pick("src", "dst")),
                        lambda: ["set"] + self.inverted("--match-set", "services", self.pick("dst,dst", "src,dst", "dst,src"))] * 2
        if self.with_chance:
            options += [lambda: ["statistic", "--mode", "random"] + self.inverted("--probability", "0.5"), lambda: ["limit", "--limit", "1/hour"]] * 2
        words = []
        for _ in range(self.pick(0, 0, 1, 1, 2)):
            words += ["-m"] + self.pick(*options)()
        return words

    def target(self, table, chain, protocol):
        common = [["ACCEPT"], ["DROP"], ["RETURN"], [], [], ["NFLOG"], ["LOG"]]
        if chain not in ("OTHER",):
            common += [["OTHER"], ["OTHER"]]
        if chain not in ("USER", "OTHER"):
            common += [["USER"]] * 4
        to = self.pick(*RIGHT)
        port = self.pick("", f":{self.pick(*PORTS)}") if protocol in ("tcp", "udp") else ""
        more = {
            "filter": [["REJECT", "--reject-with", self.pick("icmp-port-unreachable", "icmp-admin-prohibited", "icmp-host-prohibited")], ["ACCEPT"], ["DROP"]],
            "mangle": [["MARK", "--set-xmark", self.pick("0x1", "0x2/0x2", "0x4/0x4", "0x10/0xf0")], ["MARK", "--or-mark", "0x2"], ["CONNMARK", "--set-mark", self.pick("0x1", "0x2/0x2")], ["CONNMARK", "--save-mark"],
                       ["CONNMARK", "--restore-mark"], ["TOS", "--set-tos", self.pick("0x10", "0x8/0x1c")], ["DSCP", "--set-dscp", "46"], ["TTL", "--ttl-set", "60"], ["TTL", "--ttl-inc", "3"],
                       ["CLASSIFY", "--set-class", "1:2"], ["CHECKSUM", "--checksum-fill"]],
            "raw": [["CT", "--notrack"], ["CT", "--zone", "7"], ["NOTRACK"], ["ACCEPT"]],
            "nat": [["DNAT", "--to-destination", to + port], ["DNAT", "--to-destination", f"{RIGHT[0]}-{RIGHT[0]}"], ["SNAT", "--to-source", self.pick("10.2.0.1", "10.2.0.77")], ["MASQUERADE"],
                    ["REDIRECT"] + (["--to-ports", "8080"] if port else []), ["NETMAP", "--to", "10.2.0.0/24"]],
        }[table]
        return self.pick(*common, *more, *more)

    CHAINS = {"filter": ["INPUT", "FORWARD", "OUTPUT"], "nat": ["PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"],
              "mangle": ["PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"], "raw": ["PREROUTING", "OUTPUT"]}

    def rule(self):
        table = self.pick("filter", "filter", "nat", "mangle", "raw")
        chain = self.pick(*self.CHAINS[table], "USER", "USER", "OTHER")
        words = []
        for option in ["-s", "-d"]:
            words += self.inverted(option, self.network()) if self.chance(0.2) else []
        if chain not in ("OUTPUT", "POSTROUTING") and self.chance(0.2):
            words += self.inverted("-i", self.device())
        if chain not in ("PREROUTING", "INPUT") and self.chance(0.2):
            words += self.inverted("-o", self.device())
        protocol = self.pick(None, "tcp", "udp", "udp", "icmp")
        if protocol:
            words += self.inverted("-p", protocol, of=0)
        elif self.chance(0.1):
            words += ["!", "-p", "tcp"]
        words += ["!", "-f"] if self.chance(0.05) else []
        words += self.matches(chain, protocol)
        target = self.target(table, chain, protocol)
        if target:
            goes = target in (["OTHER"], ["USER"]) and self.chance(0.3)
            words += ["-g" if goes else "-j"] + target
        return table, chain, words

    def packet(self, number):
        source = self.pick("left", "left", "left", "node")
        protocol = self.pick("udp", "udp", "tcp", "icmp")
        return {"from": source, "src": self.pick(*LEFT) if source == "left" else self.pick(*NODE), "dst": self.pick(*RIGHT, *RIGHT, *NODE) if source == "left" else self.pick(*RIGHT),
                "proto": protocol, "sport": 20000 + number, "dport": self.pick(*PORTS), "tos": self.pick(0, 0, 0x10), "size": self.pick(0, 0, 100)}
