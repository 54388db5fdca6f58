import Addresses
import Analysis
import NetworkModel
import SnapshotQuery
import TestSupport
import Testing

/// What is asked with real packets on behalf of a pod, in a network where all is well.
@Suite struct ProbePlanTests {
    private func plan(
        _ to: [Destination] = [], whole: Bool = false, seesOutside: Bool = true,
        _ change: (inout SmallNetwork) -> Void = { _ in }
    ) throws -> ProbePlan {
        var network = SmallNetwork.pods(seesOutside: seesOutside)
        change(&network)
        network.change { $0.target?.destinations = to }
        for _ in 0..<30 {
            let analysis = TargetAnalysis(network.snapshot)
            let plan = ProbePlan(analysis, isWhole: whole)
            guard !analysis.query.needs.isEmpty else { return plan }
            let open = network.answer(analysis.query.needs)
            try #require(open.isEmpty, "\(open)")
        }
        return ProbePlan(TargetAnalysis(network.snapshot), isWhole: whole)
    }

    private func destination(_ text: String, _ proto: Destination.Proto = .icmp, port: UInt16? = nil) throws
        -> Destination
    {
        Destination(address: try #require(IPAddress(text)), proto: proto, port: port)
    }

    @Test func gatewaysAndNameServersAreAskedByThemselves() throws {
        let plan = try plan()
        #expect(plan.questions.map(\.words) == ["ARP for 10.0.0.1 on eth0", "ping 10.0.0.1", "DNS to 203.0.113.53"])
        #expect(plan.questions.map(\.foretold.fate) == [.answered, .answered, .handed])
        #expect(plan.orders.map(\.isWanted) == [false, false, true])
    }

    @Test func whatTheUserNamesIsAskedAsNamed() throws {
        let plan = try plan([
            destination("11.0.0.1", .tcp, port: 443), destination("11.0.0.1", .tcp, port: 444),
            destination("10.0.0.12"),
            destination("11.0.0.1", .udp, port: 9),
        ])
        let words = plan.questions.map { "\($0.words): \($0.foretold.fate)" }
        #expect(
            words.dropFirst(3) == [
                "TCP to 11.0.0.1:443: answered", "path MTU to 11.0.0.1: answered", "TCP to 11.0.0.1:444: refused",
                "ARP for 10.0.0.12 on eth0: answered", "ping 10.0.0.12: answered", "path MTU to 10.0.0.12: answered",
                "UDP to 11.0.0.1:9: refused",
            ])
    }

    @Test(arguments: [
        ("10.0.0.255", "broadcast address"), ("192.0.2.255", "broadcast address"), ("255.255.255.255", "nobody's"),
        ("10.9.0.255", "broadcast address"), ("224.0.0.1", "group"), ("ff02::1", "group"), ("0.0.0.0", "nobody's"),
    ])
    func nothingIsSentToMoreThanOne(address: String, reason: String) throws {
        let plan = try plan([destination(address), destination(address, .udp, port: 9)]) {
            $0.route("10.9.0.0/24", via: "10.0.0.1", dev: "eth0", in: "red")
        }
        #expect(plan.orders.allSatisfy { "\($0.dst)" != address })
        #expect(plan.notes.contains { $0.contains(address) && $0.contains(reason) }, "\(plan.notes)")
    }

    @Test func nobodyOutsideIsAskedUnlessNamedOrInSight() throws {
        let hidden = try plan(whole: true, seesOutside: false)
        #expect(hidden.orders.allSatisfy { $0.question != "outside" && $0.question != "outside-ping" })
        #expect(hidden.notes.contains { $0.contains("--to") })
        #expect(try plan(whole: true).orders.contains { $0.question == "outside" })
    }
}
