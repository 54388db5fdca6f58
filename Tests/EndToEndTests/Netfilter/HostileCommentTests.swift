import Foundation
import Labs
import Netfilter
import NetworkModel
import Routing
import SnapshotQuery
import TestSupport
import Testing
@testable import Analysis
@testable import PacketTrace
@testable import nsdoctor

/// Whatever stands beside a rule, it is judged the same.
@Suite(.needsSandbox) struct HostileCommentTests {
    @Test(arguments: [11, 12, 13])
    func randomRulesMeanTheSame(_ seed: Int) async throws {
        try Self.compareMeanings(try await RulesSnapshot.random(seed, rules: 250), atLeast: 150)
    }

    @Test(arguments: ["legacy", "nft"])
    func randomRulesOfIptablesMeanTheSame(_ backend: String) async throws {
        try Self.compareMeanings(try await RulesSnapshot.random(backend, 11, rules: 300), atLeast: 400)
    }

    @Test(arguments: ["docker", "kube-proxy", "firewalld", "ufw", "statements", "odd-families", "meanings"])
    func fixturesMeanTheSame(_ name: String) async throws {
        try Self.compareMeanings(try await RulesSnapshot.loading("fixtures/rulesets/\(name).nft"), atLeast: 10)
    }

    private static func compareMeanings(_ rules: RulesSnapshot, atLeast least: Int) throws {
        let query = SnapshotQuery(rules.snapshot)
        let references = rules.references
        #expect(references.count >= least)
        let translations = RouterCache(query).translations(in: rules.netns)
        for first in stride(from: 0, to: HostileComments.all.count, by: 7) {
            let hostile = SnapshotQuery(rules.snapshot.withHostileComments(from: first))
            for reference in references {
                #expect(hostile.comment(of: reference).map(HostileComments.all.contains) == true)
                #expect(hostile.meanings(of: reference) == query.meanings(of: reference))
            }
            let others = RouterCache(hostile).translations(in: rules.netns)
            #expect(others.map(\.conditions) == translations.map(\.conditions))
            #expect(others.map(\.translation) == translations.map(\.translation))
            #expect(others.map(\.reference.name) == translations.map(\.reference.name))
        }
    }

    /// The rulesets of the truth tests, and the packets that were sent through them.
    @Test func packetsFareTheSame() async throws {
        let rulesets = try await TruthRun(seed: 21, rulesets: 8, packets: 8).rulesets()
        var compared = 0
        for (number, ruleset) in rulesets.enumerated() {
            let snapshot = try SnapshotFile.decode(Data(ruleset.snapshot.utf8), "snapshot")
            let hostile = snapshot.withHostileComments(from: number * 5)
            for flow in try ruleset.flows(in: snapshot) {
                let answer = PacketTracer(RouterCache(SnapshotQuery(snapshot)), rules: .all).answer(flow)
                let other = PacketTracer(RouterCache(SnapshotQuery(hostile)), rules: .all).answer(flow)
                #expect(other.traces.map(\.forward.judgement) == answer.traces.map(\.forward.judgement))
                compared += 1
            }
        }
        #expect(compared >= 50)
    }

    private struct Place: Sendable {
        var lab: String
        var change: String?

        init(_ lab: String, _ change: String? = nil) {
            self.lab = lab
            self.change = change
        }
    }

    private static let places = [
        Place("published"), Place("published", "masquerade-missing"), Place("published", "masquerade-rule-mismatch"),
        Place("published", "return-named-masquerade"), Place("published", "comments-tell-tales"),
        Place("published", "stale-dnat-target"), Place("published", "published-not-forwarded"),
        Place("published", "published-for-some"), Place("published", "small-but-clamped"),
        Place("published", "snat-range-of-nft"), Place("published", "masquerade-too-wide"),
        Place("published", "input-blocks-bridge-to-host"), Place("published", "iptables-backend-mix"),
        Place("docker"), Place("docker", "docker-inter-network-isolation"), Place("docker", "by-published-port"),
        Place("docker", "direct-access"), Place("docker", "newer"), Place("kube-proxy", "service-no-endpoints"),
        Place("kube-proxy", "external-policy-local"), Place("kube-proxy", "legacy"),
        Place("kube-proxy-nft", "service-no-endpoints"), Place("kube-proxy-nft", "external-policy-local"),
        Place("network-policy"), Place("network-policy", "networkpolicy-default-deny"),
        Place("network-policy", "policy-set-stale"), Place("network-policy", "legacy"), Place("services"),
        Place("services", "hairpin-off"),
    ]

    /// Labs whose rules matter: all that is asked, refused, missed and found.
    @Test func networksAreJudgedTheSame() async throws {
        let runbooks = try CheckFiles(usesSite: false).compiled()
        var tally = JudgementTally()
        for (number, place) in Self.places.enumerated() {
            let snapshot = try await Self.snapshot(of: place)
            let name = "\(place.lab) \(place.change ?? "")"
            let analysis = TargetAnalysis(snapshot)
            let judgements = analysis.judgements(&tally)
            let outcomes = analysis.outcomes(runbooks)
            for first in [number * 3, number * 3 + 14] {
                let hostile = TargetAnalysis(snapshot.withHostileComments(from: first))
                var ignored = JudgementTally()
                let others = hostile.judgements(&ignored)
                #expect(others.count == judgements.count, "\(name)")
                for (ours, theirs) in zip(others, judgements) { #expect(ours == theirs, "\(name)") }
                for (ours, theirs) in zip(hostile.outcomes(runbooks), outcomes) { #expect(ours == theirs, "\(name)") }
            }
        }
        print("judged beside hostile comments: \(tally.counts.sorted { $0.key < $1.key })")
        for what in [
            "clamped", "meant for others", "mismatches", "missing", "pools", "published", "refusals", "set gaps",
            "shadowed", "stopped by rules", "translations",
        ] {
            #expect(tally.counts[what, default: 0] > 0, "no lab had any: \(what)")
        }
    }

    /// A comment publishes no port.
    @Test func noPortIsInvented() async throws {
        let analysis = TargetAnalysis(try await Self.snapshot(of: Place("published", "comments-tell-tales")))
        let ports = analysis.asked.compactMap(\.published)
        #expect(Set(ports.map(\.port)) == [8000])
        #expect(analysis.outsideSources.allSatisfy { $0.missing == nil })
    }

    private static func snapshot(of place: Place) async throws -> Snapshot {
        let command = ["sh", "-c", "\"$0\" snapshot \"$@\" -o -", Command.nsdoctor, "{target}"]
        let outcome = try await Sandboxes.run(
            place.lab, LabRunner.Order(fault: place.change, command: command, capture: true))
        do {
            return try SnapshotFile.decode(Data(outcome.output), "snapshot")
        } catch {
            throw Script.Failed(
                description: "\(place): \(String(decoding: outcome.errors.suffix(2000), as: UTF8.self))")
        }
    }
}
