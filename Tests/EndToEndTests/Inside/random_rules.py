"""Rules at random, in nft's language: every kind of match and statement, named sets of every shape, nested chains."""
import random


class RandomRules:
    def __init__(self, seed):
        self.dice = random.Random(seed)

    # What there is to refer to.

    def skeleton(self):
        d = self.dice
        nets = sorted({f"10.{d.randrange(200)}.{d.randrange(200)}.0/{d.choice([24, 25, 28])}" for _ in range(3)})
        lines = []
        for family in ("ip", "ip6", "inet"):
            addr = "ipv6_addr" if family == "ip6" else "ipv4_addr"
            one = "fd00::%x" if family == "ip6" else "10.1.2.%d"
            some = ", ".join(sorted({one % d.randrange(1, 250) for _ in range(4)}))
            lines += [f"table {family} t {{", f"\tset hosts {{\n\t\ttype {addr}\n\t\telements = {{ {some} }}\n\t}}"]
            if family != "ip6":
                lines += [f"\tset nets {{\n\t\ttype ipv4_addr\n\t\tflags interval\n\t\telements = {{ {', '.join(nets)} }}\n\t}}",
                          "\tset pairs {\n\t\ttype ipv4_addr . inet_service\n\t\telements = { 10.0.0.1 . 80, 10.0.0.2 . 443 }\n\t}",
                          "\tset ranges {\n\t\ttype ipv4_addr . inet_service\n\t\tflags interval\n\t\telements = { 10.0.0.0/8 . 80-90, 10.9.0.1-10.9.0.7 . 443 }\n\t}",
                          "\tmap targets {\n\t\ttype inet_service : ipv4_addr\n\t\telements = { 80 : 10.0.0.1, 443 : 10.0.0.2 }\n\t}"]
            lines += ["\tset ports {\n\t\ttype inet_service\n\t\tflags interval\n\t\telements = { 22, 80-90, 443 }\n\t}",
                      "\tset links {\n\t\ttype ifname\n\t\telements = { \"eth0\", \"veth1\" }\n\t}",
                      "\tset recent {\n\t\ttype %s\n\t\tsize 1024\n\t\tflags dynamic,timeout\n\t\ttimeout 1m\n\t}" % addr,
                      "\tmap verdicts {\n\t\ttype inet_service : verdict\n\t\telements = { 80 : accept, 443 : jump side }\n\t}",
                      "\tcounter named {\n\t}", "\tquota cap {\n\t\tover 10 mbytes\n\t}", "\tlimit slow {\n\t\trate 10/second\n\t}",
                      "\tchain side {\n\t}", "\tchain far {\n\t}"]
            for hook, priority in (("prerouting", "mangle"), ("input", "filter"), ("forward", "filter"), ("output", "filter"), ("postrouting", "mangle")):
                lines.append(f"\tchain {hook} {{\n\t\ttype filter hook {hook} priority {priority}; policy {d.choice(['accept', 'drop'])};\n\t}}")
            lines += ["\tchain dnats {\n\t\ttype nat hook prerouting priority dstnat; policy accept;\n\t}",
                      "\tchain snats {\n\t\ttype nat hook postrouting priority srcnat; policy accept;\n\t}", "}"]
        return "\n".join(lines) + "\n"

    # Values.

    def v4(self):
        return f"10.{self.dice.randrange(4)}.{self.dice.randrange(256)}.{self.dice.randrange(1, 255)}"

    def net4(self):
        length = self.dice.choice([8, 12, 16, 20, 24, 27, 31])
        bits = int.from_bytes(bytes(int(x) for x in self.v4().split(".")), "big") >> (32 - length) << (32 - length)
        return ".".join(map(str, bits.to_bytes(4, "big"))) + f"/{length}"

    def v6(self):
        return f"fd00:{self.dice.randrange(1, 65535):x}::{self.dice.randrange(1, 65535):x}"

    def port(self):
        return self.dice.choice([22, 53, 80, 443, 8080, self.dice.randrange(1, 65535)])

    def ports(self):
        low = self.dice.randrange(1, 60000)
        return f"{low}-{low + self.dice.randrange(1, 5000)}"

    def sign(self):
        return self.dice.choice(["", "", "", "!= "])

    def several(self, make, least=2):
        return "{ " + ", ".join(sorted({str(make()) for _ in range(self.dice.randrange(least, 5))})) + " }"

    # Matches.

    def address(self, family):
        d = self.dice
        side = d.choice(["saddr", "daddr"])
        if family == "ip6" or (family == "inet" and d.random() < 0.3):
            return f"ip6 {side} " + d.choice([
                lambda: self.sign() + self.v6(), lambda: self.sign() + f"fd00:{d.randrange(1, 9)}::/{d.choice([32, 48, 64])}",
                lambda: self.sign() + self.several(self.v6), lambda: "fd00::1-fd00::9" if family == "ip6" else "fd00::1"])()
        return f"ip {side} " + d.choice([
            lambda: self.sign() + self.v4(), lambda: self.sign() + self.net4(), lambda: self.sign() + self.several(self.v4),
            lambda: self.sign() + "@nets", lambda: "@hosts", lambda: f"10.0.0.{d.randrange(1, 100)}-10.0.0.{d.randrange(101, 250)}",
            lambda: self.sign() + "{ 10.1.0.0/16, 10.2.3.4, 10.3.0.0-10.3.0.9 }"])()

    def transport(self, family):
        d = self.dice
        proto = d.choice(["tcp", "udp"])
        side = d.choice(["sport", "dport"])
        return d.choice([
            lambda: f"{proto} {side} {self.sign()}{self.port()}", lambda: f"{proto} {side} {self.sign()}{self.ports()}",
            lambda: f"{proto} {side} {self.sign()}{self.several(self.port)}", lambda: f"{proto} {side} {d.choice(['<', '>', '<=', '>='])} {self.port()}",
            lambda: f"{proto} {side} {self.sign()}@ports", lambda: f"meta l4proto {self.sign()}{d.choice(['tcp', 'udp', 'icmp', '47'])}",
            lambda: "meta l4proto { tcp, udp }", lambda: f"meta l4proto {{ tcp, udp }} th {side} {self.port()}",
            lambda: f"tcp flags {d.choice(['syn', 'syn,ack', '== syn', '!= ack', '& (syn|ack) == syn', '& (fin|syn|rst|ack) == syn', '& rst != 0', '& (fin|syn) == 0'])}",
            lambda: f"tcp sport {self.port()} tcp dport {self.port()}", lambda: f"udp length {d.randrange(8, 1500)}",
            lambda: "tcp option maxseg size " + str(d.randrange(100, 1500)), lambda: "tcp option sack-perm exists",
            lambda: f"tcp window > {d.randrange(65535)}", lambda: f"{proto} sport . {proto} dport {{ {self.port()} . {self.port()} }}"])()

    def icmp(self, family):
        d = self.dice
        if family == "ip6":
            return "icmpv6 type " + d.choice(["echo-request", "nd-neighbor-solicit", "{ echo-request, echo-reply }", "!= nd-router-advert"])
        return d.choice(["icmp type echo-request", "icmp type { echo-request, echo-reply }", "icmp type != destination-unreachable",
                         "icmp type destination-unreachable icmp code host-unreachable"])

    def packet(self, family):
        d = self.dice
        if family == "ip6":
            return d.choice([f"ip6 hoplimit {d.choice(['< ', '> ', ''])}{d.randrange(1, 255)}", "ip6 dscp af11", f"ip6 nexthdr {self.sign()}tcp",
                             f"ip6 length > {d.randrange(40, 1400)}", f"ip6 flowlabel {d.randrange(1, 999)}", "exthdr frag exists", "exthdr hbh missing"])
        return d.choice([f"ip ttl {d.choice(['< ', '> ', '', '!= '])}{d.randrange(1, 255)}", f"ip dscp {self.sign()}{d.choice(['cs1', 'ef', 'af21', '0x05'])}",
                         f"ip protocol {self.sign()}{d.choice(['tcp', 'udp', 'icmp', '89'])}", f"ip length {d.choice(['< ', '> '])}{d.randrange(40, 1400)}",
                         f"ip id {d.randrange(1, 60000)}", "ip frag-off & 0x1fff != 0", "ip ecn ce", "ip version 4", "ip hdrlength 5", f"ip protocol {{ tcp, udp }}"])

    def meta(self, family):
        d = self.dice
        return d.choice([
            lambda: f"meta mark {self.sign()}0x{d.randrange(1, 9999):x}", lambda: f"meta mark & 0x{d.choice([0xff, 0xff00, 0x4000]):x} {d.choice(['==', '!='])} 0x{d.choice([0, 0x40]):x}",
            lambda: f"meta mark {self.several(lambda: hex(d.randrange(1, 99)))}", lambda: f"iifname {self.sign()}\"eth{d.randrange(3)}\"",
            lambda: f"iifname \"veth*\"", lambda: "iifname @links", lambda: "iif \"lo\"", lambda: f"iifname {{ \"eth0\", \"eth{d.randrange(1, 9)}\" }}",
            lambda: f"meta length {d.choice(['< ', '> '])}{d.randrange(60, 1500)}", lambda: f"meta length {d.randrange(60, 100)}-{d.randrange(200, 900)}",
            lambda: "meta pkttype { broadcast, multicast }", lambda: "meta pkttype != host", lambda: f"meta cpu {d.randrange(2)}",
            lambda: "meta nfproto ipv4" if family == "inet" else "meta protocol ip", lambda: f"iifgroup {d.randrange(1, 5)}", lambda: "meta iiftype ether",
            lambda: f"fib daddr type {self.sign()}{d.choice(['local', 'broadcast', 'unicast', '{ local, multicast }'])}", lambda: f"fib saddr . iif oif {d.choice(['missing', 'exists', '0'])}",
            lambda: f"numgen random mod {d.randrange(2, 9)} {d.choice(['', '< ', '> '])}1", lambda: "meta hour \"10:00\"-\"12:30\"", lambda: "meta day \"Sunday\""])()

    def ct(self, family):
        d = self.dice
        return d.choice([
            lambda: "ct state " + d.choice(["established,related", "new", "invalid", "!= invalid", "{ new, untracked }", "established,related,new"]),
            lambda: f"ct mark {self.sign()}0x{d.randrange(1, 255):x}", lambda: f"ct mark & 0xf0 == 0x{d.choice([0x10, 0x20]):x}", lambda: f"ct status {d.choice(['dnat', 'snat', 'assured', '& dnat != 0'])}",
            lambda: "ct direction " + d.choice(["original", "reply"]), lambda: f"ct original ip saddr {self.v4()}" if family != "ip6" else "ct state new",
            lambda: f"ct expiration > {d.randrange(1, 99)}s", lambda: f"ct bytes > {d.randrange(999)}", lambda: f"ct original packets > {d.randrange(1, 99)}",
            lambda: "ct helper \"ftp\"", lambda: f"ct zone {d.randrange(1, 9)}"])()

    def joined(self, family):
        d = self.dice
        if family == "ip6":
            return self.transport(family)
        return d.choice([f"ip saddr . tcp dport {self.sign()}@pairs", "ip daddr . udp dport @ranges", f"ip saddr . tcp dport {{ {self.v4()} . {self.port()} }}",
                         f"ip saddr . ip daddr {{ {self.v4()} . {self.v4()} }}", f"ip daddr . meta l4proto . th dport {{ {self.v4()} . tcp . {self.port()} }}",
                         f"iifname . ip saddr {{ \"eth0\" . {self.v4()} }}", f"ip saddr . tcp dport {{ {self.net4()} . {self.ports()} }}", f"meta mark . tcp dport {{ 0x1 . 80 }}"])

    # Statements.

    def passing(self, family):
        d = self.dice
        return d.choice([
            lambda: "counter", lambda: f"counter packets {d.randrange(99)} bytes {d.randrange(9999)}", lambda: f"meta mark set 0x{d.randrange(1, 999):x}",
            lambda: f"meta mark set meta mark | 0x{d.randrange(1, 99):x}", lambda: "meta mark set ct mark", lambda: "ct mark set meta mark", lambda: f"ct mark set ct mark & 0xff",
            lambda: f"meta mark set meta mark & 0xff00 ^ 0x10", lambda: f"log prefix \"p{d.randrange(9)}: \" level {d.choice(['info', 'debug', 'err'])}", lambda: "log flags all", lambda: "log group 2",
            lambda: f"limit rate {d.randrange(1, 99)}/{d.choice(['second', 'minute', 'hour', 'day'])}", lambda: f"limit rate over {d.randrange(1, 99)}/second burst {d.randrange(6, 99)} packets",
            lambda: f"limit rate {d.randrange(1, 99)} kbytes/second", lambda: f"quota {d.choice(['', 'over '])}{d.randrange(1, 99)} mbytes", lambda: "counter name \"named\"", lambda: "quota name \"cap\"", lambda: "limit name \"slow\"",
            lambda: f"ip dscp set {d.choice(['cs2', 'ef'])}" if family == "ip" else "ip6 dscp set cs3" if family == "ip6" else "counter", lambda: f"ip ttl set {d.randrange(1, 255)}" if family == "ip" else "counter",
            lambda: "tcp option maxseg size set 1300", lambda: "update @recent { ip saddr }" if family != "ip6" else "add @recent { ip6 saddr timeout 10s }",
            lambda: f"ct count over {d.randrange(1, 99)}", lambda: f"meta priority set {d.randrange(1, 9)}", lambda: "tcp dport set 8080"])()

    def ending(self, family):
        d = self.dice
        mixed = {"ip": ["icmp port-unreachable", "icmp host-unreachable", "icmp admin-prohibited"], "ip6": ["icmpv6 no-route", "icmpv6 port-unreachable"],
                 "inet": ["icmpx port-unreachable", "icmpx admin-prohibited", "icmp host-unreachable"]}[family]
        return d.choice(["accept", "drop", "return", "jump side", "goto far", "continue", "reject with " + d.choice(mixed), "reject", "reject with tcp reset", "", ""])

    def translating(self, family):
        d = self.dice
        name = " ip" if family == "inet" else ""
        if family == "ip6":
            return d.choice([("dnats", f"tcp dport {self.port()} dnat to [{self.v6()}]:{self.port()}"), ("dnats", f"dnat to {self.v6()}"), ("snats", "masquerade"), ("snats", f"snat to {self.v6()}")])
        return d.choice([("dnats", f"tcp dport {self.port()} dnat{name} to {self.v4()}:{self.port()}"), ("dnats", f"ip daddr {self.v4()} dnat{name} to {self.v4()}"), ("dnats", f"udp dport {self.port()} redirect to :{self.port()}"),
                         ("dnats", f"dnat{name} to tcp dport map @targets"), ("dnats", f"tcp dport {self.port()} dnat{name} to {self.v4()}-10.9.9.9 persistent"),
                         ("dnats", f"dnat{name} to numgen inc mod 2 map {{ 0 : {self.v4()}, 1 : {self.v4()} }}"), ("snats", f"ip saddr {self.net4()} masquerade"), ("snats", "masquerade random"),
                         ("snats", f"snat{name} to {self.v4()}"), ("snats", f"meta l4proto tcp masquerade to :{self.ports()}"), ("snats", f"oifname \"eth0\" snat{name} to {self.v4()} fully-random")])

    def rule(self):
        d = self.dice
        family = d.choice(["ip", "ip6", "inet", "inet"])
        if d.random() < 0.12:
            chain, words = self.translating(family)
            return f"add rule {family} t {chain} {words}\n"
        matches = [self.address, self.transport, self.icmp, self.packet, self.meta, self.ct, self.joined]
        parts = [d.choice(matches)(family) for _ in range(d.randrange(0, 4))]
        if d.random() < 0.1:
            parts.append(d.choice(["tcp dport vmap @verdicts", "tcp dport vmap { 22 : accept, 100-200 : drop, 80 : jump side }", "ct state vmap { established : accept, invalid : drop }",
                                   "numgen inc mod 3 vmap { 0 : accept, 1 : drop, 2 : continue }", "meta l4proto vmap { tcp : jump side, udp : goto far }"]))
        else:
            parts += [self.passing(family) for _ in range(d.randrange(0, 3))] + [self.ending(family)]
        words = " ".join(p for p in parts if p)
        if not words:
            words = "counter"
        if d.random() < 0.15:
            words += f" comment \"rule {d.randrange(999)}\""
        return f"add rule {family} t {d.choice(['prerouting', 'input', 'forward', 'output', 'postrouting', 'side'])} {words}\n"

    def rules(self, count):
        return [self.rule() for _ in range(count)]
