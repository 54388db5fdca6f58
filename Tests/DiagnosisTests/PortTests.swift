import Addresses
import NetworkModel
import TestSupport
import Testing

@testable import Diagnosis

/// Ports that a node translates to a pod, and services that pods ask for.
@Suite struct PortTests {
    // MARK: Ports of one bridge

    /// Which of both ports is unlike the rest is told by the bridge, if somebody has set its MTU, and else by the uplink.
    @Test(arguments: [
        (1400, 1500, 1400, 1500, "v-red 1500, eth0 1500"), (1500, 1400, 1400, 1500, "v-blue 1500, eth0 1500"),
        (1400, 1500, 1400, 1400, "v-blue 1400, eth0 1400"), (1400, 1500, 1500, 1400, "v-red 1500, eth0 1500"),
    ])
    func theOddPort(red: Int, blue: Int, bridge: Int, uplink: Int, fix: String) throws {
        var network = SmallNetwork.pods()
        for (name, mtu) in [("red", red), ("blue", blue)] {
            network.change("v-\(name)", in: "node") { $0.mtu = mtu }
            network.change("eth0", in: name) { $0.mtu = mtu }
        }
        network.change("br0", in: "node") { $0.mtu = bridge }
        network.change("eth0", in: "node") { $0.mtu = uplink }
        let command = try Diagnosed(network).finding("bridge-port-mtu-mismatch").fix.first?.command ?? ""
        let set = command.matches(of: /set (\S+) mtu (\S+)/).map { "\($0.output.1) \($0.output.2)" }
        #expect(set.joined(separator: ", ") == fix, "\(command)")
    }

    // MARK: Published ports

    /// `docker run -p 8080:80`, without Docker.
    private func published(
        to address: String = "10.0.0.11", _ port: UInt16 = 80, seesOutside: Bool = false,
        _ change: (inout SmallNetwork) -> Void = { _ in }
    ) throws -> Diagnosed {
        var network = SmallNetwork.pods(seesOutside: seesOutside)
        network.chain(
            "prerouting", .nat(.prerouting), table: "nat", [.dport(8080) + .dnat(address, port)], in: "node")
        change(&network)
        return try Diagnosed(network)
    }

    private func asked(_ said: Diagnosed, _ question: String) -> [PathReport] {
        said.report.paths.filter { $0.question == question }
    }

    @Test(arguments: [true, false])
    func aPublishedPortThatIsOpen(seesOutside: Bool) throws {
        let said = try published(seesOutside: seesOutside) { $0.listen(.tcp, 80, in: "red") }
        #expect(said.rootCauses == [], "\(said.words)")
        let paths = asked(said, "published")
        #expect(!paths.isEmpty && paths.allSatisfy { $0.forward.result == "delivered" })
        #expect(paths.allSatisfy { $0.flow.dport == 8080 && $0.flow.dst == "192.0.2.2" })
    }

    @Test func nobodyListens() throws {
        let said = try published()
        #expect(said.rootCauses == ["nothing-listening"])
        #expect(try said.finding("nothing-listening").summary.contains("80"))
    }

    @Test func aServerForItselfAlone() throws {
        let said = try published { $0.listen(.tcp, 80, at: "127.0.0.1", in: "red") }
        #expect(said.rootCauses == ["listen-loopback-only"])
    }

    /// Only TCP was asked.
    @Test func aServerOfAnotherProtocol() throws {
        #expect(try published { $0.listen(.udp, 80, in: "red") }.rootCauses == ["nothing-listening"])
    }

    /// Somebody else's port is not judged here.
    @Test func whatLeadsToAnotherPodIsNotAsked() throws {
        let said = try published(to: "10.0.0.12")
        #expect(asked(said, "published").isEmpty)
        #expect(said.rootCauses == [])
    }

