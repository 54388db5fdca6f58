import Addresses
import NetworkModel
import Testing
@testable import Repairs

@Suite("A command tried on paper")
struct RepairTests {
    private let node = NetnsID(inode: 1)
    private let pod = NetnsID(inode: 2)

    private func snapshot() throws -> Snapshot {
        var snapshot = Snapshot(tool: "test", startedAt: "", host: Snapshot.Host(name: "n", kernel: "6.18"))
        var host = Namespace(id: node)
        host.isOwn = true
        var up = Link(ifindex: 2, ifname: "up0.7", flags: [.up, .lowerUp, .running], mtu: 1500, operstate: .up)
        up.inet = InetConf()
        up.inet?.forwarding = 0
        var bridge = Link(ifindex: 3, ifname: "br'0", flags: [.up, .lowerUp, .running], mtu: 1500, operstate: .up)
        bridge.infoKind = "bridge"
        let port = Link(ifindex: 4, ifname: "v1", flags: [.up, .lowerUp, .running], mtu: 1500, operstate: .up)
        host.links = Table([up, bridge, port], coverage: .complete)
        host.netconf = Table([NetConf(family: .inet, ifindex: NetConf.all)], coverage: .complete)
        let local = try #require(IPPrefix("10.0.0.1/24"))
        host.addresses = Table([Address(ifindex: 3, local: local)], coverage: .complete)
        let connected = Route(dst: local.network, proto: 2, scope: 253, nexthops: [NextHop(ifindex: 3)])
        host.routes = Table([connected], coverage: .complete)
        var inner = Namespace(id: pod)
        inner.names = ["a b"]
        inner.paths = ["/run/netns/a b"]
        inner.links = Table([Link(ifindex: 1, ifname: "lo", flags: .loopback, mtu: 65536)], coverage: .complete)
        snapshot.namespaces = [node: host, pod: inner]
        return snapshot
    }

    private func after(_ line: String) throws -> Snapshot? { Repair(line)?.applied(to: try snapshot()) }

