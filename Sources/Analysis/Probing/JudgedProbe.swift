import Addresses
import NetworkModel
import SnapshotQuery

/// A real packet beside the simulated one.
public struct JudgedProbe: Sendable {
    /// How the two compare, a closed set.
    public enum Verdict: String, Hashable, Sendable, CaseIterable {
        /// Both fare alike.
        case agrees
        /// It gets through, and the simulation says that something stops it.
        case works
        /// It does not, and the simulation says that a kernel in sight answers.
        case fails
        /// It left, or a program got it, as simulated, and nobody answered.
        case unanswered
        /// It left as simulated, and somebody outside sent an error.
        case turnedBack = "turned-back"
        /// There is nothing to compare: the simulation does not know, or it was not sent.
        case undecided

        /// What it means, for schemas and pages.
        public var about: String {
            switch self {
            case .agrees: "both fare alike"
            case .works: "it gets through, and the simulation says that something stops it"
            case .fails: "it does not, and the simulation says that a kernel in sight answers"
            case .unanswered: "it left, or a program got it, as simulated, and nobody answered"
            case .turnedBack: "it left as simulated, and somebody outside sent an error"
            case .undecided: "there is nothing to compare"
            }
        }
    }

    /// What was asked, and what came of it.
    public let result: ProbeResult
    /// What the simulation says of it now, after it was sent.
    public let foretold: Foretold
    public let verdict: Verdict
}

extension TargetAnalysis {
    /// Empty where nothing was sent.
    func findProbed() -> [JudgedProbe] {
        (query.snapshot.probing?.results ?? []).map { result in
            let now = foretold(result.order)
            let verdicts = [result.foretold, now].compactMap { $0 }.map { verdict(result, $0) }
            // What holds of the state before or after alone may have changed meanwhile, not least by the probes.
            let isSteady = verdicts.allSatisfy { $0 == verdicts.first }
            let calm = verdicts.first { $0 == .agrees } ?? .undecided
            return JudgedProbe(
                result: result, foretold: now, verdict: isSteady ? verdicts.first ?? .undecided : calm)
        }
    }

    private func verdict(_ result: ProbeResult, _ foretold: Foretold) -> JudgedProbe.Verdict {
        guard result.outcome != .unsent else { return .undecided }
        switch result.order.kind {
        case .pathMTU: return size(result, foretold)
        case .neighbor where result.outcome == .silent:
            return foretold.fate == .stopped ? .agrees : .unanswered
        case .neighbor where result.outcome != .answered: return .undecided
        default: break
        }
        switch foretold.fate {
        case .unknown, .uncertain: return .undecided
        case .answered: return result.outcome == .answered ? .agrees : .fails
        case .handed: return handed(result)
        case .refused: return result.outcome == .answered ? .works : .agrees
        case .stopped:
            switch result.outcome {
            case .answered: return .works
            case .refused: return foretold.isTold ? .agrees : .works
            case .error, .silent, .failed, .unsent: return .agrees
            }
        }
    }

    /// It should have left, or reached a program; what comes then is not the simulation's.
    private func handed(_ result: ProbeResult) -> JudgedProbe.Verdict {
        switch result.outcome {
        case .answered, .refused: return .agrees
        // No answer is due to an empty datagram.
        case .silent: return result.order.kind == .udp ? .undecided : .unanswered
        case .failed: return .fails
        case .unsent: return .undecided
        case .error:
            guard let from = result.from, isInSight(from) else { return .turnedBack }
            // Our own kernel says so when nobody outside has the next hop's address.
            return result.isUnreachableHost ? .unanswered : .fails
        }
    }

    private func size(_ result: ProbeResult, _ foretold: Foretold) -> JudgedProbe.Verdict {
        // Nor does a small one get through: the echo tells.
        guard let sizes = result.sizes else { return foretold.fate == .stopped ? .agrees : .undecided }
        switch (foretold.fate, isWhole: sizes.unanswered == nil) {
        case (.answered, false): return .fails
        case (.stopped, true): return .works
        case (.answered, true), (.stopped, false), (.handed, true): return .agrees
        default: return .undecided
        }
    }

    /// Somebody in sight has the address.
    private func isInSight(_ address: IPAddress) -> Bool {
        query.snapshot.namespaces.values.contains { namespace in
            namespace.addresses.rows.contains { $0.address == address }
        }
    }
}

extension ProbeResult {
    /// ICMP's host unreachable, or address unreachable.
    fileprivate var isUnreachableHost: Bool {
        order.dst.family == .inet ? icmp?.type == 3 && icmp?.code == 1 : icmp?.type == 1 && icmp?.code == 3
    }

    /// A path that lets less through than its first link.
    public var isNarrow: Bool { sizes?.unanswered != nil }

    /// Larger packets are lost there without a word.
    public var isBlackHole: Bool { isNarrow && sizes?.told == nil }
}
