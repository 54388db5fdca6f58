"""Rulesets at random for packets that are really sent: few addresses, ports and marks, so that rules often match.

Each rule counts behind its matches and before its verdict: a counter that moved is a rule that matched."""
import random

HOOKS = {"prerouting": -300, "output": -300}


class TruthRules:
    def __init__(self, seed):
        self.dice = random.Random(seed)
        self.sets = 0

    def pick(self, *choices):
        return self.dice.choice(choices)

    # Values out of small pools.

    def client(self):
        return f"10.0.1.{self.dice.randrange(2, 6)}"

    def server(self):
        return f"10.0.2.{self.dice.randrange(1, 6)}"

    def address(self):
        return self.pick(self.client(), self.server(), "10.0.1.1", "10.9.9.9")

    def port(self):
        return self.pick(53, 80, 443, 8080, 9090)

    def sign(self):
        return self.pick("", "", "", "!= ")

    def several(self, make):
        return "{ " + ", ".join(sorted({str(make()) for _ in range(self.dice.randrange(1, 4))})) + " }"

    # Matches.

    def match(self, hook, family):
        kinds = [self.addresses, self.addresses, self.ports, self.ports, self.ports, self.protocol, self.packet, self.marks, self.devices, self.joined, self.chance]
        if hook.startswith("raw"):
            kinds.append(lambda *_: self.pick("ct state invalid", "ct state new", "ct state untracked"))
        else:
            kinds += [self.conntrack, self.conntrack]
        return self.dice.choice(kinds)(hook, family)

    def addresses(self, hook, family):
        side = self.pick("saddr", "daddr")
        return f"ip {side} " + self.pick(
            self.sign() + self.address(), self.sign() + self.pick("10.0.1.0/24", "10.0.0.0/16", "10.0.2.0/30", "10.0.2.4/31", "10.0.0.0/8"),
            self.sign() + self.several(self.address), self.sign() + "@nets", self.sign() + "@hosts", self.sign() + "10.0.1.3-10.0.2.2",
            self.sign() + "{ 10.0.1.0/30, 10.0.2.3-10.0.2.9 }")

    def ports(self, hook, family):
        proto, side = self.pick("tcp", "udp"), self.pick("dport", "dport", "dport", "sport")
        return self.pick(
            f"{proto} {side} {self.sign()}{self.port()}", f"{proto} {side} {self.sign()}{self.several(self.port)}", f"{proto} {side} {self.sign()}80-500",
            f"{proto} {side} {self.pick('<', '>', '<=', '>=')} {self.port()}", f"{proto} {side} {self.sign()}@ports", f"{proto} {side} {self.sign()}{{ 50-60, 400-9000 }}",
            f"meta l4proto {{ tcp, udp }} th dport {self.sign()}{self.port()}", f"meta l4proto {{ tcp, udp }} @th,16,16 {self.port()}")

    def protocol(self, hook, family):
        return self.pick(
            f"meta l4proto {self.sign()}{self.pick('tcp', 'udp', 'icmp')}", "meta l4proto { tcp, udp }", f"ip protocol {self.sign()}{self.pick('tcp', 'udp', 'icmp')}",
            "ip protocol { icmp, udp }", "icmp type echo-request", "icmp type { echo-reply, destination-unreachable }", "icmp code 0", "tcp flags syn", "tcp flags & (syn|ack) == syn",
            "tcp flags != syn", "tcp flags & (fin|ack) != 0", "tcp flags & (fin|syn|rst|ack) == syn", "meta protocol ip", "meta nfproto ipv4" if family == "inet" else "meta protocol != ip6", "ip version 4")

    def packet(self, hook, family):
        return self.pick(
            f"ip ttl {self.pick('< ', '> ', '', '!= ')}{self.pick(63, 64, 60)}", f"ip dscp {self.sign()}{self.pick('cs0', 'cs1', 'ef')}", f"ip length {self.pick('< ', '> ', '!= ')}{self.pick(28, 40, 60, 84)}",
            f"meta length {self.pick('< ', '> ')}{self.pick(30, 50)}", "meta length 28-45", "meta hour \"00:00\"-\"23:59:59\"", "meta day { 0, 1, 2, 3, 4, 5, 6 }", "meta time > 1700000000", "rt classid 0", "meta random >= 0", "ip frag-off & 0x1fff == 0", "ip frag-off & 0x4000 != 0", "ip hdrlength 5", "meta pkttype host", "meta pkttype { broadcast, multicast }",
            "fib daddr type local", "fib daddr type unicast", "fib saddr type local", "fib daddr type { local, broadcast }", "exthdr frag exists" if family == "inet" else "ip ecn not-ect")

    def marks(self, hook, family):
        return self.pick(
            f"meta mark {self.sign()}{self.dice.randrange(4)}", f"meta mark & 0x3 == {self.dice.randrange(4)}", f"meta mark & 0x1 != 0", "meta mark { 0, 2 }", "meta mark 1-3", f"meta mark >= {self.dice.randrange(4)}",
            "meta priority none", "meta skuid 0" if hook.endswith("output") else "meta mark != 7")

    def devices(self, hook, family):
        ways = ["iifname", "iif"] if hook.endswith(("prerouting", "input")) else ["oifname"] if hook.endswith(("output", "postrouting")) else ["iifname", "oifname", "oif"]
        way = self.dice.choice(ways)
        return self.pick(f"{way} {self.sign()}\"{self.pick('inner', 'outer')}\"", f"{way} {{ \"inner\", \"outer\" }}" if way.endswith("name") else f"{way} \"inner\"",
                         f"{way} {self.sign()}\"in*\"" if way.endswith("name") else f"{way} \"outer\"", "iifgroup 0" if way.startswith("iif") else "oifgroup 0",
                         "meta iiftype ether" if way.startswith("iif") else "meta oiftype ether", "meta iifkind \"veth\"" if way.startswith("iif") else "meta oifkind \"veth\"")

    def conntrack(self, hook, family):
        return self.pick(
            "ct state new", "ct state established,related", "ct state != invalid", "ct state { new, untracked }", "ct state invalid", "ct state untracked", "ct direction original",
            f"ct mark {self.sign()}{self.dice.randrange(4)}", "ct mark & 0x1 == 1", "ct status dnat", "ct status snat", "ct status & dnat == 0", f"ct original ip daddr {self.server()}", f"ct original ip saddr {self.client()}",
            "ct protocol tcp", "ct zone 0", "ct reply ip saddr " + self.server() if family == "ip" else "ct state new")

    def joined(self, hook, family):
        return self.pick(
            "ip saddr . tcp dport @pairs", "ip daddr . udp dport @pairs", f"ip daddr . tcp dport {self.sign()}@ranges", f"ip daddr . meta l4proto . th dport {{ {self.server()} . tcp . {self.port()}, {self.server()} . udp . {self.port()} }}",
            f"ip saddr . ip daddr {self.sign()}{{ {self.client()} . {self.server()} }}", f"ip saddr . udp dport {{ 10.0.1.0/30 . 50-100, 10.0.1.5 . 443 }}", f"meta mark . ip daddr {{ 0 . {self.server()} }}",
            f"ip daddr . icmp type {{ {self.server()} . echo-request }}")

    def chance(self, hook, family):
        return self.pick("numgen inc mod 2 0", "numgen random mod 3 < 2", "numgen random mod 4 { 0, 3 }", "limit rate 1000/second", "quota over 100 mbytes", "jhash ip saddr mod 2 0", "ip protocol tcp", "ip saddr 10.0.0.0/8")

    # Statements.

    def passing(self, hook, family):
        options = [f"meta mark set {self.dice.randrange(4)}", f"meta mark set meta mark | {self.dice.randrange(4)}", "meta mark set meta mark ^ 1", f"meta mark set ip daddr map {{ {self.server()} : 1, {self.server()[:-1]}9 : 2 }}",
                   "log level debug", "limit rate 1000/second", "counter", "ip dscp set cs1", f"ip ttl set {self.pick(60, 64)}", "tcp option maxseg size set 1200", "update @recent { ip saddr }"]
        if not hook.startswith("raw"):
            options += [f"ct mark set {self.dice.randrange(4)}", "ct mark set meta mark", "meta mark set ct mark"]
        return self.dice.choice(options)

    def ending(self, hook, side, depth):
        d = self.dice.random()
        if d < 0.45:
            return ""
        if d < 0.6:
            return "accept"
        if d < 0.7 and depth == 0:
            return f"{self.pick('jump', 'goto')} {side}"
        if d < 0.76:
            return "return"
        if d < 0.80:
            return "continue"
        if d < 0.86:
            return "drop"
        if d < 0.90 and hook in ("input", "forward", "output"):
            return self.pick("reject", "reject with tcp reset" if False else "reject", "reject with icmp host-unreachable")
        return ""

    def rule(self, hook, family, chain, side, depth):
        matches = [self.match(hook, family) for _ in range(self.dice.choice([0, 1, 1, 2, 2, 3]))]
        if not hook.startswith("raw") and self.dice.random() < 0.08 and depth == 0:
            target = self.pick(f"tcp dport vmap {{ 80 : accept, 443 : jump {side}, 8000-9000 : goto {side} }}", f"udp dport vmap @verdicts_{hook}", f"ip daddr vmap {{ {self.server()} : jump {side}, 10.0.1.0/24 : return }}",
                               f"meta l4proto vmap {{ tcp : jump {side}, udp : continue }}", f"ct state vmap {{ new : jump {side}, established : accept }}", f"numgen random mod 2 vmap {{ 0 : jump {side}, 1 : continue }}")
            return f"add rule {family} t {chain} {' '.join(matches)} {target}\n"
        passing = [self.passing(hook, family)] if self.dice.random() < 0.4 else []
        if hook.startswith("raw") and self.dice.random() < 0.1:
            passing.append("notrack")
        # Statements that may end the rule stand before the counter.
        early = [p for p in passing if p.startswith(("limit", "tcp option"))]
        late = [p for p in passing if p not in early]
        return f"add rule {family} t {chain} {' '.join(matches + early)} counter {' '.join(late)} {self.ending(hook, side, depth)}\n"

    def translation(self, hook):
        if hook in ("natpre", "natout"):
            what = self.pick(f"ip protocol tcp dnat to {self.server()}:{self.port()}", f"ip protocol udp dnat to {self.server()}:{self.port()}", f"dnat to {self.server()}", f"udp dport {self.port()} dnat to tcp dport map @targets".replace("tcp dport map", "udp dport map"),
                             f"tcp dport {self.port()} dnat to {self.server()}", f"meta l4proto tcp dnat to ip daddr . tcp dport map @services", "tcp dport 8080 redirect to :80", "udp dport 53 redirect",
                             f"dnat to numgen random mod 2 map {{ 0 : {self.server()}, 1 : {self.server()} }}")
        else:
            what = self.pick("masquerade", "snat to 10.0.2.1", f"snat to 10.0.2.{self.dice.randrange(100, 104)}", f"oifname \"outer\" masquerade", "ip saddr 10.0.1.0/24 snat to 10.0.2.77")
        matches = [self.pick(self.addresses, self.ports, self.marks)(hook, "ip") for _ in range(self.dice.choice([0, 1, 1]))]
        words = what.split(" ")
        cut = next(i for i, w in enumerate(words) if w in ("dnat", "snat", "masquerade", "redirect"))
        return f"{' '.join(matches)} {' '.join(words[:cut])} counter {' '.join(words[cut:])}"

    def table(self, family):
        shift = 0 if family == "ip" else self.pick(-1, 1, 5)
        lines = [f"table {family} t {{",
                 "\tset hosts {\n\t\ttype ipv4_addr\n\t\telements = { 10.0.1.2, 10.0.2.3 }\n\t}", "\tset nets {\n\t\ttype ipv4_addr\n\t\tflags interval\n\t\telements = { 10.0.1.4/31, 10.0.2.0/30 }\n\t}",
                 "\tset ports {\n\t\ttype inet_service\n\t\tflags interval\n\t\telements = { 53, 80-443 }\n\t}", "\tset pairs {\n\t\ttype ipv4_addr . inet_service\n\t\telements = { 10.0.1.2 . 80, 10.0.2.3 . 53, 10.0.1.3 . 443 }\n\t}",
                 "\tset ranges {\n\t\ttype ipv4_addr . inet_service\n\t\tflags interval\n\t\telements = { 10.0.2.0/30 . 80-500, 10.0.2.4-10.0.2.5 . 53 }\n\t}",
                 "\tset recent {\n\t\ttype ipv4_addr\n\t\tsize 1024\n\t\tflags dynamic,timeout\n\t\ttimeout 1m\n\t}",
                 "\tmap targets {\n\t\ttype inet_service : ipv4_addr\n\t\telements = { 53 : 10.0.2.2, 80 : 10.0.2.3, 443 : 10.0.2.4 }\n\t}",
                 "\tmap services {\n\t\ttype ipv4_addr . inet_service : ipv4_addr . inet_service\n\t\telements = { 10.0.2.2 . 80 : 10.0.2.3 . 8080, 10.0.2.4 . 443 : 10.0.2.5 . 9090 }\n\t}"]
        bases = [("rawprerouting", "filter", "prerouting", -300), ("rawoutput", "filter", "output", -300), ("prerouting", "filter", "prerouting", -150), ("input", "filter", "input", 0),
                 ("forward", "filter", "forward", 0), ("output", "filter", "output", 0), ("postrouting", "filter", "postrouting", -150)]
        if family == "ip":
            bases += [("natpre", "nat", "prerouting", -100), ("natpost", "nat", "postrouting", 100), ("natout", "nat", "output", -100)]
        bases = [b for b in bases if b[1] == "nat" or self.dice.random() < 0.75]
        for chain, kind, hook, priority in bases:
            if kind != "nat":
                lines.append(f"\tchain {chain}_far {{\n\t}}\n\tchain {chain}_side {{\n\t}}")
                lines.append(f"\tmap verdicts_{chain} {{\n\t\ttype inet_service : verdict\n\t\telements = {{ 53 : jump {chain}_side, 80 : accept, 443 : return }}\n\t}}")
            policy = "drop" if kind != "nat" and self.dice.random() < 0.1 else "accept"
            lines.append(f"\tchain {chain} {{\n\t\ttype {kind} hook {hook} priority {priority + (shift if kind != 'nat' else 0)}; policy {policy};\n\t}}")
        rules = []
        for chain, kind, hook, _ in bases:
            if kind == "nat":
                rules += [f"add rule {family} t {chain} {self.translation(chain)}\n" for _ in range(self.dice.randrange(0, 4))]
                continue
            rules += [self.rule(chain, family, chain + "_far", "", 2) for _ in range(self.dice.randrange(0, 3))]
            rules += [self.rule(chain, family, chain + "_side", chain + "_far", 0) for _ in range(self.dice.randrange(0, 4))]
            rules += [self.rule(chain, family, chain, chain + "_side", 0) for _ in range(self.dice.randrange(0, 6))]
        return "\n".join(lines) + "\n}\n", rules
