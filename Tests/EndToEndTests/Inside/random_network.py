"""A network that nobody would build: everything that the kernel here allows, mixed by a seed."""
import os
import random
import socket

from machine import batch, inside, must, run


class RandomNetwork:
    def __init__(self, seed):
        self.dice = random.Random(seed)
        self.names = [f"n{i}" for i in range(self.dice.randint(2, 4))]
        self.links = {None: ["lo"]} | {n: ["lo"] for n in self.names}
        self.nexthops = {None: []} | {n: [] for n in self.names}
        self.sockets = []
        # The other end of each veth, and which bridges hang together: a loop would flood this machine's CPUs.
        self.cables = {}
        self.bridged = set()
        self.mirrors = set()
        self.islands = {n: {n} for n in [None] + self.names}
        self.build()

    def path(self, place):
        return f"/run/netns/{place}" if place else "/proc/self/ns/net"

    def build(self):
        for name in self.names:
            must("ip", "netns", "add", name)
        for name in self.names + [None]:
            with inside(self.path(name)), open("/proc/sys/net/ipv6/conf/default/router_solicitations", "w") as quiet:
                quiet.write("0")
            self.batch(name, ["link set lo up"])
        for step in [self.pairs, self.bridges, self.others, self.up, self.addresses, self.settings, self.nexthop_objects,
                     self.routes, self.rules, self.neighbors, self.fdb, self.properties]:
            for place in [None] + self.names:
                self.batch(place, step(place))
        for place in [None] + self.names:
            with inside(self.path(place)):
                self.open_sockets(place)

    def batch(self, place, commands):
        commands = list(commands)
        ip = [c for c in commands if not c.startswith("bridge ")]
        if ip:
            batch(self.path(place), ip)
        other = [c[len("bridge "):] for c in commands if c.startswith("bridge ")]
        if other:
            with inside(self.path(place)):
                run("bridge", "-force", "-batch", "-", input="\n".join(other).encode() + b"\n")

    # Links

    def pairs(self, place):
        for i in range(self.dice.randint(1, 3)):
            far = self.dice.choice([n for n in [None] + self.names])
            near_name, far_name = f"v{i}", f"w{i}{place or 'x'}"
            if far == place:
                target = ""
            elif far is None:
                # Into the sandbox's own namespace, by the number of a process there.
                target = f" netns {os.getpid()}"
            else:
                target = f" netns {far}"
            index = f" index {self.dice.choice([50, 51, 52, 53])}" if self.dice.random() < 0.5 else ""
            mtu = self.dice.choice([1280, 1400, 1500, 9000])
            yield f"link add {near_name}{index} mtu {mtu} type veth peer name {far_name}{target}"
            self.links[place].append(near_name)
            self.links[far].append(far_name)
            self.cables[place, near_name] = (far, far_name)
            self.cables[far, far_name] = (place, near_name)

    def bridges(self, place):
        if self.dice.random() < 0.7:
            options = [f"ageing_time {self.dice.randint(100, 60000)}", f"forward_delay {self.dice.choice([200, 400, 1500])}",
                       f"priority {self.dice.choice([0, 4096, 32768])}", f"nf_call_iptables {self.dice.randint(0, 1)}",
                       f"mcast_snooping {self.dice.randint(0, 1)}", f"mcast_querier {self.dice.randint(0, 1)}",
                       f"group_fwd_mask {self.dice.choice([0, 8])}", f"stp_state {self.dice.randint(0, 1)}"]
            chosen = " ".join(self.dice.sample(options, self.dice.randint(0, len(options))))
            yield f"link add br0 type bridge {chosen}"
            ports = [n for n in self.links[place] if n[0] in "vw" and self.dice.random() < 0.6]
            for port in ports:
                if not self.plug(place, port):
                    continue
                yield f"link set {port} master br0"
                flags = ["isolated", "learning", "flood", "mcast_flood", "bcast_flood", "guard", "root_block",
                         "fastleave", "neigh_suppress", "proxy_arp", "proxy_arp_wifi"]
                words = " ".join(f"{f} {self.onoff()}" for f in self.dice.sample(flags, 4))
                if self.cables[place, port] not in self.bridged and self.dice.random() < 0.5:
                    self.mirrors.add((place, port))
                    words += " hairpin on"
                yield f"link set {port} type bridge_slave cost {self.dice.randint(1, 200)} priority {self.dice.randint(0, 63)} {words}"
            self.links[place].append("br0")

    def plug(self, place, port):
        """Whether the port may join its bridge: there must never be two ways from one bridge to another, and what a
        hairpin port sends back must not end in another bridge."""
        far = self.cables[place, port]
        if far in self.mirrors:
            return False
        if far in self.bridged:
            if self.islands[place] is self.islands[far[0]]:
                return False
            joined = self.islands[place] | self.islands[far[0]]
            for member in joined:
                self.islands[member] = joined
        self.bridged.add((place, port))
        return True

    def others(self, place):
        lower = self.dice.choice([n for n in self.links[place] if n != "lo"] or ["lo"])
        kinds = {
            "vx4": f"type vxlan id {self.dice.randint(1, 16777215)} local 10.1.0.1 remote 10.1.0.{self.dice.randint(2, 250)} "
                   f"dev {lower} dstport {self.dice.choice([4789, 8472])} {self.dice.choice(['', 'nolearning'])} ttl {self.dice.randint(0, 255)}",
            "vx6": f"type vxlan id {self.dice.randint(1, 99)} local fd00:1::1 group ff05::100 dev {lower} dstport 4790 ageing 77 proxy",
            "vxe": "type vxlan external dstport 4791",
            "mv0": f"link {lower} type macvlan mode {self.dice.choice(['bridge', 'private', 'vepa', 'passthru'])}",
            "mvt": f"link {lower} type macvtap mode bridge",
            "ifb0": "type ifb", "dum0": "type dummy", "gre1": "type gretap local 10.1.0.1 remote 10.1.0.9 key 5",
            "vrf1": "type vrf table 77", "gnv": "type geneve id 9 remote 10.1.0.3", "ipv0": f"link {lower} type ipvlan mode l2",
        }
        for name, words in kinds.items():
            if self.dice.random() < 0.5:
                first, _, rest = words.partition("type")
                yield f"link add {first}name {name} type{rest}"
                self.links[place].append(name)
        for name, mode in [("tun0", "tun"), ("tap0", "tap")]:
            if self.dice.random() < 0.5:
                more = self.dice.choice(["", " multi_queue", " user 0", " group 0"])
                yield f"tuntap add mode {mode} name {name}{more}"
                self.links[place].append(name)
        if self.dice.random() < 0.4 and place:
            yield f"link add link {lower} name mvn netns {os.getpid()} type macvlan mode bridge"

    def up(self, place):
        for name in self.links[place]:
            if self.dice.random() < 0.8:
                yield f"link set {name} up"

    def properties(self, place):
        for name in self.links[place]:
            if self.dice.random() < 0.2:
                yield f"link property add dev {name} altname alternative-{name}-{self.dice.randint(0, 99)}"
            if self.dice.random() < 0.2:
                yield f"link set {name} alias some-words-{self.dice.randint(0, 99)}"
            if self.dice.random() < 0.1 and name != "lo":
                yield f"link set {name} {self.dice.choice(['promisc on', 'allmulticast on', 'arp off', 'group 7', 'txqueuelen 7', 'mtu 1450', 'down'])}"

    # Addresses

    def addresses(self, place):
        for number, name in enumerate(self.links[place]):
            net = number + 1
            for _ in range(self.dice.randint(0, 3)):
                host = self.dice.randint(1, 60)
                more = self.dice.choice(["", " brd +", f" label {name}:{host}", " scope link", " scope host", " metric 50",
                                         " noprefixroute", " valid_lft 3000 preferred_lft 2500", " scope 33"])
                yield f"addr add 10.{net}.0.{host}/{self.dice.choice([24, 24, 24, 16, 30, 32])}{more} dev {name}"
            if self.dice.random() < 0.3:
                yield f"addr add 10.{net}.9.1 peer 10.{net}.9.{self.dice.randint(2, 9)}/32 dev {name}"
            for _ in range(self.dice.randint(0, 2)):
                host = self.dice.randint(1, 9)
                more = self.dice.choice(["", " nodad", " nodad home", " nodad noprefixroute", " nodad valid_lft 3000 preferred_lft 0",
                                         " mngtmpaddr", " nodad metric 99"])
                yield f"addr add fd00:{net}::{host}/{self.dice.choice([64, 64, 128, 48])} dev {name}{more}"
            if self.dice.random() < 0.2:
                yield f"addr add fd00:{net}::a1 peer fd00:{net}::a2/128 dev {name} nodad"

    def settings(self, place):
        with inside(self.path(place)):
            for name in self.dice.sample(self.links[place], min(3, len(self.links[place]))):
                for family, key, most in [("ipv4", "rp_filter", 2), ("ipv4", "arp_ignore", 2), ("ipv4", "forwarding", 1),
                                          ("ipv4", "proxy_arp", 1), ("ipv4", "log_martians", 1), ("ipv4", "accept_local", 1),
                                          ("ipv6", "forwarding", 1), ("ipv6", "accept_ra", 2), ("ipv6", "proxy_ndp", 1),
                                          ("ipv4", "ignore_routes_with_linkdown", 1), ("ipv6", "ignore_routes_with_linkdown", 1)]:
                    try:
                        with open(f"/proc/sys/net/{family}/conf/{name}/{key}", "w") as file:
                            file.write(str(self.dice.randint(0, most)))
                    except OSError:
                        pass
        return []

    # Routes

    def hop(self, place, version):
        names = [n for n in self.links[place] if n != "lo"] or ["lo"]
        name = self.dice.choice(names)
        net = self.links[place].index(name) + 1
        via = f"10.{net}.0.{self.dice.randint(1, 99)}" if version == 4 else f"fd00:{net}::{self.dice.randint(1, 99)}"
        return f"via {via} dev {name}" + self.dice.choice(["", " onlink"])

    def nexthop_objects(self, place):
        ids = range(1, self.dice.randint(2, 7))
        for number in ids:
            words = self.dice.choice(["blackhole", self.hop(place, 4), self.hop(place, 4), self.hop(place, 6),
                                      f"dev {self.dice.choice(self.links[place])}", "via 10.99.0.1 fdb"])
            yield f"nexthop add id {number} {words}"
        yield f"nexthop add id 20 group 1/2"
        yield f"nexthop add id 21 group 1,{self.dice.randint(1, 250)}/3,2"
        yield f"nexthop add id 22 group 2/3 type resilient buckets 4"
        self.nexthops[place] = list(ids) + [20, 21]

    def routes(self, place):
        for i in range(self.dice.randint(5, 40)):
            version = self.dice.choice([4, 6])
            flag = "-6 " if version == 6 else ""
            dst = self.dice.choice(["default", f"10.{self.dice.randint(100, 250)}.{i}.0/{self.dice.choice([24, 26, 32])}"]) if version == 4 \
                else self.dice.choice(["default", f"2001:db8:{i}::/{self.dice.choice([48, 64, 128])}"])
            if "/32" in dst:
                dst = dst.replace(".0/", ".7/")
            table = self.dice.choice(["", "", " table 100", " table 1000", " table 70000"])
            metric = f" metric {self.dice.randint(1, 2000)}"
            kind = self.dice.randint(0, 9)
            if kind < 2:
                yield f"route add {self.dice.choice(['blackhole', 'unreachable', 'prohibit', 'throw'])} {dst}{table}{metric}"
            elif kind < 4:
                hops = " ".join(f"nexthop {self.hop(place, version).replace(' onlink', '')} weight {self.dice.randint(1, 250)}"
                                for _ in range(self.dice.randint(2, 3)))
                yield f"{flag}route add {dst}{table}{metric} {hops}"
            elif kind < 5 and self.nexthops[place]:
                yield f"{flag}route add {dst}{table}{metric} nhid {self.dice.choice(self.nexthops[place])}"
            elif kind < 6:
                name = self.dice.choice(self.links[place])
                yield f"{flag}route add {dst}{table}{metric} dev {name}" + (" scope link" if version == 4 else "")
            elif kind < 7 and version == 4:
                yield f"route add {dst}{table}{metric} via inet6 fd00:2::5 dev {self.dice.choice(self.links[place])}"
            else:
                more = self.dice.choice(["", " mtu 1300", " mtu lock 1280", " advmss 1200", " proto bird", " proto 99", " realm 5",
                                         " tos 0x10" if version == 4 else " pref high", " expires 3000" if version == 6 else " src 10.2.0.1",
                                         " initcwnd 10 rto_min 5ms"])
                yield f"{flag}route add {dst}{table}{metric} {self.hop(place, version)}{more}"

    def rules(self, place):
        for i in range(self.dice.randint(0, 8)):
            version = self.dice.choice(["", "-6 "])
            address = "10.1.0.0/16" if not version else "fd00:1::/64"
            selectors = [f"from {address}", f"to {address}", "fwmark 0x10/0xff", "fwmark 7", "iif lo", "oif nosuch0", "tos 0x10",
                         "ipproto tcp", "sport 1000-2000", "dport 443", "uidrange 0-1000"]
            words = " ".join(self.dice.sample(selectors, self.dice.randint(1, 3)))
            invert = "not " if self.dice.random() < 0.2 else ""
            action = self.dice.choice(["table 100", "table 70000", "lookup main suppress_prefixlength 0", "blackhole", "prohibit",
                                       "unreachable", "goto 30000", "nop", "table main suppress_ifgroup 7", "table 100 protocol zebra"])
            yield f"{version}rule add pref {1000 + i * 10} {invert}{words} {action}"
        if self.dice.random() < 0.3:
            yield f"rule add pref {self.dice.randint(1, 900)} l3mdev"
        if self.dice.random() < 0.3:
            yield f"rule add pref 30000 nop"

    # Neighbours and forwarding database

    def neighbors(self, place):
        for number, name in enumerate(self.links[place]):
            for _ in range(self.dice.randint(0, 2)):
                host = self.dice.randint(70, 99)
                address = self.dice.choice([f"10.{number + 1}.0.{host}", f"fd00:{number + 1}::{host}"])
                state = self.dice.choice(["permanent", "permanent", "noarp", "stale"])
                yield f"neigh add {address} lladdr 02:00:00:00:00:{host} dev {name} nud {state}{self.dice.choice(['', ' router', ' extern_learn'])}"
            if self.dice.random() < 0.2:
                yield f"neigh add 10.{number + 1}.0.200 dev {name} nud failed"
            if self.dice.random() < 0.1:
                yield f"neigh add proxy 10.{number + 1}.0.201 dev {name}"

    def fdb(self, place):
        for name in self.links[place]:
            for _ in range(self.dice.randint(0, 2)):
                mac = "02:00:00:00:%02x:%02x" % (self.dice.randint(0, 255), self.dice.randint(0, 255))
                words = self.dice.choice(["master static", "master static sticky", "master dynamic extern_learn", "self permanent", "self local"])
                yield f"bridge fdb add {mac} dev {name} {words}"
        if "vx4" in self.links[place]:
            for host in range(self.dice.randint(0, 3)):
                yield f"bridge fdb append 00:00:00:00:00:00 dev vx4 dst 10.1.0.{host + 20} self permanent"
            yield "bridge fdb append 02:00:00:00:bb:01 dev vx4 dst 10.1.0.22 port 4790 vni 43 via lo self permanent"
        if "vx6" in self.links[place]:
            yield "bridge fdb append 02:00:00:00:bb:02 dev vx6 dst fd00:9::55 self static"
        if "vxe" in self.links[place]:
            yield "bridge fdb add 02:00:00:00:bb:04 dev vxe dst 10.9.0.40 src_vni 100 vni 101 self permanent"

    # Sockets

    def open_sockets(self, place):
        for _ in range(self.dice.randint(1, 6)):
            family = self.dice.choice([socket.AF_INET, socket.AF_INET6])
            loopback = "127.0.0.1" if family == socket.AF_INET else "::1"
            anywhere = "0.0.0.0" if family == socket.AF_INET else "::"
            try:
                kind = self.dice.randint(0, 4)
                one = socket.socket(family, socket.SOCK_STREAM if kind < 3 else socket.SOCK_DGRAM)
                self.sockets.append(one)
                if family == socket.AF_INET6 and self.dice.random() < 0.5:
                    one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                if self.dice.random() < 0.2:
                    one.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"lo")
                one.bind((self.dice.choice([loopback, anywhere]), 0))
                if kind < 3:
                    one.listen(self.dice.randint(1, 99))
                    client = socket.socket(family, socket.SOCK_STREAM)
                    client.settimeout(0.3)
                    client.connect((loopback, one.getsockname()[1]))
                    client.send(b"x" * self.dice.randint(0, 500))
                    self.sockets.append(client)
                    if kind == 1:
                        self.sockets.append(one.accept()[0])
                elif kind == 3:
                    one.connect((loopback, 9))
                else:
                    sender = socket.socket(family, socket.SOCK_DGRAM)
                    sender.sendto(b"x" * 100, (loopback, one.getsockname()[1]))
                    self.sockets.append(sender)
            except OSError:
                pass

    def onoff(self):
        return self.dice.choice(["on", "off"])
