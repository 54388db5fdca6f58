import Addresses
import NetworkModel
import TestSupport
import Testing
@testable import Netfilter

/// Limits, lists and clocks in the tables of iptables-legacy: what the kernel remembers decides where it tells.
@Suite struct XtRateTests {
    /// What becomes of a packet that one rule drops where the match holds.
    private func verdicts(
        _ matches: [XtMatch], counted: UInt64 = 0, startedAt: String = "", _ namespace: Namespace = blank
    ) -> [String] {
        var rule = XtRule(matches, .drop)
        rule.packets = counted
        return words(XtSample([.forward(.accept, [rule])]), namespace, startedAt)
    }

    private func words(_ paper: XtSample, _ namespace: Namespace = blank, _ startedAt: String = "") -> [String] {
        paper.outcomes(XtSample.packet(), in: namespace, startedAt: startedAt).map { outcome in
            switch outcome.verdict {
            case .accept: "accept"
            case .drop: "drop"
            case .unknown: "unknown"
            default: "other"
            }
        }
    }

    private static let blank = Namespace(id: XtSample.netns)

    private func address(_ text: String) -> IPAddress { IPAddress(text) ?? .unspecified(.inet) }

    // MARK: xt_recent

    private func namespace(recent ages: [UInt64], _ text: String = "10.0.0.1") -> Namespace {
        var namespace = Self.blank
        namespace.procNet = ProcNet()
        namespace.procNet?.recents["r"] = .known([RecentAddress(address: address(text), ttl: 64, ages: ages)])
        return namespace
    }

    private func recent(_ flags: UInt8, seconds: UInt32 = 0, hits: UInt32 = 0) -> XtMatch {
        .recent(
            XtRecent(
                name: "r", checkSet: flags, seconds: seconds, hitCount: hits, inverted: false, byDestination: false))
    }

    @Test func listsOfAddresses() {
        let (check, update): (UInt8, UInt8) = (1, 4)
        #expect(verdicts([recent(check)], namespace(recent: [900_000])) == ["drop"])
        #expect(verdicts([recent(check)], namespace(recent: [900_000], "10.0.0.9")) == ["accept"])
        #expect(verdicts([recent(check, seconds: 60)], namespace(recent: [900_000])) == ["accept"])
        #expect(verdicts([recent(update, seconds: 60, hits: 3)], namespace(recent: [1, 2, 900_000])) == ["accept"])
        #expect(verdicts([recent(update, seconds: 60, hits: 3)], namespace(recent: [1, 2, 50_000])) == ["drop"])
        // As old as the clock is exact; not read.
        #expect(verdicts([recent(check, seconds: 60)], namespace(recent: [60_500])) == ["drop", "accept"])
        #expect(verdicts([recent(check)]) == ["drop", "accept"])
    }

    /// ufw's limit: the packet itself is put on the list first.
    @Test func thePacketItselfCounts() {
        let rules = [XtRule([recent(2)], .none), XtRule([recent(4, seconds: 30, hits: 6)], .drop)]
        let paper = XtSample([.forward(.accept, rules)])
        #expect(words(paper, namespace(recent: [1, 2, 3, 4])) == ["accept"])
        #expect(words(paper, namespace(recent: [1, 2, 3, 4, 5])) == ["drop"])
    }

    // MARK: hashlimit

    private func hashlimit(max: UInt32 = 0, average: UInt64 = 3_600_000_000) -> XtMatch {
        // By source, for what is above.
        .hashlimit(
            XtHashlimit(
                revision: 3, family: .inet, name: "h", mode: 4 | 16, average: average, burst: 1, size: 0, max: max,
                gcInterval: 1000, expire: 1000, srcmask: 32, dstmask: 32))
    }

    private func namespace(bucketOf text: String, credit: UInt64) -> Namespace {
        var namespace = Self.blank
        namespace.procNet = ProcNet()
        namespace.procNet?.hashlimits["h"] = .known([
            HashlimitBucket(src: address(text), dst: .unspecified(.inet), sport: 0, dport: 0, credit: credit, cost: 100)
        ])
        return namespace
    }

