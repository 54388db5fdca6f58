@testable import Analysis
@testable import PacketTrace
import Netfilter
import SnapshotQuery
import NetworkModel
import NetworkFacts
import Rules

// What is judged of a network, without the words that it is told in.

/// How often something was there to be judged.
struct JudgementTally {
    var counts: [String: Int] = [:]

    mutating func count(_ what: String, _ isThere: Bool = true) { if isThere { counts[what, default: 0] += 1 } }
}

extension TargetAnalysis {
    /// One line for each judgement.
    func judgements(_ tally: inout JudgementTally) -> [String] {
        var lines: [String] = []
        for path in asked { lines.append(judgement(path, &tally)) }
        for id in query.snapshot.namespaces.keys.sorted() {
            for rule in routerCache.translations(in: id) {
                tally.count("translations")
                let target = rule.target.map { "\($0) \(rule.targetPort ?? 0)" } ?? ""
                lines.append("translation \(rule.reference.name) \(rule.conditions.words(ofFamily: true)) \(target)")
            }
        }
        for gap in setGaps {
            tally.count("set gaps")
            lines.append("gap \(gap.set) \(gap.address) \(gap.neighbors) \(gap.gone) \(gap.isOwnChain)")
        }
        for pool in snatPools {
            tally.count("pools")
            lines.append("pool \(pool.rule.name) \(pool.source) \(pool.ports) \(pool.isNarrowed)")
        }
        for source in outsideSources {
            let missing = source.missing
            tally.count("mismatches", missing?.mismatch != nil)
            tally.count("missing", missing != nil && missing?.mismatch == nil)
            lines.append("outside \(missing.map { "\($0.source)" } ?? "") \(missing?.mismatch?.reference.name ?? "")")
        }
        lines += defaultRouteStatuses.map { "outlook \($0.netns) \($0.family) \($0.isMissing) \($0.isTranslated)" }
        lines += backendMixes.map { "mix \($0.legacyTables) \($0.nftTables) \($0.blocker?.name ?? "")" }
        lines += flushedRules.map { "flushed \($0.owner ?? "") \($0.chains)" }
        lines += serviceProxies.map { "proxies \($0.names)" }
        return lines
    }

    private func judgement(_ path: AskedPath, _ tally: inout JudgementTally) -> String {
        let stop = path.stopped?.dropPoint
        let refusal = refusal(path)
        tally.count("paths")
        tally.count("stopped by rules", stop?.rule != nil)
        tally.count("refusals", refusal != nil)
        tally.count("published", path.question == .published)
        tally.count("meant for others", isMeantForOthers(path))
        tally.count("clamped", path.question == .outsideFull && isClamped(path))
        tally.count("shadowed", path.isShadowed(in: self))
        var words = ["\(path.subject) \(path.question) \(path.answer.flow) \(path.works) \(path.isTelling)"]
        words += path.answer.traces.map { ([$0.forward] + $0.replies).map(\.judgement).joined(separator: " <- ") }
        words.append("\(stop?.detail.map { "\($0)" } ?? "") \(path.isReplyStopped) \(path.doubt == nil)")
        words.append("\(refusal.map { "\($0.owner) \($0.role)" } ?? "") \(path.manager ?? "")")
        words.append("\(isMeantForOthers(path)) \(isClamped(path)) \(path.isShadowed(in: self)) \(isFailure(path))")
        words.append("\(path.isVirtual(in: self)) \(path.isHairpin(in: self)) \(path.isOneWay)")
        if let port = path.published {
            words.append("\(port.rule.reference.name) \(port.proto) \(port.port) \(port.target) \(port.targetPort)")
        }
        if let refused = path.refusedPort { words.append("\(places(of: refused).map(\.netns))") }
        return words.joined(separator: "\n  ")
    }

    /// Each check with its state and what it found.
    func outcomes(_ runbooks: CompiledRunbooks) -> [String] {
        runbooks.evaluate(bindings: NetworkFacts.bindings(self)).map { outcome in
            "\(outcome.id) \(outcome.state) \(outcome.findings.map { "\($0.severity) \($0.affects ?? [])" })"
        }
    }
}

extension Trace {
    var judgement: String {
        let hops = hops.map { hop in
            let visits = hop.visits.map { "\($0.rule.name) \($0.outcome.kind)" }
            let nat = hop.nat.map { "\($0.before) \($0.after) \($0.rule?.name ?? "")" } ?? ""
            return "\(hop.netns) \(hop.stage) \(hop.action) \(hop.linkName ?? "") \(nat) \(visits)"
        }
        let end = dropPoint.map { "\($0.netns) \($0.stage) \($0.object) \($0.rule?.name ?? "")" } ?? ""
        return "\(disposition) \(end) \(packet.src) \(packet.dst) \(assumptions.count) \(hops)"
    }
}

extension RuleVisit.Outcome {
    fileprivate var kind: String {
        switch self {
        case .noMatch: "no match"
        case .immaterial: "immaterial"
        case .passed: "passed"
        case .jump(let chain): "jump \(chain)"
        case .goto(let chain): "goto \(chain)"
        case .return: "return"
        case .verdict(.accept): "accept"
        case .verdict(.drop), .verdict(.noRoom), .verdict(.noPort): "drop"
        case .verdict(.reject): "reject"
        case .verdict(.queue): "queue"
        case .verdict(.stolen): "stolen"
        case .verdict(.unknown): "unknown"
        }
    }
}
