import Addresses
import NetworkModel
import TestSupport
import Testing

@testable import Diagnosis

/// Ways there and back that are not the same, and networks beside the target's that are in its way.
@Suite struct WaysTests {
    private func pods(seesOutside: Bool = false, _ change: (inout SmallNetwork) -> Void) throws -> Diagnosed {
        var network = SmallNetwork.pods(seesOutside: seesOutside)
        change(&network)
        return try Diagnosed(network)
    }

    // MARK: Published ports

    /// A container behind a VPN: its answers leave by the tunnel, past the node that translated the question.
    @Test(arguments: [true, false])
    func answersIntoATunnel(seesOutside: Bool) throws {
        let said = try pods(seesOutside: seesOutside) {
            $0.chain(
                "prerouting", .nat(.prerouting), table: "nat", [.dport(8080) + .dnat("10.0.0.11", 80)], in: "node")
            $0.listen(.tcp, 80, in: "red")
            $0.tunnel("tun0", "10.8.0.6/24", in: "red")
            $0.noDefaultRoute(in: "red")
            $0.route("default", dev: "tun0", in: "red")
        }
        #expect(said.rootCauses == ["multi-homed-reply-asym"], "\(said.words)")
        let found = try said.finding("multi-homed-reply-asym")
        #expect(found.severity == .crit && found.certainty == .proved && found.subject.name == "tun0")
        #expect(
            found.fix.map(\.command).contains { $0.contains("ip route add default via 10.0.0.1 dev eth0 table 100") },
            "\(found.fix.map(\.command))")
    }

    /// The same without the published port: the tunnel is the way out, and nothing is wrong with that.
    @Test func aTunnelIsAWayOut() throws {
        let said = try pods {
            $0.tunnel("tun0", "10.8.0.6/24", in: "red")
            $0.noDefaultRoute(in: "red")
            $0.route("default", dev: "tun0", in: "red")
        }
        #expect(said.state("multi-homed-reply-asym") != .found)
    }

    /// Nobody far away is known to come by the second card, which has no default route.
    @Test func aSecondCardIsNoEntrance() throws {
        let said = try pods {
            $0.chain(
                "prerouting", .nat(.prerouting), table: "nat", [.dport(8080) + .dnat("10.0.0.11", 80)], in: "node")
            $0.listen(.tcp, 80, in: "red")
            $0.card("eth1", in: "node")
            $0.address("172.20.0.2/24", on: "eth1", in: "node")
        }
        #expect(said.rootCauses == [], "\(said.words)")
        #expect(said.state("multi-homed-reply-asym") == .ok)
    }

    /// Unless the kernel has counted packets whose source it did not believe there: then it is likely that somebody does.
    @Test(arguments: [(UInt64(0), false), (3, true)])
    func aSecondCardThatDrops(count: UInt64, isFound: Bool) throws {
        let said = try pods {
            $0.chain(
                "prerouting", .nat(.prerouting), table: "nat", [.dport(8080) + .dnat("10.0.0.11", 80)], in: "node")
            $0.listen(.tcp, 80, in: "red")
            $0.card("eth1", in: "node")
            $0.address("172.20.0.2/24", on: "eth1", in: "node")
            $0.change("eth1", in: "node") { $0.inet?.rpFilter = 1 }
            $0.change { snapshot in
                guard let node = snapshot.namespaces.values.first(where: \.isOwn)?.id else { return }
                var files = ProcNet()
                files.netstat = .known(Netstat(reversePathFilter: count))
                snapshot.namespaces[node]?.procNet = files
            }
        }
        #expect(said.rootCauses == (isFound ? ["rp-filter-drop"] : []), "\(said.words)")
        guard isFound else { return }
        let found = try said.finding("rp-filter-drop")
        #expect(found.severity == .warn && found.certainty == .likely && found.summary.contains("counted 3"))
        #expect(found.fix.first?.command == "sysctl -w net.ipv4.conf.eth1.rp_filter=2")
    }

    // MARK: Networks beside the target's

    /// A bridge has a part of what a route leads to, and nobody on it has the host that is asked for.
    @Test func aBridgeInFrontOfAHost() throws {
        let said = try pods {
            $0.route("10.50.0.0/16", via: "192.0.2.1", dev: "eth0", in: "node")
            $0.bridge("br9", in: "node")
            $0.address("10.50.3.1/24", on: "br9", in: "node")
            $0.ask(about: "10.50.3.7", .tcp, port: 80)
        }
        #expect(said.rootCauses == ["subnet-overlap"], "\(said.words)")
        let found = try said.finding("subnet-overlap")
        #expect(found.certainty == .proved && found.fix.first?.command == "ip route del 10.50.3.0/24 dev br9")
    }

    /// Only the default route would lead to it: it may have been a container.
    @Test func aHostThatMayBeAContainerThatIsGone() throws {
        let said = try pods {
            $0.bridge("br9", in: "node")
            $0.address("10.50.3.1/24", on: "br9", in: "node")
            $0.ask(about: "10.50.3.7", .tcp, port: 80)
        }
        #expect(try said.finding("subnet-overlap").certainty == .likely)
    }

    // MARK: Loops

    /// The router sends back what the node's default route leads to it.
    @Test func routersThatPointAtEachOther() throws {
        let said = try pods(seesOutside: true) {
            $0.forwards(in: "world")
            $0.route("198.51.100.0/24", via: "192.0.2.2", dev: "to-node", in: "world")
            $0.ask(about: "198.51.100.9", .tcp, port: 80)
        }
        let found = try said.finding("routing-loop")
        #expect(found.isRootCause && found.subject.netns?.names == ["world"], "\(said.words)")
        #expect(found.fix.first?.command.hasSuffix("route del 198.51.100.0/24 dev to-node") == true)
    }

    // MARK: Default routes that lead nowhere

    @Test func aDefaultRouteIntoLoopback() throws {
        let said = try pods {
            $0.noDefaultRoute(in: "red")
            $0.route("default", dev: "lo", in: "red")
        }
        #expect(said.rootCauses == ["default-route-missing"], "\(said.words)")
        #expect(try said.finding("default-route-missing").fix.first?.command.contains("route replace default") == true)
    }
}

extension SmallNetwork {
    /// A tun device that a process reads.
    fileprivate mutating func tunnel(_ ifname: String, _ address: String, in name: String) {
        card(ifname, in: name)
        change(ifname, in: name) { link in
            link.infoKind = "tun"
            link.flags = [.up, .running, .lowerUp, .pointToPoint, .noARP]
            (link.linkType, link.address) = (65534, nil)
        }
        self.address(address, on: ifname, in: name)
    }
}
