import Addresses
import Foundation
import KernelWire
import Netfilter
import NetworkModel
import PacketTrace
import Routing
import SnapshotQuery
import TestSupport
import Testing
@testable import nsdoctor

/// Real packets through random iptables rules: the rules that counted them, and what arrived, are what the trace says.
@Suite(.needsSandbox) struct XtPacketTests {
    /// What xt_packets.py prints.
    private struct Outcome: Decodable {
        struct Case: Decodable {
            var packet: Sent
            var moved: [String]
            var arrived: [Seen]
            var memory: Memory
        }

        /// What the kernel remembered before the packet.
        struct Memory: Decodable {
            var recents: [String: String]
            /// Nanoseconds.
            var uptime: UInt64
            /// Ticks in a second.
            var hz: UInt64
            var connections: UInt32
        }

        struct Sent: Decodable {
            var from: String
            var src: String
            var dst: String
            var proto: String
            var sport: UInt16
            var dport: UInt16
            var tos: UInt8
            var size: Int
            var error: Int?
        }

        struct Seen: Decodable, Equatable {
            var src: String
            var dst: String
            var proto: UInt8
            var sport: UInt16
            var dport: UInt16
            var tos: UInt8
            var ttl: UInt8
        }

        var snapshot: String
        /// Of each namespace, by its name; of the router by none.
        var settings: [String: [String: String]]
        var cases: [Case]
        /// After the packets were sent, and some of them a second time.
        var later: String
        var again: [Case]
        var rules: [String]
    }

    private struct Tally {
        var packets = 0
        var unknown: [String: Int] = [:]
        var rules = 0
        var arrived = 0
        var translated = 0
        var wrong = 0
    }

    /// More of them where somebody has the time.
    static let seeds = 1...max(1, Int(ProcessInfo.processInfo.environment["NSDOCTOR_SEEDS"] ?? "") ?? 5)

    @Test(arguments: ["legacy", "nft"], seeds)
    func rulesCountAsOnPaper(backend: String, seed: Int) async throws {
        let outcome = try await Script("xt_packets.py", [backend, "45", "80", "\(seed)", "sets"]).result(
            as: Outcome.self)
        var snapshot = try SnapshotFile.decode(Data(outcome.snapshot.utf8), "snapshot")
        var tally = Tally()
        for sent in outcome.cases { compare(sent, &snapshot, outcome, &tally) }
        var later = try SnapshotFile.decode(Data(outcome.later.utf8), "snapshot")
        for sent in outcome.again { compare(sent, &later, outcome, &tally) }
        print(
            "iptables-\(backend) seed \(seed): \(tally.packets) packets, \(tally.rules) rules counted, \(tally.arrived) arrived,"
                + " \(tally.translated) translated, \(tally.wrong) wrong, unknown \(tally.unknown)")
        #expect(tally.packets == 105)
        #expect(tally.unknown.values.reduce(0, +) * 50 <= tally.packets)
    }

    private func compare(_ sent: Outcome.Case, _ snapshot: inout Snapshot, _ outcome: Outcome, _ tally: inout Tally) {
        guard let node = snapshot.namespaces.values.first(where: \.isOwn)?.id,
            let left = id(of: "left", snapshot), let right = id(of: "right", snapshot),
            let src = IPAddress(sent.packet.src), let dst = IPAddress(sent.packet.dst)
        else {
            Issue.record("namespaces are missing")
            return
        }
        tally.packets += 1
        remember(sent.memory, node, &snapshot)
        let ports = Transport.Ports(source: sent.packet.sport, destination: sent.packet.dport)
        let transport: Transport =
            switch sent.packet.proto {
            case "udp": .udp(ports)
            case "tcp": .tcp(Transport.TCP(ports: ports, flags: Transport.TCP.syn))
            default: .icmp(Transport.ICMP(type: 8, code: 0, id: sent.packet.sport))
            }
        let header = sent.packet.proto == "tcp" ? 40 : 28
        var flow = PathFlow(
            from: sent.packet.from == "left" ? left : node, src: src, to: dst, transport, tos: sent.packet.tos, uid: 0,
            length: header + (sent.packet.proto == "tcp" ? 0 : sent.packet.size))
        flow.dontFragment = true
        var answer = trace(flow, snapshot)
        // Settings are fetched as the trace asks for them.
        for _ in 0..<20 {
            guard fill(answer.needs, outcome.settings, into: &snapshot) else { break }
            answer = trace(flow, snapshot)
        }
        if let unknown = answer.answer.traces.first(where: { $0.forward.disposition == .unknown }) {
            tally.unknown[unknown.forward.dropPoint?.reason ?? "?", default: 0] += 1
            return
        }
        guard answer.answer.traces.count == 1, let path = answer.answer.traces.first?.forward else {
            complain(
                sent, "\(answer.answer.traces.count) ways: \(answer.answer.traces.map(\.forward.assumptions))", &tally)
            return
        }
        let visits = path.hops.filter { $0.netns == node }.flatMap(\.visits)
        let expected = Set(visits.compactMap { name($0, node, snapshot) })
        let moved = Set(sent.moved)
        // What refuses or answers a packet sends one of its own through the rules.
        let answers =
            path.disposition == .rejected
            || (path.disposition == .delivered && path.netns == node && sent.packet.proto != "icmp")
        let agrees = answers ? expected.isSubset(of: moved) : expected == moved
        tally.rules += moved.count
        if !agrees {
            let texts = expected.symmetricDifference(moved).sorted().map { "\($0): \(text($0, outcome.rules))" }
            complain(
                sent,
                "\(path.disposition) \(path.dropPoint?.reason ?? "")\n  simulated \(expected.sorted())\n  counted  \(moved.sorted())\n  \(texts)",
                &tally)
            return
        }
        let reaches = path.netns == right
        let first = sent.arrived.first { $0.proto == transport.proto }
        guard reaches == (first != nil) else {
            complain(
                sent,
                "simulated \(path.disposition) \(path.dropPoint?.reason ?? "") in \(path.netns == right ? "right" : "node"), arrived \(sent.arrived)",
                &tally)
            return
        }
        if let first { compare(first, path, sent, &tally) }
    }

