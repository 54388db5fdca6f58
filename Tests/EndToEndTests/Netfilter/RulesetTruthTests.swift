import Addresses
import Foundation
import Labs
import Netfilter
import NetworkModel
import PacketTrace
import Routing
import SnapshotQuery
import Testing
@testable import nsdoctor

/// Random rulesets and packets that were really sent: the trace must say where each ended, with which addresses and
/// ports, and which rules counted it.
@Suite struct RulesetTruthTests {
    @Test(.needsSandbox, arguments: [1, 2, 3])
    func rulesDoWhatTheKernelDoes(_ seed: Int) async throws {
        let tally = try await TruthRun(seed: seed, rulesets: 15, packets: 12).run()
        #expect(tally.cases >= 180)
        #expect(tally.rules > 1000)
        #expect(tally.unknown * 50 <= tally.cases, "\(tally)")
    }

    @Test(.needsSandbox, arguments: [1, 2])
    func rulesDoSoForIPv6(_ seed: Int) async throws {
        let tally = try await TruthRun(seed: seed, rulesets: 15, packets: 12, isIPv6: true).run()
        #expect(tally.cases >= 180)
        #expect(tally.rules > 1000)
        #expect(tally.delivered > 60)
        #expect(tally.unknown * 50 <= tally.cases, "\(tally)")
    }
}

struct TruthRun {
    var seed: Int
    var rulesets: Int
    var packets: Int
    var isIPv6 = false

    struct Tally {
        var cases = 0
        var unknown = 0
        var delivered = 0
        var translated = 0
        var rules = 0
        var wrong = 0
        var reasons: [String: Int] = [:]
    }

    func run() async throws -> Tally {
        let outcome = try await Crew.work { () throws(LabError) in
            let words = [seed, rulesets, packets].map(String.init) + (isIPv6 ? ["6"] : [])
            let command = [Here.python, "\(Here.scripts)/ruleset_truth.py", Here.executable] + words
            return try Here.runner.run(try Here.nothing.get(), LabRunner.Order(command: command, capture: true))
        }
        let errors = String(decoding: outcome.errors.suffix(2000), as: UTF8.self)
        let data = Data(outcome.output)
        let ruleset = try #require(try? JSONDecoder().decode([TruthRuleset].self, from: data), "\(errors)")
        var tally = Tally()
        for entry in ruleset { try entry.judge(&tally) }
        print("\(isIPv6 ? "IPv6 " : "")seed \(seed): \(tally)")
        return tally
    }
}

/// One ruleset and what became of the packets sent through it.
struct TruthRuleset: Decodable {
    struct Packet: Decodable {
        var way: String
        var proto: String
        var src: String
        var dst: String
        var sport: UInt16
        var dport: UInt16
        var tos: UInt8
        var length: Int
    }

    struct Endpoints: Decodable, Equatable {
        var src: String
        var dst: String
        var sport: UInt16
        var dport: UInt16
        var tos: UInt8
        var ttl: UInt8
    }

    struct Heard: Decodable {
        var place: String
        var endpoints: Endpoints

        init(from decoder: any Decoder) throws {
            var list = try decoder.unkeyedContainer()
            place = try list.decode(String.self)
            endpoints = try list.decode(Endpoints.self)
        }
    }

    struct Case: Decodable {
        var packet: Packet
        var heard: [Heard]
        var moved: Set<String>
    }

    var snapshot: String
    var cases: [Case]

    func judge(_ tally: inout TruthRun.Tally) throws {
        let snapshot = try SnapshotFile.decode(Data(snapshot.utf8), "snapshot")
        for entry in cases {
            tally.cases += 1
            let names = Dictionary(snapshot.namespaces.values.flatMap { n in n.names.map { ($0, n.id) } }) { first, _ in
                first
            }
            let router = try #require(names["router"])
            let judge = TruthJudge(
                snapshot: snapshot, router: router, server: try #require(names["server"]), entry: entry)
            let flow = try judge.flow(from: try #require(names[entry.packet.way == "output" ? "router" : "client"]))
            let query = SnapshotQuery(snapshot)
            let answer = PacketTracer(RouterCache(query), rules: .all).answer(flow)
            if answer.traces.contains(where: { $0.forward.disposition == .unknown }) {
                tally.unknown += 1
                let reasons = answer.traces.compactMap {
                    $0.forward.disposition == .unknown ? $0.forward.dropPoint?.reason : nil
                }
                tally.reasons[reasons.first.map { String($0.suffix(120)) } ?? "", default: 0] += 1
                continue
            }
            if !entry.heard.isEmpty { tally.delivered += 1 }
            if answer.traces.contains(where: { $0.forward.hops.contains { $0.nat != nil } }) { tally.translated += 1 }
            tally.rules += answer.traces.first?.forward.hops.reduce(0) { $0 + $1.visits.count } ?? 0
            let complaints = answer.traces.map { judge.complaint(about: $0.forward) }
            if complaints.allSatisfy({ $0 != nil }) {
                tally.wrong += 1
                if tally.wrong <= 3 { Issue.record("\(judge.story(answer, complaints))") }
            }
        }
    }
}
