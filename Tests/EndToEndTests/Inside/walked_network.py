"""Networks as people build them, put together and broken by a seed: bridges, routed pods, nested routers, uplinks.

Everything lives in namespaces of its own, so that one sandbox can hold many networks one after the other. There are no
loops of bridges: each hangs on others by routers only.
"""
import random

from machine import batch, inside, must, run


class WalkedNetwork:
    def __init__(self, seed, servers, sound=False):
        """A sound one is built without faults, and broken by nobody but its user."""
        self.sound = sound
        self.dice = random.Random(seed)
        self.servers = servers
        self.names, self.addresses, self.routes, self.links = [], {}, {}, {}
        self.bridges, self.ports, self.moves = {}, {}, []
        self.count = 0
        self.v6 = self.dice.random() < 0.4
        self.build()
        self.listen()
        for _ in range(0 if sound else self.dice.choice([0, 1, 1, 2, 3])):
            self.break_something()

    # Parts

    def space(self, name):
        must("ip", "netns", "add", name)
        self.names.append(name)
        self.addresses[name], self.routes[name], self.links[name] = [], [], []
        with inside(f"/run/netns/{name}"):
            # A new namespace may copy what the machine has; duplicate address detection would take a second.
            run("sysctl", "-qw", "net.ipv4.ip_forward=0", "net.ipv4.conf.all.rp_filter=0", "net.ipv4.conf.default.rp_filter=0",
                "net.ipv6.conf.all.accept_dad=0", "net.ipv6.conf.default.accept_dad=0", "net.ipv6.conf.default.router_solicitations=0",
                "net.ipv6.conf.all.forwarding=0", "net.ipv4.neigh.default.proxy_delay=0", "net.ipv4.icmp_ratelimit=0")
        self.ip(name, "link set lo up")
        return name

    def ip(self, place, *commands):
        batch(f"/run/netns/{place}", commands)

    def sysctl(self, place, *settings):
        with inside(f"/run/netns/{place}"):
            run("sysctl", "-qw", *settings)

    def cable(self, near, near_name, far, far_name):
        must("ip", "-n", near, "link", "add", near_name, "type", "veth", "peer", "name", far_name, "netns", far)
        self.ip(near, f"link set {near_name} up")
        self.ip(far, f"link set {far_name} up")
        self.links[near].append(near_name)
        self.links[far].append(far_name)

    def address(self, place, link, address):
        nodad = " nodad" if ":" in address else ""
        self.ip(place, f"addr add {address} dev {link}{nodad}")
        self.addresses[place].append((link, address))

    def route(self, place, words):
        six = "-6 " if ":" in words else ""
        # A batch takes no -6, and "default" alone is IPv4.
        must("ip", "-n", place, *f"{six}route add {words}".split())
        self.routes[place].append((six, words))

    def net(self):
        self.count += 1
        return self.count

    # Building

    def build(self):
        self.node = self.space("node")
        if self.sound or self.dice.random() < 0.95:
            self.sysctl(self.node, "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1")
        for _ in range(self.dice.randint(1, 2)):
            self.uplink()
        for _ in range(self.dice.randint(1, 2)):
            self.bridge(self.node, self.dice.randint(1, 3))
        for _ in range(self.dice.randint(0, 2)):
            self.routed_pod()
        if self.dice.random() < 0.4:
            self.nested()
        if self.dice.random() < 0.25:
            self.macvlans()
        if self.dice.random() < 0.3:
            self.overlay()

    def uplink(self):
        n = self.net()
        far = self.space(f"ext{n}")
        self.cable(self.node, f"up{n}", far, "lan0")
        self.address(self.node, f"up{n}", f"172.16.{n}.2/24")
        self.address(far, "lan0", f"172.16.{n}.1/24")
        self.address(far, "lo", f"198.51.100.{n}/32")
        answers = self.dice.random() < 0.6
        if answers:
            self.route(far, f"10.0.0.0/8 via 172.16.{n}.2")
        if n == 1:
            self.route(self.node, f"default via 172.16.{n}.1")
        else:
            self.route(self.node, f"198.51.100.{n}/32 via 172.16.{n}.1")
        if self.v6:
            self.address(self.node, f"up{n}", f"fd00:172:{n}::2/64")
            self.address(far, "lan0", f"fd00:172:{n}::1/64")
            self.route(far, f"fd00:10::/32 via fd00:172:{n}::2")
            if n == 1:
                self.route(self.node, f"default via fd00:172:{n}::1")
        if (self.sound and not answers) or self.dice.random() < 0.6:
            chain = "{ type nat hook postrouting priority srcnat; }"
            self.nft(self.node, f"add table ip nat{n}; add chain ip nat{n} post {chain}; add rule ip nat{n} post ip saddr 10.0.0.0/8 oifname up{n} masquerade")

    def nft(self, place, text):
        with inside(f"/run/netns/{place}"):
            run("nft", text)

    def bridge(self, place, pods, prefix="10"):
        n = self.net()
        name = f"br{n}"
        self.ip(place, f"link add {name} type bridge forward_delay 0", f"link set {name} up")
        self.links[place].append(name)
        self.bridges[place, name] = []
        self.address(place, name, f"10.{n}.0.1/24")
        if self.v6:
            self.address(place, name, f"fd00:10:{n}::1/64")
        if self.dice.random() < 0.3:
            self.sysctl(place, "net.bridge.bridge-nf-call-iptables=0")
        for i in range(pods):
            pod = self.space(f"pod{n}x{i}")
            port = f"p{n}x{i}"
            self.cable(place, port, pod, "eth0")
            self.ip(place, f"link set {port} master {name}")
            self.bridges[place, name].append(port)
            self.ports[pod] = (place, port)
            self.address(pod, "eth0", f"10.{n}.0.{i + 11}/24")
            self.route(pod, f"default via 10.{n}.0.1")
            if self.v6:
                self.address(pod, "eth0", f"fd00:10:{n}::{i + 11}/64")
                self.route(pod, f"default via fd00:10:{n}::1")
        return n

    def routed_pod(self):
        n = self.net()
        pod = self.space(f"routed{n}")
        self.cable(self.node, f"cali{n}", pod, "eth0")
        self.address(pod, "eth0", f"10.{n}.0.9/32")
        self.ip(pod, "route add 169.254.1.1 dev eth0 scope link")
        self.route(pod, "default via 169.254.1.1 dev eth0")
        self.sysctl(self.node, f"net.ipv4.conf.cali{n}.proxy_arp=1", f"net.ipv4.neigh.cali{n}.proxy_delay=0")
        self.route(self.node, f"10.{n}.0.9 dev cali{n} scope link")

    def nested(self):
        n = self.net()
        inner = self.space(f"inner{n}")
        self.cable(self.node, f"in{n}", inner, "up0")
        self.address(self.node, f"in{n}", f"10.{n}.0.1/30")
        self.address(inner, "up0", f"10.{n}.0.2/30")
        self.route(inner, f"default via 10.{n}.0.1")
        self.sysctl(inner, "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1")
        m = self.bridge(inner, self.dice.randint(1, 2))
        self.route(self.node, f"10.{m}.0.0/24 via 10.{n}.0.2")

    def macvlans(self):
        uplinks = [name for name in self.links[self.node] if name.startswith("up")]
        lower = self.dice.choice(uplinks)
        n = lower[2:]
        mode = self.dice.choice(["bridge", "bridge", "private", "vepa"])
        for i in range(self.dice.randint(1, 2)):
            pod = self.space(f"mac{n}x{i}")
            self.ip(self.node, f"link add mv{n}x{i} link {lower} netns {pod} type macvlan mode {mode}")
            self.ip(pod, f"link set mv{n}x{i} up")
            self.links[pod].append(f"mv{n}x{i}")
            self.address(pod, f"mv{n}x{i}", f"172.16.{n}.{i + 50}/24")
            self.route(pod, f"default via 172.16.{n}.1")

    def overlay(self):
        """A second node behind the first uplink, VXLAN between the two, as flannel does."""
        n = self.net()
        other = self.space(f"other{n}")
        self.cable(self.node, f"un{n}", other, "un0")
        self.address(self.node, f"un{n}", f"192.168.{n}.1/24")
        self.address(other, "un0", f"192.168.{n}.2/24")
        self.sysctl(other, "net.ipv4.ip_forward=1")
        vni, port = n, self.dice.choice([4789, 8472])
        far_vni = vni if self.sound or self.dice.random() < 0.85 else vni + 1
        far_port = port if self.sound or self.dice.random() < 0.85 else port + 1
        for place, end, peer, mac, id, dst in [(self.node, 1, 2, "0a", vni, port), (other, 2, 1, "0b", far_vni, far_port)]:
            dev = f"un{n}" if place == self.node else "un0"
            self.ip(place, f"link add vx{n} type vxlan id {id} dstport {dst} local 192.168.{n}.{end} dev {dev} nolearning",
                    f"link set vx{n} address 02:00:00:00:00:{mac} up")
            self.links[place].append(f"vx{n}")
            self.address(place, f"vx{n}", f"10.{n}.{end}.0/32")
        for place, end, peer, mac in [(self.node, 1, 2, "0b"), (other, 2, 1, "0a")]:
            if self.sound or self.dice.random() < 0.93:
                self.ip(place, f"neigh add 10.{n}.{peer}.0 lladdr 02:00:00:00:00:{mac} dev vx{n} nud permanent")
            if self.sound or self.dice.random() < 0.93:
                with inside(f"/run/netns/{place}"):
                    run("bridge", "fdb", "add", f"02:00:00:00:00:{mac}", "dev", f"vx{n}", "dst", f"192.168.{n}.{peer}")
        m = self.bridge(other, 1)
        self.ip(self.node, f"route add 10.{m}.0.0/24 via 10.{n}.2.0 dev vx{n} onlink")
        self.ip(other, f"route add 10.0.0.0/8 via 10.{n}.1.0 dev vx{n} onlink")

    def listen(self):
        for name in self.names:
            path = f"/run/netns/{name}"
            lonely = not self.sound and self.dice.random() < 0.1
            self.servers.open(path, 80, "127.0.0.1" if lonely else None)
            if self.v6:
                self.servers.open(path, 80, version=6)

    # Breaking

    def break_something(self):
        place = self.dice.choice(self.names + [self.node] * 2)
        link = self.dice.choice(self.links[place])
        moves = [self.link_down, self.link_down, self.drop_address, self.drop_route, self.bad_route, self.no_forwarding,
                 self.one_not_forwarding, self.strict, self.strict_ip, self.isolate, self.wrong_mac, self.arp_ignore, self.small_mtu,
                 self.small_pair, self.port_state, self.wrong_gateway, self.duplicate, self.rule, self.deaf, self.no_proxy,
                 self.static_entry, self.no_learning, self.no_flood, self.locked, self.firewall, self.firewall, self.arp_filter,
                 self.announce, self.noarp, self.new_mac, self.unplug, self.dnat]
        move = self.dice.choice(moves)
        self.moves.append(f"{move.__name__} {place} {move(place, link) or link}")

    def link_down(self, place, link):
        self.ip(place, f"link set {link} down")

    def drop_address(self, place, link):
        if self.addresses[place]:
            dev, address = self.dice.choice(self.addresses[place])
            self.ip(place, f"addr del {address} dev {dev}")
            return address

    def drop_route(self, place, link):
        if self.routes[place]:
            six, words = self.dice.choice(self.routes[place])
            run("ip", "-n", place, *f"{six}route del {words}".split())
            return words

    def target(self):
        return self.dice.choice([a for rows in self.addresses.values() for _, a in rows]).split("/")[0]

    def bad_route(self, place, link):
        words = f"{self.dice.choice(['blackhole', 'unreachable', 'prohibit'])} {self.target()}"
        run("ip", "-n", place, *f"{'-6 ' if ':' in words else ''}route add {words}".split())
        return words

    def no_forwarding(self, place, link):
        self.sysctl(self.node, f"net.ipv4.ip_forward=0", "net.ipv6.conf.all.forwarding=0")

    def one_not_forwarding(self, place, link):
        link = self.dice.choice(self.links[self.node])
        self.sysctl(self.node, f"net.ipv4.conf.{link}.forwarding=0")
        return link

    def strict(self, place, link):
        self.sysctl(place, f"net.ipv4.conf.all.rp_filter={self.dice.choice([1, 2])}")

    def strict_ip(self, place, link):
        # A source that is not where its route says.
        self.sysctl(place, f"net.ipv4.conf.{link}.rp_filter=1")
        words = f"{self.target()} dev lo"
        if ":" not in words:
            self.ip(place, f"route add {words}")
        return f"{link} {words}"

    def port(self):
        places = [key for key, ports in self.bridges.items() if ports]
        if not places:
            return None
        place, bridge = self.dice.choice(places)
        return place, bridge, self.dice.choice(self.bridges[place, bridge])

    def bridge_link(self, words, both=False):
        found = self.port()
        if found:
            place, bridge, port = found
            for one in self.bridges[place, bridge] if both else [port]:
                with inside(f"/run/netns/{place}"):
                    run("bridge", "link", "set", "dev", one, *words.split())
            return f"{place} {port} {words}"

    def isolate(self, place, link):
        return self.bridge_link("isolated on", both=self.dice.random() < 0.7)

    def port_state(self, place, link):
        return self.bridge_link(f"state {self.dice.choice([0, 1, 2, 4])}")

    def no_learning(self, place, link):
        return self.bridge_link("learning off")

    def no_flood(self, place, link):
        return self.bridge_link(self.dice.choice(["flood off", "mcast_flood off", "bcast_flood off", "flood off learning off"]))

    def locked(self, place, link):
        return self.bridge_link("locked on learning off")

    def static_entry(self, place, link):
        found = self.port()
        if not found:
            return None
        place, bridge, port = found
        pods = [pod for pod, (at, p) in self.ports.items() if at == place]
        with inside(f"/run/netns/{self.dice.choice(pods)}"):
            mac = open("/sys/class/net/eth0/address").read().strip() if False else run("ip", "-j", "link", "show", "eth0").stdout
        import json
        mac = json.loads(mac or b"[{}]")[0].get("address", "02:00:00:00:00:99")
        sticky = self.dice.choice([[], ["sticky"]])
        with inside(f"/run/netns/{place}"):
            run("bridge", "fdb", "replace", mac, "dev", port, "master", "static", *sticky)
        return f"{mac} {port} {sticky}"

    def unplug(self, place, link):
        found = self.port()
        if found:
            self.ip(found[0], f"link set {found[2]} nomaster")
            return f"{found[0]} {found[2]}"

    def wrong_mac(self, place, link):
        target = self.target()
        self.ip(place, f"neigh replace {target} lladdr 02:00:00:00:66:66 dev {link} nud {self.dice.choice(['permanent', 'stale', 'reachable'])}")
        return f"{link} {target}"

    def new_mac(self, place, link):
        if link != "lo":
            self.ip(place, f"link set {link} address 02:00:00:00:77:{self.dice.randint(10, 99)}")

    def arp_ignore(self, place, link):
        level = self.dice.choice([1, 2, 3, 8])
        which = self.dice.choice(["all", link])
        self.sysctl(place, f"net.ipv4.conf.{which}.arp_ignore={level}")
        return f"{which} {level}"

    def arp_filter(self, place, link):
        self.sysctl(place, "net.ipv4.conf.all.arp_filter=1")

    def announce(self, place, link):
        level = self.dice.choice([1, 2])
        self.sysctl(place, f"net.ipv4.conf.all.arp_announce={level}")
        return str(level)

    def noarp(self, place, link):
        self.ip(place, f"link set {link} arp off")

    def small_mtu(self, place, link):
        self.ip(place, f"link set {link} mtu {self.dice.choice([1280, 1300, 1400])}")

    def small_pair(self, place, link):
        found = self.dice.choice(list(self.ports.items())) if self.ports else None
        if found:
            pod, (at, port) = found
            self.ip(pod, "link set eth0 mtu 1400")
            self.ip(at, f"link set {port} mtu 1400")
            return f"{pod} {port}"

    def wrong_gateway(self, place, link):
        n = self.dice.randint(1, self.count)
        self.ip(place, f"route replace default via 10.{n}.0.{self.dice.choice([99, 11, 12])}")

    def duplicate(self, place, link):
        target = self.target()
        self.address(place, link, f"{target}/{64 if ':' in target else 24}")
        return f"{link} {target}"

    def rule(self, place, link):
        words = self.dice.choice([f"to {self.target()} prohibit", f"from {self.target()} blackhole", f"iif {link} lookup 77",
                                  f"to {self.target()} lookup 77", f"oif {link} unreachable"])
        if ":" not in words:
            self.ip(place, f"rule add pref {self.dice.choice([100, 32765])} {words}")
        return words

    def deaf(self, place, link):
        self.sysctl(place, "net.ipv4.icmp_echo_ignore_all=1")

    def no_proxy(self, place, link):
        calis = [name for name in self.links[self.node] if name.startswith("cali")]
        if calis:
            self.sysctl(self.node, f"net.ipv4.conf.{calis[0]}.proxy_arp=0")

    def firewall(self, place, link):
        hook = self.dice.choice(["input", "forward", "output", "prerouting", "postrouting"])
        family = self.dice.choice(["ip", "inet", "inet", "bridge", "arp" if hook in ("input", "output") else "ip"])
        policy = self.dice.choice(["accept", "accept", "drop"])
        match = self.dice.choice([f"ip daddr {self.target()}", f"ip saddr {self.target()}", "tcp dport 80", "udp dport 80", "icmp type echo-request",
                                  "icmp type echo-reply", "ct state new", "ct state established", f"iifname {link}", f"oifname {link}", "meta l4proto icmp"])
        if family == "arp":
            match = self.dice.choice(["arp operation request", "arp operation reply", ""])
        if "ip " in match and ":" in match:
            match = "meta l4proto tcp"
        verdict = self.dice.choice(["drop", "reject", "accept", "return"]) if family in ("ip", "inet") and hook not in ("prerouting", "postrouting") else "drop"
        chain = f"{{ type filter hook {hook} priority {self.dice.choice([-300, -150, 0, 50, 200])}; policy {policy}; }}"
        number = self.dice.randint(0, 99)
        self.nft(place, f"add table {family} fw{number}; add chain {family} fw{number} c {chain}; add rule {family} fw{number} c {match} counter {verdict}")
        return f"{family} {hook} {policy} {match} {verdict}"

    def dnat(self, place, link):
        """A published port: the node's own addresses and a virtual one."""
        target = self.target()
        if ":" in target:
            return None
        vip = self.dice.choice(["10.96.0.10", "172.16.1.2"])
        more = self.dice.choice(["", "; add rule ip dn post ct status dnat masquerade"])
        self.nft(self.node, "add table ip dn; add chain ip dn pre { type nat hook prerouting priority dstnat; }; "
                 "add chain ip dn out { type nat hook output priority dstnat; }; add chain ip dn post { type nat hook postrouting priority srcnat; }; "
                 f"add rule ip dn pre ip daddr {vip} tcp dport 80 dnat to {target}; add rule ip dn out ip daddr {vip} tcp dport 80 dnat to {target}{more}")
        self.vip = vip
        return f"{vip} -> {target}"

    # Questions

    def questions(self, count):
        everything = [(name, address.split("/")[0]) for name, rows in self.addresses.items() for _, address in rows]
        for _ in range(count):
            place = self.dice.choice([n for n in self.names])
            _, target = self.dice.choice([row for row in everything if row[0] != place] or everything)
            kind = self.dice.choice(["ping", "ping", "tcp", "udp"])
            if hasattr(self, "vip") and self.dice.random() < 0.4:
                target, kind = self.vip, "tcp"
            size = self.dice.choice([None, None, 1472, 1300]) if kind == "ping" and ":" not in target else None
            port = 81 if self.dice.random() < 0.05 else 80
            yield place, target, kind, port, size

    def remove(self):
        self.servers.close()
        for name in self.names:
            run("ip", "netns", "del", name)
