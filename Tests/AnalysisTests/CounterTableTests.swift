import Addresses
import Analysis
import NetworkModel
import Testing

@Suite struct CounterTableTests {
    private static let id = NetnsID(inode: 1)
    private let link = CounterSource.link(netns: id, ifname: "eth0")
    private let fields = [CounterField("wide"), CounterField("narrow", .narrow), CounterField("level", .level)]

    private func row(_ source: CounterSource, _ values: [UInt64], identity: Int = 2) -> CounterRow {
        CounterRow(source, identity: identity, fields, values)
    }

    /// Looks a second apart; nil for one that does not see the source.
    private func table(_ source: CounterSource, _ looks: [CounterRow?]) -> CounterTable {
        var table = CounterTable()
        for (index, look) in looks.enumerated() {
            table.add(CounterSample(microseconds: (index + 5) * 1_000_000, rows: [look].compactMap { $0 }))
        }
        return table
    }

    private func watched(_ source: CounterSource, _ looks: [CounterRow?]) throws -> WatchedCounters.Source {
        try #require(table(source, looks).counters(startedAt: "")[source])
    }

    @Test func risesAddUp() throws {
        let looks = [row(link, [10, 1, 0]), row(link, [15, 1, 0]), row(link, [15, 4, 0])]
        let source = try watched(link, looks)
        #expect(source.rises == [.init("wide", rise: 5, last: 15), .init("narrow", rise: 3, last: 4)])
        #expect(source.restarts == 0 && !source.isGone && source.levels.isEmpty)
        let counters = table(link, looks).counters(startedAt: "now")
        #expect(counters.milliseconds == 2000 && counters.samples == 3)
    }

    @Test func whatStandsStillIsNotListed() throws {
        let source = try watched(link, [row(link, [10, 1, 0]), row(link, [10, 1, 0])])
        #expect(source == WatchedCounters.Source(link))
    }

    @Test func aStepIsWhatRoseSinceTheLookBefore() {
        var table = CounterTable()
        #expect(table.add(CounterSample(microseconds: 0, rows: [row(link, [10, 0, 0])])).isEmpty)
        #expect(table.add(CounterSample(microseconds: 1, rows: [row(link, [12, 0, 0])])).first?.rise("wide") == 2)
        #expect(table.add(CounterSample(microseconds: 2, rows: [row(link, [13, 0, 0])])).first?.rise("wide") == 1)
        #expect(table.add(CounterSample(microseconds: 3, rows: [row(link, [13, 0, 0])])).isEmpty)
    }

    /// `nft reset counters`, a device that is reset: at least what it has counted since.
    @Test func whatIsSetBackBeginsAnew() throws {
        let source = try watched(link, [row(link, [1000, 0, 0]), row(link, [1100, 0, 0]), row(link, [7, 0, 0])])
        #expect(source.rises == [.init("wide", rise: 107, last: 7)])
        #expect(source.restarts == 1)
    }

    /// Old, new, rise, whether it began anew; the last one is of several processors, of which one came round.
    private static let narrow: [(UInt64, UInt64, UInt64, Bool)] = [
        (4_294_967_290, 4, 10, false), (2_147_483_648, 0, 0, true), (3_000_000_000, 100, 1_294_967_396, false),
        (2_147_483_640, 4, 4, true), (1000, 4, 4, true), (9_000_000_000, 4_705_032_712, 8, false),
    ]

    @Test(arguments: narrow)
    func aCounterOf32BitsComesRound(old: UInt64, new: UInt64, rise: UInt64, isRestart: Bool) throws {
        let source = try watched(link, [row(link, [0, old, 0]), row(link, [0, new, 0])])
        #expect(source.rise("narrow") == rise)
        #expect((source.restarts == 1) == isRestart)
    }

    @Test func aWideCounterNeverComesRound() throws {
        let source = try watched(link, [row(link, [4_294_967_290, 0, 0]), row(link, [4, 0, 0])])
        #expect(source.rise("wide") == 4 && source.restarts == 1)
        let most = try watched(link, [row(link, [.max, 0, 0]), row(link, [.max - 1, 0, 0])])
        #expect(most.rise("wide") == .max - 1 && most.restarts == 1)
    }