    @Test(
        "is refused where a shell would do more than run it",
        arguments: [
            "ip link set $(x) up", "sysctl -w a=b; reboot", "ip link set a up | sh",
            "echo nameserver X > /etc/resolv.conf",
            "ip link set 'a up", "ip link set a up &", "rm /run/netns/x", "ip link set \"a\" up", "", "&&",
            "ip link set v1 up &&",
            "kubectl get pods", "ip link set v1 up\nreboot",
        ])
    func refused(line: String) { #expect(Repair(line) == nil) }

    @Test(
        "changes nothing where a word is not understood",
        arguments: [
            "ip link set NAME up", "ip link set v1", "ip route add default via GATEWAY",
            "ip addr add ADDRESS/LENGTH dev v1",
            "ip route replace default via 10.9.9.9", "ip link set v1 mtu MTU", "ip netns exec gone ip link set lo up",
            "nsenter -t PID -n ip link set lo up", "nsenter --net=/x ip link set lo up", "sysctl net.ipv4.ip_forward",
            "ip link set v1 mtu -5", "ip rule del pref", "bridge link set dev v1 hairpin", "iptables -F",
            "nft flush ruleset", "nft insert rule ip filter FORWARD iifname v1 accept",
            "iptables -I FORWARD -i v1 -j ACCEPT", "ip netns exec x",
        ])
    func ignored(line: String) throws {
        let changed = try after(line)
        #expect(changed == nil || line == "ip link set v1")
    }

    @Test("sets forwarding as the kernel does: all, and every device")
    func forwarding() throws {
        let host = try #require(try after("sysctl -w net.ipv4.ip_forward=1")?.namespaces[node])
        #expect(host.netconf.rows.first?.forwarding == 1)
        #expect(host.link(2)?.inet?.forwarding == 1)
    }

    @Test("gives the tables of all namespaces one limit, as the machine has one")
    func trackedConnections() throws {
        var before = try snapshot()
        before.namespaces[node]?.conntrack = .known(Conntrack(count: .known(9), max: .known(8), statistics: .absent))
        let repair = try #require(Repair("sysctl -w net.netfilter.nf_conntrack_max=16"))
        let conntrack = try #require(repair.applied(to: before)?.namespaces[node]?.conntrack?.value)
        #expect(conntrack.max == .known(16) && conntrack.count == .known(9))
    }

    @Test("finds a link by a name with dots, which sysctl writes as slashes")
    func dottedName() throws {
        let host = try #require(try after("sysctl -w net.ipv4.conf.up0/7.rp_filter=2")?.namespaces[node])
        #expect(host.link(2)?.inet?.rpFilter == 2)
        #expect(host.sysctls["net.ipv4.conf.up0.7.rp_filter"] == .known("2"))
    }

    @Test("plugs a port into a bridge whose name needs quotes")
    func master() throws {
        let port = try #require(try after(#"ip link set v1 master 'br'\''0'"#)?.namespaces[node]?.link(4))
        #expect(port.master == 3)
        #expect(port.port?.state == .forwarding)
    }

    @Test("brings lo up with its addresses, in a namespace whose name has a blank")
    func loopback() throws {
        let inner = try #require(try after("ip netns exec 'a b' ip link set lo up")?.namespaces[pod])
        #expect(inner.link(1)?.isUp == true)
        #expect(inner.addresses.rows.map(\.local.description) == ["127.0.0.1/8", "::1/128"])
        #expect(inner.routes.rows.allSatisfy { $0.type == .local && $0.table == RouteTable.local })
    }

    @Test("finds the link by which a gateway is reached")
    func defaultRoute() throws {
        let host = try #require(try after("ip -4 route add default via 10.0.0.9")?.namespaces[node])
        #expect(host.routes.rows.last?.nexthops == [NextHop(ifindex: 3, gateway: IPAddress("10.0.0.9"))])
    }

    @Test("takes away with an address what came with it, and leaves what another one needs")
    func addresses() throws {
        let line = "ip addr add 10.0.0.1/16 dev 'br'\\''0' && ip addr del 10.0.0.1/24 dev 'br'\\''0'"
        let host = try #require(try after(line)?.namespaces[node])
        #expect(host.addresses.rows.map(\.local.description) == ["10.0.0.1/16"])
        #expect(host.routes.rows.contains { $0.dst.description == "10.0.0.0/16" })
        #expect(host.routes.rows.contains { $0.dst.description == "10.0.0.1/32" && $0.type == .local })
    }

    @Test(
        "puts a rule that accepts before all others",
        arguments: [
            "iptables -I FORWARD -i v1 -j ACCEPT", "nft insert rule ip filter FORWARD iifname v1 accept",
        ])
    func accepts(line: String) throws {
        var before = try snapshot()
        var chain = NftChain(name: "FORWARD", base: NftChain.Base(type: "filter", hook: .forward, priority: 0))
        chain.rules = Table([NftRule(expressions: [.verdict(.drop)])], coverage: .complete)
        var table = NftTable(family: .ip, name: "filter")
        table.chains["FORWARD"] = chain
        before.namespaces[node]?.ruleset = Ruleset(tables: Table([table], coverage: .complete))
        let after = try #require(Repair(line)?.applied(to: before)?.namespaces[node]?.ruleset?.tables.rows.first)
        #expect(after.chains["FORWARD"]?.rules.rows.map(\.expressions.last) == [.verdict(.accept), .verdict(.drop)])
        #expect(Repair("iptables -I FORWARD -i v+ -j ACCEPT")?.applied(to: before) == nil)
    }

    @Test("takes the secondary addresses with the first of a network, unless they are promoted")
    func secondaries() throws {
        let line = "ip addr add 10.0.0.7/24 dev 'br'\\''0' && ip addr del 10.0.0.1/24 dev 'br'\\''0'"
        #expect(try after(line)?.namespaces[node]?.addresses.rows.map(\.local.description) == [])
        let promoted = "sysctl -w net.ipv4.conf.all.promote_secondaries=1 && \(line)"
        #expect(try after(promoted)?.namespaces[node]?.addresses.rows.map(\.local.description) == ["10.0.0.7/24"])
    }

    @Test("reads what a policy rule asks for")
    func policyRule() throws {
        let line = "ip rule add pref 9 from 10.0.0.7 ipproto tcp sport 80 fwmark 0x10/0xf0 iif v1 lookup 100"
        let rule = try #require(try after(line)?.namespaces[node]?.rules.rows.first)
        #expect(rule.src?.description == "10.0.0.7/32" && rule.ipProto == 6 && rule.iif == "v1")
        #expect(rule.sport == Rule.PortRange(start: 80, end: 80) && rule.action == .table(100))
        #expect(rule.fwmark == 16 && rule.fwmask == 240)
        #expect(try after("ip rule add pref 9 from 10.0.0.7 uidrange 0-9 lookup 100") == nil)
    }

    // MARK: Rules

    private func ruled(_ line: String, _ chain: String = "FORWARD") throws -> [NftRule]? {
        var before = try snapshot()
        var forward = NftChain(name: "FORWARD", base: NftChain.Base(type: "filter", hook: .forward, priority: 0))
        let rules = [NftRule(handle: 4, expressions: [.notrack]), NftRule(handle: 5, expressions: [.verdict(.drop)])]
        forward.rules = Table(rules, coverage: .complete)
        var table = NftTable(family: .ip6, name: "filter")
        table.chains["FORWARD"] = forward
        before.namespaces[node]?.ruleset = Ruleset(tables: Table([table], coverage: .complete))
        return Repair(line)?.applied(to: before)?.namespaces[node]?.ruleset?.tables.rows.first?.chains[chain]?.rules
            .rows
    }

    @Test(
        "puts rules where it is told to",
        arguments: [
            ("nft insert rule ip6 filter FORWARD ip6 saddr fd00::/8 accept", [0, 4, 5]),
            ("nft insert rule ip6 filter FORWARD handle 5 tcp dport 80 accept", [4, 0, 5]),
            ("nft add rule ip6 filter FORWARD handle 4 meta l4proto tcp accept", [4, 0, 5]),
            ("nft add rule ip6 filter FORWARD oifname 'up0' accept", [4, 5, 0]),
            (
                "nft insert rule ip6 filter FORWARD icmpv6 type '{ nd-neighbor-solicit, nd-neighbor-advert }' accept",
                [0, 0, 4, 5]
            ),
            ("ip6tables -I FORWARD -p icmpv6 --icmpv6-type packet-too-big -j ACCEPT", [0, 4, 5]),
            ("nft delete rule ip6 filter FORWARD handle 4", [5]),
        ])
    func places(line: String, handles: [UInt64]) throws {
        #expect(try ruled(line)?.map(\.handle) == handles)
    }

    @Test("replaces a rule, and knows none that is not there")
    func replaces() throws {
        let line = "nft replace rule ip6 filter FORWARD handle 5 oifname '\"up0\"' masquerade"
        let rules = try #require(try ruled(line))
        #expect(rules.map(\.handle) == [4, 5])
        #expect(rules.last?.expressions.last == .masq(protoMin: nil, protoMax: nil, flags: 0))
        for line in [
            "nft replace rule ip6 filter FORWARD handle 6 accept", "nft replace rule ip6 filter FORWARD accept",
        ] {
            #expect(try ruled(line) == nil)
        }
    }

    // MARK: Taking away

    @Test("takes a policy of IPsec away, and the default that blocks")
    func xfrm() throws {
        let everything = try #require(IPPrefix("0.0.0.0/0"))
        var before = try snapshot()
        let policy = XfrmPolicy(.out, isBlock: true, priority: 0, index: 9, src: everything, dst: everything)
        before.namespaces[node]?.xfrm = .known(Xfrm(policies: [policy], blocked: [.fwd]))
        let gone = Repair("ip xfrm policy delete index 9 dir out")?.applied(to: before)?.namespaces[node]?.xfrm?.value
        #expect(gone?.policies == [])
        let open = Repair("ip xfrm policy setdefault fwd accept")?.applied(to: before)?.namespaces[node]?.xfrm?.value
        #expect(open?.blocked == [])
        #expect(Repair("ip xfrm policy delete index 8 dir out")?.applied(to: before) == nil)
    }

    @Test("takes filters of tc away, on one side or on both")
    func traffic() throws {
        var before = try snapshot()
        var traffic = LinkTraffic()
        traffic.ingress = [TrafficFilter(kind: "matchall", priority: 1, etherType: 3, handle: 1)]
        traffic.egress = traffic.ingress
        before.namespaces[node]?.traffic = [4: .known(traffic)]
        func left(_ line: String) -> [Int]? {
            let traffic = Repair(line)?.applied(to: before)?.namespaces[node]?.traffic?[4]?.value
            return traffic.map { [$0.ingress.count, $0.egress.count] }
        }
        #expect(left("tc filter del dev v1 egress") == [1, 0])
        #expect(left("tc qdisc del dev v1 clsact") == [0, 0])
        #expect(left("tc qdisc del dev v1 root") == nil)
    }

    @Test("takes a queue that shapes away, and knows of no other")
    func qdisc() throws {
        var before = try snapshot()
        var traffic = LinkTraffic()
        (traffic.qdisc, traffic.tcxIngress) = (Qdisc(kind: "tbf"), .known([7]))
        before.namespaces[node]?.traffic = [4: .known(traffic)]
        let gone = Repair("tc qdisc del dev v1 root")?.applied(to: before)?.namespaces[node]?.traffic?[4]?.value
        #expect(gone?.qdisc == nil && gone?.tcxIngress == .known([7]))
        #expect(Repair("tc qdisc del dev br\\'0 root")?.applied(to: before) == nil)
    }

    @Test("forgets connections that fit, and never all of them")
    func conntrack() throws {
        let (near, far) = try (#require(IPAddress("10.0.0.7")), #require(IPAddress("192.0.2.1")))
        func entry(_ port: UInt16) -> ConntrackEntry {
            var tuple = ConntrackEntry.Tuple(src: near, dst: far, proto: 17)
            (tuple.sport, tuple.dport) = (4000, port)
            return ConntrackEntry(original: tuple, reply: ConntrackEntry.Tuple(src: far, dst: near, proto: 17))
        }
        var before = try snapshot()
        before.namespaces[node]?.flows = Table([entry(53), entry(123)], coverage: .complete)
        func left(_ line: String) -> [UInt16?]? {
            Repair(line)?.applied(to: before)?.namespaces[node]?.flows.rows.map(\.original.dport)
        }
        #expect(left("conntrack -D -p udp --orig-dst 192.0.2.1 --orig-port-dst 53") == [123])
        #expect(left("conntrack -D -s 10.0.0.8") == [53, 123])
        #expect(left("conntrack -D") == nil)
    }

    @Test("lets go on what a signal has stopped, and not what is frozen")
    func signal() throws {
        var before = try snapshot()
        before.census = ProcessCensus()
        before.census?.stopped = [
            StoppedProcess(pid: 7, comm: "a", cause: .signal), StoppedProcess(pid: 8, comm: "b", cause: .freezer),
        ]
        #expect(Repair("kill -CONT 7 8")?.applied(to: before)?.census?.stopped.map(\.pid) == [8])
        #expect(Repair("kill -9 7")?.applied(to: before) == nil)
    }
}
