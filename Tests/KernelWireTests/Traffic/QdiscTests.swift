import NetworkModel
import Testing

@testable import KernelWire

/// RTM_NEWQDISC as Linux 6.18 sent it, each after the `tc` command that made it.
@Suite struct QdiscTests {
    private func qdisc(_ hex: String) throws -> Qdisc {
        let bytes = try stride(from: 0, to: hex.utf8.count, by: 2).map { index in
            let start = hex.index(hex.startIndex, offsetBy: index)
            return try #require(UInt8(hex[start..<hex.index(start, offsetBy: 2)], radix: 16))
        }
        return try Qdisc(rtnetlink: bytes.span.bytes)
    }

    /// tc qdisc replace dev v0 root tbf rate 8kbit burst 1600 limit 1600
    @Test func tokenBucket() throws {
        let found = try qdisc(
            "000000000300000000003680ffffffff0300000008000100746266002c000200280001000001000000000000e8030000"
                + "0000000000000000000000004006000040787d010000000005000c000000000030000700140001006c01000000000000"
                + "04000000000000001800030000000000000000000000000000000000000000002c0003006c0100000000000004000000"
                + "00000000000000000000000000000000000000000000000000000000")
        var expected = Qdisc(kind: "tbf")
        (expected.rate, expected.limit, expected.packets) = (1000, 1600, 4)
        #expect(found == expected)
    }

    /// tc qdisc replace dev v0 root bfifo limit 1000
    @Test func bytesThatMayWait() throws {
        let found = try qdisc(
            "000000000300000000003780ffffffff030000000a000100626669666f00000008000200e803000005000c000000000030000700"
                + "140001005c0100000000000004000000000000001800030000000000000000000000000000000000000000002c0003005c0100"
                + "000000000004000000000000000000000000000000000000000000000000000000000000000000")
        #expect(found.limit == 1000)
        #expect(found.packets == 4)
    }

    /// tc qdisc replace dev v0 root blackhole
    @Test func whatItDropped() throws {
        let found = try qdisc(
            "000000000300000000003880ffffffff030000000e000100626c61636b686f6c6500000005000c00000000003000070014000100"
                + "000000000000000000000000000000001800030000000000000000000100000000000000000000002c00030000000000000000"
                + "000000000001000000000000000000000000000000000000000000000000000000")
        #expect(found.kind == "blackhole")
        #expect(found.drops == 1)
        #expect(found.dropShare == 1)
    }

    /// struct tc_netem_qopt as tc sends it for `netem loss 100%`; this kernel has none.
    @Test func chance() throws {
        let head = "000000000300000000003980ffffffff030000000a0001006e6574656d000000"
        func netem(_ loss: String, _ more: String = "") throws -> Qdisc {
            let zero = "00000000"
            let length = more.isEmpty ? "1c00" : "2000"
            return try qdisc(head + length + "0200" + zero + "e8030000" + loss + zero + zero + zero + more)
        }
        let all = try netem("ffffffff")
        #expect(all.loss == 1)
        #expect(all.limit == 1000)
        let half = try #require(try netem("ffffff7f").loss)
        #expect(abs(half - 0.5) < 0.001)
        // A model of states (TCA_NETEM_LOSS) decides.
        #expect(try netem("00000000", "04000500").loss == nil)
    }
}