    @Test func bucketsOfAddresses() {
        #expect(verdicts([hashlimit()], namespace(bucketOf: "10.0.0.1", credit: 100)) == ["accept"])
        #expect(verdicts([hashlimit()], namespace(bucketOf: "10.0.0.1", credit: 99)) == ["drop"])
        #expect(verdicts([hashlimit()], namespace(bucketOf: "10.0.0.9", credit: 0)) == ["accept"])
        #expect(verdicts([hashlimit(max: 1)], namespace(bucketOf: "10.0.0.9", credit: 0)) == ["unknown"])
        // Refilled before anybody gives up.
        #expect(
            verdicts([hashlimit(average: 2_000_000)], namespace(bucketOf: "10.0.0.1", credit: 0)) == ["drop", "accept"])
        #expect(verdicts([hashlimit()]) == ["drop", "accept"])
    }

    // MARK: limit, connlimit, quota, statistic

    @Test func limitsByTheirRates() {
        let limit = { (average: UInt32, burst: UInt32) in XtMatch.limit(XtLimit(average: average, burst: burst)) }
        let accepting = { (match: XtMatch, counted: UInt64) -> [String] in
            var rule = XtRule([match], .accept)
            rule.packets = counted
            return self.words(XtSample([.forward(.drop, [rule])]))
        }
        #expect(accepting(limit(100, 5), 1_000_000) == ["accept"])
        #expect(accepting(limit(600_000, 100), 99) == ["accept"])
        #expect(accepting(limit(600_000, 100), 100).sorted() == ["accept", "drop"])
        #expect(accepting(limit(600_000, 5), 0).sorted() == ["accept", "drop"])
        // What is only logged makes no difference, however often.
        let logs = Array(repeating: XtRule([limit(600_000, 5)], .log(XtLog(level: 4, flags: 0, prefix: ""))), count: 9)
        #expect(words(XtSample([.forward(.accept, logs)])) == ["accept"])
    }

    @Test func connections() {
        let above = { (limit: UInt32) in
            XtMatch.connlimit(XtConnlimit(limit: limit, isAbove: true, prefixLength: 32, byDestination: false))
        }
        var namespace = Self.blank
        namespace.conntrack = .known(Conntrack(count: .known(50), max: .absent, statistics: .absent))
        #expect(verdicts([above(5000)], namespace) == ["accept"])
        #expect(verdicts([above(0)], namespace) == ["drop"])
        var open = ConntrackEntry.Tuple(src: address("10.0.0.1"), dst: address("10.0.0.2"), proto: 6)
        (open.sport, open.dport) = (1, 80)
        let flow = ConntrackEntry(original: open, reply: open)
        namespace.flows = Table([flow, flow], asked: [ConntrackFilter.address(.origSrc, open.src).key])
        #expect(verdicts([above(3)], namespace) == ["accept"])
        #expect(verdicts([above(2)], namespace) == ["accept"])
        #expect(verdicts([above(1)], counted: 7, namespace) == ["drop"])
    }

    @Test func chanceThatHardlyAnybodyMeets() {
        let random = { (parts: UInt32) in XtMatch.statistic(.random(Invertible(parts))) }
        #expect(verdicts([random(1 << 25)]) == ["accept"])
        #expect(verdicts([random(1 << 30)]) == ["drop", "accept"])
        #expect(verdicts([.statistic(.nth(every: 100, packet: 0, inverted: false))]) == ["accept"])
        #expect(verdicts([.statistic(.nth(every: 2, packet: 0, inverted: false))]) == ["drop", "accept"])
    }

    // MARK: time, length, realm

    @Test func timesOfTheDay() {
        let noon = "2026-07-28T12:34:56Z"
        let time = { (start: UInt32, stop: UInt32, days: UInt8, local: Bool) in
            XtMatch.time(XtTime(daytimeStart: start, daytimeStop: stop, weekdays: days, isLocal: local))
        }
        let all = XtTime.allWeekdays
        #expect(verdicts([time(0, 86_399, all, false)], startedAt: noon) == ["drop"])
        #expect(verdicts([time(0, 43_200, all, false)], startedAt: noon) == ["accept"])
        #expect(verdicts([time(72_000, 46_800, all, false)], startedAt: noon) == ["drop"])
        #expect(verdicts([time(72_000, 28_800, all, false)], startedAt: noon) == ["accept"])
        // A Tuesday.
        #expect(verdicts([time(0, 86_399, 1 << 2, false)], startedAt: noon) == ["drop"])
        #expect(verdicts([time(0, 86_399, 1 << 3, false)], startedAt: noon) == ["accept"])
        #expect(verdicts([time(0, 86_399, all, true)], startedAt: noon) == ["drop"])
        #expect(verdicts([time(0, 43_200, all, true)], startedAt: noon) == ["unknown"])
        #expect(verdicts([time(0, 43_200, all, false)]) == ["unknown"])
    }

    @Test func lengths() {
        let length = { (low: UInt32, high: UInt32) in XtMatch.length(Invertible(XtRange(low, high))) }
        #expect(verdicts([length(41, 1500)]) == ["drop"])
        #expect(verdicts([length(100, 1500)]) == ["accept"])
        #expect(verdicts([length(50, 1500)]) == ["unknown"])
    }

    @Test func headersThatThereAreNone() {
        #expect(verdicts([.unknown(name: "rt", revision: 0, bytes: [])]) == ["accept"])
    }
}
