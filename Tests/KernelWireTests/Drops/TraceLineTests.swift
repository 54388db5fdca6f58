import KernelWire
import TestSupport
import Testing

/// What trace_pipe said, recorded by fixtures/drops/trace.py on Debian's kernel 6.1 and on a 6.18.
@Suite struct TraceLineTests {
    private static func lines(_ kernel: String, _ name: String) throws -> [[UInt8]] {
        let start = "\(kernel) \(name) "
        return try Repository.lines("fixtures/drops/trace.txt").filter { $0.hasPrefix(start) }.map {
            Array($0.dropFirst(start.count).utf8)
        }
    }

    private static func drop(_ text: String) -> TracedDrop? {
        guard case .drop(let drop) = TraceLine(Array(text.utf8)[...]) else { return nil }
        return drop
    }

    @Test(
        arguments: [
            ("linux-6.18", "nft", "nft_do_chain", "NETFILTER_DROP"),
            ("linux-6.18", "noroute", "ip_error", "NOT_SPECIFIED"),
            ("linux-6.18", "nosocket", "__udp4_lib_rcv", "NO_SOCKET"),
            // Before 6.3 a place is a number that means nothing (%p).
            ("debian-6.1", "nft", nil, "NETFILTER_DROP"),
            ("debian-6.1", "noroute", nil, "NOT_SPECIFIED"),
            ("debian-6.1", "netem", nil, "QDISC_DROP"),
            ("debian-6.1", "nosocket", nil, "NO_SOCKET"),
        ] as [(String, String, String?, String)])
    func tellsWhereAndWhy(kernel: String, name: String, symbol: String?, reason: String) throws {
        let lines = try Self.lines(kernel, name)
        #expect(lines.count == 3)
        for line in lines {
            #expect(TraceLine(line[...]) == .drop(TracedDrop(symbol: symbol, reason: reason, proto: 2048)))
        }
    }

    /// TP_printk of include/trace/events/skb.h in the kernels between, and what %pS makes of a module's function
    /// (Documentation/core-api/printk-formats.rst).
    @Test func otherKernels() {
        let start = "          <idle>-0       [003] ..s3.   100.000001: kfree_skb: skbaddr=00000000c19987b7 "
        // 5.10: neither reason nor place.
        #expect(
            Self.drop(start + "protocol=2048 location=0000000061e576a9")
                == TracedDrop(symbol: nil, reason: nil, proto: 2048))
        // 6.8
        #expect(
            Self.drop(start + "protocol=34525 location=nft_do_chain+0x47f/0x5e0 [nf_tables] reason: NETFILTER_DROP")
                == TracedDrop(symbol: "nft_do_chain", reason: "NETFILTER_DROP", proto: 34525))
        // What __print_symbolic has no name for.
        #expect(
            Self.drop(start + "protocol=2054 location=ieee80211_rx_handlers_result+0x1/0x2 [mac80211] reason: 0x20001")
                == TracedDrop(symbol: "ieee80211_rx_handlers_result", reason: "0x20001", proto: 2054))
        // An address without a symbol (CONFIG_KALLSYMS is off).
        #expect(Self.drop(start + "protocol=2048 location=0xffffffffc044354f reason: NO_SOCKET")?.symbol == nil)
        // 6.1 with unhashed pointers loses the reason.
        #expect(Self.drop(start + "protocol=2048 location=ffffffffc044354f reason: ")?.reason == nil)
    }

    /// print_trace_line of kernel/trace/trace.c
    @Test func whatWasLostIsCounted() {
        #expect(TraceLine(Array("CPU:1 [LOST 1234 EVENTS]".utf8)[...]) == .lost(1234))
        #expect(TraceLine(Array("CPU:0 [LOST EVENTS]".utf8)[...]) == .lost(1))
        #expect(TraceLine(Array("CPU:0 [LOST 99999999999999999999 EVENTS]".utf8)[...]) == .lost(1))
        #expect(TraceLine(Array("".utf8)[...]) == nil)
    }

    /// A program has called itself so (TASK_COMM_LEN is 16).
    @Test(arguments: [": kfree_skb: sk", "CPU:0 [LOST 9 E", "location=a+0x1/", "a\u{1b}[2J\tb"])
    func namesOfProgramsSayNothing(comm: String) {
        #expect(comm.utf8.count <= 15)
        let line = "\(comm)-1 [001] ..s1. 1.000001: kfree_skb: skbaddr=0 protocol=2048 location=f+0x1/0x2 reason: XDP"
        #expect(Self.drop(line) == TracedDrop(symbol: "f", reason: "XDP", proto: 2048))
        #expect(TraceLine(Array("\(comm)-1 [001] ..s1. 1.000001: consume_skb: skbaddr=0".utf8)[...]) == nil)
    }

    @Test func whateverComesIsNoTrap() throws {
        var random = SplitMix64(seed: 10)
        let lines = try Repository.lines("fixtures/drops/trace.txt") + ["CPU:1 [LOST 1234 EVENTS]"]
        for line in lines where !line.isEmpty {
            for _ in 0..<400 {
                var changed = Array(line.utf8)
                for _ in 0..<4 {
                    changed[Int.random(in: 0..<changed.count, using: &random)] = UInt8.random(
                        in: 0...255, using: &random)
                }
                changed.removeLast(Int.random(in: 0..<changed.count, using: &random))
                if case .drop(let drop) = TraceLine(changed[...]) { #expect(drop.symbol != "") }
            }
        }
    }
}
