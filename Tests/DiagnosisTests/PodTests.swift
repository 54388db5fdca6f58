import Addresses
import NetworkModel
import TestSupport
import Testing

@testable import Diagnosis

/// One thing wrong with a pod, its bridge or its node, and nothing else: the one root cause, and what it takes along.
@Suite struct PodTests {
    /// Nothing above a note, nothing unknown, and all packets get through: the silent side of every check here.
    @Test(arguments: [true, false])
    func aHealthyPodIsSilent(seesOutside: Bool) throws {
        let said = try Diagnosed(.pods(seesOutside: seesOutside))
        #expect(said.report.verdict == .ok)
        #expect(said.report.findings.map(\.summary) == [])
        #expect(said.report.checks.filter { $0.state == .unknown }.map(\.id) == [])
        #expect(said.report.incomplete == [])
        let questions = Set(said.report.paths.map(\.question))
        #expect(
            questions.isSuperset(of: ["gateway", "nameserver", "outside", "outside-full", "sibling", "from-sibling"]))
        for path in said.report.paths {
            #expect(["delivered", "left-node"].contains(path.forward.result), "\(path.question): \(path.forward)")
            if let reply = path.reply { #expect(reply.result == "delivered", "\(path.question): \(reply)") }
        }
    }

    struct Fault: CustomTestStringConvertible, Sendable {
        var root: String
        var severity: Severity
        /// What it takes along.
        var explains: Set<String>
        var seesOutside: Bool
        var change: @Sendable (inout SmallNetwork) -> Void
        var testDescription: String { root }

        init(
            _ root: String, _ severity: Severity = .crit, explains: Set<String> = [], seesOutside: Bool = false,
            _ change: @escaping @Sendable (inout SmallNetwork) -> Void
        ) {
            (self.root, self.severity, self.explains) = (root, severity, explains)
            (self.seesOutside, self.change) = (seesOutside, change)
        }
    }

    static let faults = [
        Fault("link-pod-side-down", explains: ["default-route-missing", "resolv-missing-or-unreachable"]) {
            $0.down("eth0", in: "red")
        },
        Fault("link-host-side-down", explains: ["path-blocked"]) { $0.down("v-red", in: "node") },
        Fault("veth-not-enslaved", explains: ["path-blocked"]) {
            $0.change("v-red", in: "node") { $0.master = nil }
        },
        Fault("bridge-admin-down", explains: ["path-blocked", "pod-route-missing-on-node"]) {
            $0.down("br0", in: "node")
        },
        Fault("bridge-addr-missing", explains: ["gateway-neigh-failed", "path-blocked"]) {
            $0.remove("10.0.0.1", in: "node")
        },
        Fault("bridge-port-blocking-stp", explains: ["path-blocked"]) {
            $0.change("v-red", in: "node") { $0.port?.state = .blocking }
        },
        Fault("veth-mtu-mismatch", .warn, explains: ["path-blocked"]) {
            $0.change("v-red", in: "node") { $0.mtu = 1400 }
        },
        Fault("addr-missing", explains: ["resolv-missing-or-unreachable"]) { $0.remove("10.0.0.11", in: "red") },
        Fault("default-route-missing", explains: ["resolv-missing-or-unreachable"]) { $0.noDefaultRoute(in: "red") },
        Fault("gateway-off-link", explains: ["path-blocked"]) {
            $0.noDefaultRoute(in: "red")
            $0.route("default", via: "10.99.0.1", dev: "eth0", in: "red")
        },
        Fault("gateway-neigh-failed", explains: ["path-blocked"]) {
            $0.noDefaultRoute(in: "red")
            $0.route("default", via: "10.0.0.77", dev: "eth0", in: "red")
        },
        Fault("route-error-type", explains: ["resolv-missing-or-unreachable"]) {
            $0.noDefaultRoute(in: "red")
            $0.route(Route(type: .unreachable, dst: .everything(.inet)), in: "red")
        },
        Fault("ip-forward-off", explains: ["path-blocked"]) { $0.forwards(false, in: "node") },
        Fault("forward-policy-drop", explains: ["path-blocked"]) {
            $0.chain("forward", .filter(.forward, accepts: false), in: "node")
        },
        Fault("masquerade-missing", seesOutside: true) { $0["node"].ruleset?.tables.rows = [] },
        Fault("masquerade-rule-mismatch", seesOutside: true) {
            $0.chain(
                "postrouting", .nat(.postrouting), table: "nat",
                [.from("10.9.0.0/24") + .leaving("eth0") + .masquerade],
                in: "node")
        },
        Fault("duplicate-ip") {
            $0.remove("10.0.0.12", in: "blue")
            $0.address("10.0.0.11/24", on: "eth0", in: "blue")
        },
        Fault("duplicate-mac", explains: ["path-blocked"]) { network in
            let mac = network["red"].links.rows.last?.address
            network.change("eth0", in: "blue") { $0.address = mac }
        },
        Fault("prefix-length-wrong", .warn) {
            $0.remove("10.0.0.11", in: "red")
            $0.address("10.0.0.11/16", on: "eth0", in: "red")
            $0.route("default", via: "10.0.0.1", dev: "eth0", in: "red")
        },
        Fault("foreign-ip-rules-removed", explains: ["path-blocked"]) {
            $0["red"].rules.rows.removeAll { $0.priority == 0 && $0.family == .inet }
        },
        Fault("resolv-missing-or-unreachable") { $0.nameservers() },
        Fault("dns-loopback-nameserver") { $0.nameservers("127.0.0.53") },
        Fault("lo-down") { $0.change("lo", in: "red") { $0.flags = [.loopback] } },
    ]

    @Test(arguments: faults)
    func theFaultIsTheOneRootCause(fault: Fault) throws {
        var network = SmallNetwork.pods(seesOutside: fault.seesOutside)
        fault.change(&network)
        let said = try Diagnosed(network)
        #expect(said.rootCauses == [fault.root], "\(said.words)")
        let found = try said.finding(fault.root)
        #expect(found.severity == fault.severity)
        #expect(Set(found.explains) == fault.explains)
        // Nothing is found that is neither the cause nor explained by it.
        #expect(Set(said.report.findings.map(\.id)) == fault.explains.union([fault.root]))
        #expect(said.report.verdict.rawValue == fault.severity.rawValue)
        #expect(said.state(fault.root) == .found)
    }

    /// Of two faults that have nothing to do with each other neither hides the other.
    @Test func twoCausesAreTwo() throws {
        var network = SmallNetwork.pods()
        network.change("lo", in: "red") { $0.flags = [.loopback] }
        network.change("v-red", in: "node") { $0.mtu = 1400 }
        let said = try Diagnosed(network)
        #expect(said.rootCauses == ["lo-down", "veth-mtu-mismatch"])
        #expect(said.report.findings.filter(\.isRootCause).map(\.severity) == [.crit, .warn])
        #expect(said.report.verdict == .crit)
    }

    /// What is wrong with the other pod is no fault of this one.
    @Test func theNeighboursTroubleIsItsOwn() throws {
        var network = SmallNetwork.pods()
        network.noDefaultRoute(in: "blue")
        network.change("lo", in: "blue") { $0.flags = [.loopback] }
        #expect(try Diagnosed(network).report.findings.map(\.id) == [])
        network.aim(at: "blue")
        network.nameservers("203.0.113.53")
        #expect(try Diagnosed(network).rootCauses.sorted() == ["default-route-missing", "lo-down"])
    }
}

extension SmallNetwork {
    mutating func noDefaultRoute(in name: String) { self[name].routes.rows.removeAll { $0.dst.length == 0 } }
}