    /// Drivers show what they like among their counters: temperatures, lengths of rings.
    @Test func whatIsPerhapsNoCounterMayFall() throws {
        let loose = [CounterField("loose", .loose)]
        let source = try watched(link, [10, 12, 5, 6].map { CounterRow(link, identity: 2, loose, [$0]) })
        #expect(source.rises == [.init("loose", rise: 3, last: 6)] && source.restarts == 0)
    }

    /// Another link of the same name: what it counted before is not ours, however much it is.
    @Test func anotherOfTheSameNameBeginsAnew() throws {
        let source = try watched(
            link,
            [
                row(link, [10, 0, 0]), row(link, [12, 0, 0]), row(link, [5000, 0, 0], identity: 9),
                row(link, [5001, 0, 0], identity: 9),
            ])
        #expect(source.rises == [.init("wide", rise: 3, last: 5001)])
        #expect(source.replacements == 1 && source.restarts == 0)
    }

    @Test func whatIsGoneIsSaidToBe() throws {
        let source = try watched(link, [row(link, [10, 0, 0]), row(link, [12, 0, 0]), nil])
        #expect(source.isGone && source.rise("wide") == 2)
        let back = try watched(link, [row(link, [10, 0, 0]), nil, row(link, [13, 0, 0])])
        #expect(!back.isGone && back.rise("wide") == 3 && back.restarts == 0)
    }

    @Test func aNewSocketHasCountedAllOfItMeanwhile() throws {
        let socket = CountedSocket(
            Socket(
                proto: .udp, family: .inet, state: .close, src: try #require(.init("0.0.0.0")), sport: 53,
                dst: try #require(.init("0.0.0.0")), dport: 0), cookie: 7)
        let new = CounterSource.socket(netns: Self.id, socket: socket)
        #expect(try watched(new, [nil, row(new, [3, 0, 0]), row(new, [4, 0, 0])]).rise("wide") == 4)
        // A link may have come from elsewhere.
        #expect(try watched(link, [nil, row(link, [3, 0, 0]), row(link, [4, 0, 0])]).rise("wide") == 1)
    }

    /// /proc/net/snmp gets a name when the first message of a kind comes.
    @Test func aCounterThatAppearsBeganAtZero() throws {
        var later = row(link, [12, 0, 0, 3])
        later.fields = [fields[0], fields[1], fields[2], CounterField("new")]
        let source = try watched(link, [row(link, [10, 0, 0]), later])
        #expect(source.rise("wide") == 2 && source.rise("new") == 3 && source.restarts == 0)
    }

    @Test func levelsHaveAHighest() throws {
        let source = try watched(link, [row(link, [0, 0, 4]), row(link, [0, 0, 9]), row(link, [0, 0, 2])])
        #expect(source.levels == [.init("level", first: 4, last: 2, highest: 9)])
        #expect(source.rises.isEmpty)
    }

    @Test func rowsThatDoNotFitAreLeftOut() {
        let row = CounterRow(link, fields, [1])
        #expect(table(link, [row, row]).counters(startedAt: "").sources.isEmpty)
    }

    /// What is told of first during the watch was dropped during it.
    @Test func dropsCountFromZero() throws {
        let drops = CounterSource.drops(at: CountedDrops(isOwn: true, symbol: "nft_do_chain", reason: "NETFILTER_DROP"))
        let packets = [CounterField("packets")]
        let source = try watched(drops, [nil, CounterRow(drops, packets, [3]), CounterRow(drops, packets, [5])])
        #expect(source.rises == [.init("packets", rise: 5, last: 5)])
    }

    @Test(
        arguments: [
            (true, "nft_do_chain", "NETFILTER_DROP", true),
            // Whosever they were.
            (false, "nft_do_chain", "NETFILTER_DROP", false),
            // A refusal, a copy that a bridge flooded, and a function of which nothing is known.
            (true, "__udp4_lib_rcv", "NO_SOCKET", false), (true, "ip_rcv_core", "OTHERHOST", false),
            (true, "ip6_mc_input", "NOT_SPECIFIED", false), (true, "sock_queue_rcv_skb", "SOCKET_RCVBUFF", true),
        ])
    func aDropOfTheTargetIsALoss(isOwn: Bool, symbol: String, reason: String, isLoss: Bool) {
        let drops = CounterSource.drops(at: CountedDrops(isOwn: isOwn, symbol: symbol, reason: reason))
        #expect((CounterMeaning(drops, "packets").reason != nil) == isLoss)
    }
}