    @Test func aFilterBeforeThePort() throws {
        var network = SmallNetwork()
        let said = try published {
            $0.listen(.tcp, 80, in: "red")
            network = $0
            $0.chain("forward", .filter(.forward), [.entering("eth0") + .dport(80) + .drop], in: "node")
        }
        let stops = asked(said, "published").compactMap(\.forward.stoppedBy)
        #expect(
            !stops.isEmpty && stops.allSatisfy { $0.netns == network.id("node").inode && $0.name.contains("forward") })
    }

    /// Docker's rules accept what leaves by the bridge. It is down, so what is meant for the container leaves elsewhere,
    /// and meets a policy that was written for all the rest.
    @Test func aBridgeThatIsDownIsTheOnlyCause() throws {
        let said = try published {
            $0.listen(.tcp, 80, in: "red")
            $0.chain(
                "forward", .filter(.forward, accepts: false),
                [.leaving("br0") + .accept, .entering("br0") + .accept], in: "node")
            $0.down("br0", in: "node")
        }
        #expect(said.rootCauses == ["bridge-admin-down"], "\(said.words)")
    }

    /// With the bridge up a policy that accepts nothing for it is a cause.
    @Test func aPolicyThatForgetsAPublishedPort() throws {
        let said = try published {
            $0.listen(.tcp, 80, in: "red")
            $0.chain("forward", .filter(.forward, accepts: false), [.entering("br0") + .accept], in: "node")
        }
        #expect(try said.finding("forward-policy-drop").isRootCause, "\(said.words)")
    }

    /// Published by a rule that wants the container where it once was; its address belongs to nobody now.
    @Test func aRuleThatOutlivedItsContainer() throws {
        let said = try published(to: "10.0.0.99") { $0.ask(about: "192.0.2.2", .tcp, port: 8080) }
        #expect(said.rootCauses == ["stale-dnat-target"], "\(said.words)")
        #expect(try said.finding("stale-dnat-target").summary.contains("10.0.0.99"))
    }

    // MARK: Services

    /// A virtual address that the node translates to blue.
    private func service(
        to address: String = "10.0.0.12", _ change: (inout SmallNetwork) -> Void = { _ in }
    ) throws -> Diagnosed {
        var network = SmallNetwork.pods()
        network.chain(
            "prerouting", .nat(.prerouting), table: "nat", [.to("10.96.0.1/32") + .dport(80) + .dnat(address, 8080)],
            in: "node")
        network.listen(.tcp, 8080, in: "blue")
        network.ask(about: "10.96.0.1", .tcp, port: 80)
        change(&network)
        return try Diagnosed(network)
    }

    /// On one bridge the answer goes straight back, and nobody translates it: unless the node sees what it bridges.
    @Test func anAnswerThatGoesAroundTheNode() throws {
        let said = try service()
        #expect(said.rootCauses == ["bridge-nf-off-service"], "\(said.words)")
        #expect(said.report.verdict == .crit)
    }

    /// The same with the source hidden behind the node's own address.
    @Test func aServiceThatAnswers() throws {
        let said = try service {
            $0.chain(
                "services", .nat(.postrouting), table: "hide", [.to("10.0.0.12/32") + .dport(8080) + .masquerade],
                in: "node")
        }
        #expect(said.rootCauses == [], "\(said.words)")
        #expect(asked(said, "to").map(\.forward.result) == ["delivered"])
        #expect(asked(said, "to").map { $0.reply?.result } == ["delivered"])
    }

    @Test func aServiceWithoutEndpoints() throws {
        var network = SmallNetwork.pods()
        network.chain(
            "KUBE-SERVICES", .filter(.forward),
            [.to("10.96.0.9/32") + .dport(80) + .reject], comment: "default/web has no endpoints",
            in: "node")
        network.ask(about: "10.96.0.9", .tcp, port: 80)
        let said = try Diagnosed(network)
        #expect(said.rootCauses == ["service-no-endpoints"], "\(said.words)")
        #expect(try said.finding("service-no-endpoints").summary.contains("default/web"))
    }

    /// Refused by a rule that says nothing of services.
    @Test func aRefusalOfAnotherKind() throws {
        var network = SmallNetwork.pods()
        network.chain(
            "services", .filter(.forward), [.to("10.96.0.9/32") + .reject], in: "node")
        network.ask(about: "10.96.0.9", .tcp, port: 80)
        #expect(try Diagnosed(network).rootCauses == ["path-blocked"])
    }

    // MARK: What users ask

    @Test(arguments: [
        (8080, "10.0.0.12", nil), (8081, "10.0.0.12", "nothing-listening"), (7, "10.0.0.99", "path-blocked"),
    ])
    func destinations(port: UInt16, address: String, root: String?) throws {
        var network = SmallNetwork.pods()
        network.listen(.tcp, 8080, in: "blue")
        network.ask(about: address, .tcp, port: port)
        let said = try Diagnosed(network)
        #expect(said.rootCauses == [root].compactMap { $0 }, "\(said.words)")
        #expect(said.report.verdict == (root == nil ? .ok : .crit))
        #expect(asked(said, "to").map(\.flow.dst) == [address])
    }

    /// A connection that nobody answers is a question by itself.
    @Test func aSocketThatWaits() throws {
        var network = SmallNetwork.pods()
        network.listen(.tcp, 8080, in: "red")
        network.change { snapshot in
            let id = snapshot.target?.netns ?? NetnsID(inode: 0)
            guard var socket = snapshot.namespaces[id]?.sockets.rows.last else { return }
            (socket.state, socket.src, socket.sport) = (.synSent, .init(family: .inet, bits: 0x0a00_000b), 40_000)
            (socket.dst, socket.dport) = (.init(family: .inet, bits: 0x0a00_0063), 7)
            snapshot.namespaces[id]?.sockets.rows = [socket]
        }
        let said = try Diagnosed(network)
        #expect(asked(said, "stuck").map(\.flow.dst) == ["10.0.0.99"])
        #expect(said.rootCauses == ["path-blocked"])
        #expect(said.report.verdict == .crit)
    }
}
