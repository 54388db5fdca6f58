import Addresses
import Analysis
import NetworkModel
import PacketTrace
import TestSupport
import Testing

@testable import Diagnosis

/// Between a pod and its next hop: the question who has an address, and frames that nobody takes.
@Suite struct NeighborTests {
    struct Fault: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var root: String
        var fix: String
        var change: @Sendable (inout SmallNetwork) -> Void

        init(_ title: String, _ root: String, fix: String, _ change: @escaping @Sendable (inout SmallNetwork) -> Void) {
            (testDescription, self.root, self.fix, self.change) = (title, root, fix, change)
        }
    }

    static let faults = [
        Fault("the node drops ARP", "arp-filtered", fix: "nft delete rule arp guard in handle 1") {
            $0.table(.arp, "guard", "in", .filter(.input), in: "node")
        },
        Fault(
            "the pod drops the ARP that it sends", "arp-filtered",
            fix: "ip netns exec red nft delete rule arp guard in handle 1"
        ) { $0.table(.arp, "guard", "in", .filter(.output), in: "red") },
        Fault(
            "the bridge drops all", "arp-filtered",
            fix: "nft delete rule bridge guard in handle 1"
        ) { $0.table(.bridge, "guard", "in", .filter(.prerouting), in: "node") },
        Fault(
            "what comes in by the port is dropped", "arp-filtered",
            fix: "nft delete rule netdev guard in handle 1"
        ) {
            var base = NftChain.Base.filter(.ingress)
            base.devices = ["v-red"]
            $0.table(.netdev, "guard", "in", base, in: "node")
        },
        Fault(
            "a chain that accepts no ARP", "arp-filtered", fix: "nft add rule arp guard in accept"
        ) { $0.table(.arp, "guard", "in", .filter(.input, accepts: false), [], in: "node") },
        Fault("a link without ARP", "arp-filtered", fix: "ip netns exec red ip link set dev eth0 arp on") {
            $0.change("eth0", in: "red") { $0.flags.insert(.noARP) }
        },
        Fault("a bridge without ARP", "arp-filtered", fix: "ip link set dev br0 arp on") {
            $0.change("br0", in: "node") { $0.flags.insert(.noARP) }
            $0.neighbor("10.0.0.11", nil, on: "br0", in: "node")
        },
        Fault(
            "an entry for good that is wrong", "neigh-permanent-wrong",
            fix: "ip netns exec red ip neigh del 10.0.0.1 dev eth0"
        ) {
            $0.neighbor("10.0.0.1", LinkLayerAddress("02:de:ad:00:00:01"), on: "eth0", in: "red")
            $0["red"].neighbors.rows[$0["red"].neighbors.rows.count - 1].state = .permanent
        },
        Fault(
            "the bridge's own hardware address", "l2-loop-own-mac",
            fix: "ip netns exec red ip link set dev eth0 address 02:00:00:a0:00:06"
        ) { network in
            let mac = network["node"].links.rows.first { $0.ifname == "br0" }?.address
            network.change("eth0", in: "red") { $0.address = mac }
        },
        Fault(
            "a port that gets nothing that is not known", "bridge-flood-off",
            fix: "bridge link set dev v-red flood on bcast_flood on learning on"
        ) {
            $0.change("v-red", in: "node") { link in
                link.port?.flood = false
                link.port?.bcastFlood = false
                link.port?.learning = false
            }
        },
        Fault(
            "a network that nobody else on the bridge has", "cni-bridge-addr-mismatch",
            fix:
                "ip netns exec red ip addr add 10.0.0.2/24 dev eth0 && ip netns exec red ip route replace default via 10.0.0.1 dev eth0"
        ) {
            $0.remove("10.0.0.11", in: "red")
            $0.address("172.31.8.7/24", on: "eth0", in: "red")
            $0.route("default", via: "172.31.8.1", dev: "eth0", in: "red")
        },
        Fault(
            "the bridge's address is not the one that all look for", "bridge-addr-missing",
            fix: "ip addr add 10.0.0.1/24 dev br0"
        ) {
            $0.remove("10.0.0.1", in: "node")
            $0.address("10.0.0.2/24", on: "br0", in: "node")
        },
    ]

    @Test(arguments: faults)
    func theFaultIsTheOneRootCause(fault: Fault) throws {
        var network = SmallNetwork.pods()
        fault.change(&network)
        let said = try Diagnosed(network)
        #expect(said.rootCauses == [fault.root], "\(said.words)")
        let found = try said.finding(fault.root)
        #expect(found.severity == .crit)
        #expect(found.fix.first?.command == fault.fix)
    }

    /// After somebody has tried there is a failed entry, which follows from the rule.
    @Test func aFailedEntryFollowsFromTheRule() throws {
        var network = SmallNetwork.pods()
        network.table(.arp, "guard", "in", .filter(.input), in: "node")
        network.neighbor("10.0.0.1", nil, on: "eth0", in: "red")
        let said = try Diagnosed(network)
        #expect(said.rootCauses == ["arp-filtered"], "\(said.words)")
        #expect(try said.finding("arp-filtered").explains.contains("gateway-neigh-failed"))
    }

    /// The rule that stops a question is named on the packet that waits for the answer, whatever the hook.
    @Test func theOuterPacketNamesTheRule() throws {
        var network = SmallNetwork.pods()
        network.table(.bridge, "guard", "in", .filter(.prerouting), in: "node")
        let said = try Diagnosed(network)
        let path = try #require(said.diagnosis.analysis.asked.first { $0.question == .gateway })
        let dropPoint = try #require(path.stopped?.dropPoint)
        #expect(dropPoint.stage == .hook)
        #expect(dropPoint.name == "bridge guard in handle 1")
        #expect(
            try said.finding("arp-filtered").evidence.first?.fact == "verdict on ARP for 10.0.0.1 at hook prerouting")
        #expect(dropPoint.solicitation?.target == IPAddress("10.0.0.1"))
        #expect(dropPoint.solicitation?.part == .request)
        #expect(path.isStoppedAsking)
    }

    /// Isolation is a note as long as nobody has tried to get across.
    @Test(arguments: [false, true])
    func isolationIsANoteUntilSomebodyTried(hasTried: Bool) throws {
        var network = SmallNetwork.pods()
        for port in ["v-red", "v-blue"] { network.change(port, in: "node") { $0.port?.isolated = true } }
        if hasTried { network.neighbor("10.0.0.12", nil, on: "eth0", in: "red") }
        let said = try Diagnosed(network)
        #expect(said.rootCauses == ["bridge-port-isolated"], "\(said.words)")
        #expect(try said.finding("bridge-port-isolated").severity == (hasTried ? .warn : .info))
        #expect(said.report.verdict == (hasTried ? .warn : .ok))
    }

    /// What an entry for good says is never said to have moved, and a right one is nothing at all.
    /// The router's other bridge is another segment: that address was learned when the pod was plugged in there.
    @Test func anEntryOfAnotherBridge() throws {
        var network = SmallNetwork.pods()
        network.bridge("br9", in: "node")
        network.address("10.9.0.1/24", on: "br9", in: "node")
        let links = network.snapshot.namespaces.values.flatMap(\.links.rows)
        network.neighbor("10.0.0.1", links.first { $0.ifname == "br9" }?.address, on: "eth0", in: "red")
        let said = try Diagnosed(network)
        #expect(said.rootCauses == ["neigh-stale-reused-ip"], "\(said.words)")
        #expect(
            try said.finding("neigh-stale-reused-ip").fix.first?.command.hasSuffix("ip neigh del 10.0.0.1 dev eth0")
                == true)
    }

    @Test func aRightEntryForGoodIsSilent() throws {
        var network = SmallNetwork.pods()
        let mac = network["node"].links.rows.first { $0.ifname == "br0" }?.address
        network.neighbor("10.0.0.1", mac, on: "eth0", in: "red")
        network["red"].neighbors.rows[network["red"].neighbors.rows.count - 1].state = .permanent
        #expect(try Diagnosed(network).report.findings.map(\.summary) == [])
    }
}

extension SmallNetwork {
    /// A table of any family with one chain, in which everything is dropped if nothing else is said.
    fileprivate mutating func table(
        _ family: NftFamily, _ table: String, _ chain: String, _ base: NftChain.Base,
        _ rules: [[NftExpression]] = [.drop], in name: String
    ) {
        self.chain(chain, base, table: table, rules, in: name)
        guard let place = self[name].ruleset?.tables.rows.firstIndex(where: { $0.name == table }) else { return }
        self[name].ruleset?.tables.rows[place].family = family
    }
}