    private func remember(_ memory: Outcome.Memory, _ node: NetnsID, _ snapshot: inout Snapshot) {
        let jiffies = Jiffies(uptime: memory.uptime, perSecond: memory.hz)
        var files = ProcNet()
        for name in ["one", "two"] {
            files.recents[name] = .known(RecentAddress.listing(Array((memory.recents[name] ?? "").utf8), jiffies))
        }
        snapshot.namespaces[node]?.procNet = files
        snapshot.namespaces[node]?.conntrack = .known(
            Conntrack(count: .known(memory.connections), max: .absent, statistics: .absent))
    }

    private func trace(_ flow: PathFlow, _ snapshot: Snapshot) -> (answer: PathAnswer, needs: Set<Need>) {
        let tracer = PacketTracer(RouterCache(SnapshotQuery(snapshot)), rules: .all)
        let answer = tracer.answer(flow)
        return (answer, tracer.query.needs)
    }

    /// False where nothing is lacking that could be had.
    private func fill(_ needs: Set<Need>, _ settings: [String: [String: String]], into snapshot: inout Snapshot) -> Bool
    {
        var isNew = false
        for case .sysctl(let id, let name) in needs where snapshot.namespaces[id]?.sysctls[name] == nil {
            let names = snapshot.namespaces[id]?.names ?? []
            let values = settings[names.first ?? ""] ?? [:]
            snapshot.namespaces[id]?.sysctls[name] = values[name].map { .known($0) } ?? .absent
            isNew = true
        }
        return isNew
    }

    private func compare(_ seen: Outcome.Seen, _ path: Trace, _ sent: Outcome.Case, _ tally: inout Tally) {
        tally.arrived += 1
        let packet = path.packet
        let tuple = Connection.Tuple(packet)
        if seen.src != sent.packet.src || seen.dst != sent.packet.dst { tally.translated += 1 }
        let sport = tuple.icmpId ?? tuple.sport
        let agrees =
            seen.src == "\(packet.src)" && seen.dst == "\(packet.dst)" && (sport == nil || seen.sport == sport)
            && (packet.transport.proto == 1 || tuple.dport == seen.dport) && packet.tos == seen.tos
            && packet.ttl == seen.ttl
        if !agrees {
            complain(
                sent, "arrived \(seen)\n  simulated \(tuple) tos \(packet.tos ?? 0) ttl \(packet.ttl ?? 0)", &tally)
        }
    }

    private func complain(_ sent: Outcome.Case, _ text: String, _ tally: inout Tally) {
        tally.wrong += 1
        if tally.wrong <= 4 { Issue.record("\(sent.packet)\n  \(text)") }
    }

    private func id(of name: String, _ snapshot: Snapshot) -> NetnsID? {
        snapshot.namespaces.values.first { $0.names.contains(name) }?.id
    }

    /// `filter FORWARD 3`, for rules that a packet passed.
    private func name(_ visit: RuleVisit, _ node: NetnsID, _ snapshot: Snapshot) -> String? {
        if case .noMatch = visit.outcome { return nil }
        switch visit.rule.place {
        case .number(let number): return "\(visit.rule.table) \(visit.rule.chain) \(number)"
        case .handle(let handle):
            let chain = snapshot.namespaces[node]?.ruleset?.chain(NftRef(.ip, visit.rule.table, visit.rule.chain))
            guard let index = chain?.rules.rows.firstIndex(where: { $0.handle == handle }) else { return nil }
            return "\(visit.rule.table) \(visit.rule.chain) \(index + 1)"
        case .policy, .chain: return nil
        }
    }

    private func text(_ name: String, _ rules: [String]) -> String {
        let words = name.split(separator: " ")
        guard words.count == 3, let number = Int(words[2]) else { return "" }
        let same = rules.filter { $0.hasPrefix("\(words[0]) \(words[1]) ") }
        return same.indices.contains(number - 1) ? same[number - 1] : ""
    }
}
