import Addresses
import NetworkModel
import TestSupport
import Testing

@testable import Diagnosis

/// Rules that a platform wrote, and limits: told apart from what looks like them.
@Suite struct OwnerTests {
    private func pods(_ change: (inout SmallNetwork) -> Void) throws -> Diagnosed {
        var network = SmallNetwork.pods()
        change(&network)
        return try Diagnosed(network)
    }

    // MARK: Policies and isolation

    /// The same drop is a policy in a chain of kube-router's, and just a rule in any other.
    @Test(arguments: [("KUBE-POD-FW-ABCDEF", "networkpolicy-default-deny"), ("my-chain", "path-blocked")])
    func aPolicyIsKnownByItsChain(chain: String, root: String) throws {
        let said = try pods {
            $0.chain(chain, nil, [.from("10.0.0.11/32") + .drop], in: "node")
            $0.chain("forward", .filter(.forward), [.jump(chain)], in: "node")
        }
        #expect(said.rootCauses == [root], "\(said.words)")
    }

    /// A comment can say anything.
    @Test(arguments: ["default/web has no endpoints, they say", "not a KUBE-POD-FW- chain", "masquerade"])
    func aCommentIsNoPolicy(comment: String) throws {
        let said = try pods {
            $0.chain("forward", .filter(.forward), [.from("10.0.0.11/32") + .drop], comment: comment, in: "node")
        }
        #expect(said.rootCauses == ["path-blocked"], "\(said.words)")
    }

    /// Two networks of Docker, and a question from one to the other.
    @Test func twoContainerNetworksAreApart() throws {
        let said = try pods {
            $0.bridge("br1", in: "node")
            $0.address("10.1.0.1/24", on: "br1", in: "node")
            $0.namespace("green")
            $0.veth("eth0", in: "green", "v-green", in: "node", master: "br1")
            $0.address("10.1.0.13/24", on: "eth0", in: "green")
            $0.route("default", via: "10.1.0.1", dev: "eth0", in: "green")
            $0.listen(.tcp, 80, in: "green")
            $0.chain("DOCKER-ISOLATION-STAGE-2", nil, [.leaving("br1") + .drop], in: "node")
            $0.chain(
                "forward", .filter(.forward), [.entering("br0") + .jump("DOCKER-ISOLATION-STAGE-2")], in: "node")
            $0.ask(about: "10.1.0.13", .tcp, port: 80)
        }
        #expect(said.rootCauses == ["docker-inter-network-isolation"], "\(said.words)")
        #expect(try said.finding("docker-inter-network-isolation").summary.contains("br0"))
    }

    // MARK: Two worlds of rules

    private static func legacy(_ rules: [XtRule], in network: inout SmallNetwork) {
        network.legacy(
            "filter",
            [
                XtChain("INPUT", hook: 1, policy: .accept, []), .forward(.accept, rules),
                XtChain("OUTPUT", hook: 3, policy: .accept, []),
            ], in: "node")
    }

    /// iptables-nft lets it pass, and iptables-legacy drops it.
    @Test func oneBackendStopsWhatTheOtherAllows() throws {
        let said = try pods {
            $0.chain("FORWARD", .filter(.forward), [.accept], in: "node")
            Self.legacy([XtRule([], .drop)], in: &$0)
        }
        #expect(said.rootCauses == ["iptables-backend-mix"], "\(said.words)")
        #expect(said.report.verdict == .crit)
    }

    /// Both have rules, and nothing is stopped.
    @Test func twoBackendsThatAgreeAreANote() throws {
        let said = try pods {
            $0.chain("FORWARD", .filter(.forward), [.accept], in: "node")
            Self.legacy([XtRule([], .accept)], in: &$0)
        }
        #expect(try said.finding("iptables-backend-mix").severity == .info)
        #expect(said.report.openQuestions == [])
        #expect(said.report.verdict == .ok)
    }

    /// Tables that are only there, because somebody listed them.
    @Test func emptyTablesAreNoMix() throws {
        let said = try pods {
            $0.chain("FORWARD", .filter(.forward), [.accept], in: "node")
            Self.legacy([], in: &$0)
        }
        #expect(said.report.findings.map(\.id) == [])
    }

    // MARK: Limits

    private func tracked(_ count: UInt32, drops: UInt32) throws -> Diagnosed {
        try pods {
            var statistics = ConntrackStatistics(cpu: 0)
            statistics.drop = drops
            $0["node"].conntrack = .known(
                Conntrack(count: .known(count), max: .known(1000), statistics: .known([statistics])))
        }
    }

    @Test(arguments: [(1000, 7, Severity.crit), (960, 0, .warn)])
    func aTableThatIsFull(count: UInt32, drops: UInt32, severity: Severity) throws {
        let said = try tracked(count, drops: drops)
        #expect(said.rootCauses == ["conntrack-table-full"])
        #expect(try said.finding("conntrack-table-full").severity == severity)
    }

    @Test func aTableWithRoomIsFine() throws {
        #expect(try tracked(900, drops: 7).rootCauses == [])
    }

    @Test(arguments: [(129, 128, ["listen-backlog-overflow"]), (128, 128, [String]())])
    func aBacklog(waiting: UInt32, most: UInt32, roots: [String]) throws {
        let said = try pods {
            $0.listen(.tcp, 80, in: "red")
            let last = $0["red"].sockets.rows.count - 1
            ($0["red"].sockets.rows[last].rqueue, $0["red"].sockets.rows[last].wqueue) = (waiting, most)
        }
        #expect(said.rootCauses == roots)
    }

    // MARK: Neighbours

    /// The node still has the hardware address of whoever had this IP before.
    @Test func anAddressThatWasReused() throws {
        let said = try pods { $0.neighbor("10.0.0.11", .init("02:00:00:00:99:99"), on: "br0", in: "node") }
        #expect(said.rootCauses == ["neigh-stale-reused-ip"], "\(said.words)")
    }

    @Test func theRightNeighbourIsFine() throws {
        let said = try pods { network in
            let mac = network["red"].links.rows.last?.address
            network.neighbor("10.0.0.11", mac, on: "br0", in: "node")
        }
        #expect(said.rootCauses == [])
    }

    @Test func isolatedPortsCannotTalk() throws {
        let said = try pods {
            $0.change("v-red", in: "node") { $0.port?.isolated = true }
            $0.change("v-blue", in: "node") { $0.port?.isolated = true }
        }
        #expect(said.rootCauses == ["bridge-port-isolated"], "\(said.words)")
        // One alone is isolated from nobody.
        #expect(try pods { $0.change("v-red", in: "node") { $0.port?.isolated = true } }.rootCauses == [])
    }
}
