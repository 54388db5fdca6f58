import CLinux
import NetworkModel
import Testing

@testable import KernelWire

/// RTM_NEWTFILTER as Linux 6.18 sent it, each after the `tc` command that made it, and what only other kernels send.
@Suite struct TrafficFilterTests {
    private func filter(_ hex: String, _ direction: LinkTraffic.Direction = .ingress) throws -> TrafficFilter? {
        let bytes = try stride(from: 0, to: hex.utf8.count, by: 2).map { index in
            let start = hex.index(hex.startIndex, offsetBy: index)
            return try #require(UInt8(hex[start..<hex.index(start, offsetBy: 2)], radix: 16))
        }
        return try TrafficFilter(rtnetlink: bytes.span.bytes, direction)
    }

    private static let head = "0000000003000000"

    /// tc filter add dev va ingress protocol ip pref 7 bpf da bytecode '1,6 0 0 2,'
    private static let bytecode =
        head + "01000000f2ffffff08000700080001006270660008000b000000000028000200060004000100"
        + "00000c000500060000000200000008000800010000000800090008000000"

    @Test func classicProgram() throws {
        let filter = try #require(try filter(Self.bytecode))
        #expect(filter.kind == "bpf")
        #expect(filter.priority == 7)
        #expect(filter.etherType == 0x0800)
        var program = BPFFilter()
        program.isDirect = true
        program.constant = 2
        #expect(filter.match == .bpf(program))
        #expect(filter.actions == [])
    }

    /// A qdisc of kind `ingress` shows its filters for egress too.
    @Test func otherDirection() throws { #expect(try filter(Self.bytecode, .egress) == nil) }

    /// tc qdisc add dev va ingress; tc filter add dev va parent ffff: …
    @Test func oldParent() throws {
        let old = Self.bytecode.replacing("f2ffffff", with: "0000ffff", maxReplacements: 1)
        #expect(try filter(old)?.kind == "bpf")
        #expect(try filter(old, .egress) == nil)
    }

    @Test func rowsOfPrioritiesAreNone() throws {
        #expect(try filter(Self.head + "00000000f2ffffff08000700080001006270660008000b0000000000") == nil)
        // A hash table of u32.
        #expect(
            try filter(
                Self.head + "00000080f2ffffff08000900080001007533320008000b00000000000c0002000800040001000000") == nil)
    }

    /// tc filter add dev va ingress protocol ip pref 9 u32 match ip dst 198.51.100.2/32 \
    ///     action mirred egress redirect dev vb
    @Test func redirect() throws {
        let filter = try #require(
            try filter(
                Self.head
                    + "00080080f2ffffff08000900080001007533320008000b0000000000e00002002400050001000100000000000000"
                    + "000000000000ffffffffc63364021000000000000000080002000000008008000b0008000000a8000700a4000100"
                    + "0b0001006d69727265640000440004001400010000000000000000000000000000000000140007000000000000000000"
                    + "000000000000000018000300000000000000000000000000000000000000000008000a00000000004800020020000200"
                    + "01000000000000000400000001000000010000000100000002000000240001001e000000000000001e00000000000000"
                    + "00000000000000000000000000000000"))
        #expect(filter.match == .u32([U32Key(offset: 16, mask: 0xffff_ffff, value: 0xc633_6402)]))
        var action = TrafficAction(kind: "mirred")
        action.verdict = 4
        action.mirror = TrafficAction.Mirror(action: 1, ifindex: 2)
        #expect(filter.actions == [action])
    }

    /// tc filter add dev va egress pref 3 u32 match ip protocol 17 0xff flowid 1:1
    @Test func everyProtocol() throws {
        let filter = try #require(
            try filter(
                Self.head
                    + "00081080f3ffffff00030300080001007533320008000b00000000004000020024000500010001000000000000000000"
                    + "0000000000ff00000011000008000000000000000800020000001080080001000100010008000b0008000000",
                .egress))
        #expect(filter.etherType == 3)
        #expect(filter.match == .u32([U32Key(offset: 8, mask: 0x00ff_0000, value: 0x0011_0000)]))
    }

    @Test func cutShort() throws {
        for length in stride(from: 0, to: Self.bytecode.utf8.count, by: 2) {
            // Never a trap, whatever is left of it.
            _ = try? filter(String(Self.bytecode.prefix(length)))
        }
    }

    // MARK: matchall and flower, which this kernel lacks

    private func built(_ kind: String, _ options: [UInt8]) throws -> TrafficFilter? {
        var message = RequestBuilder(RTM_NEWTFILTER, flags: 0)
        var header = tcmsg()
        header.tcm_parent = LinkTraffic.Direction.ingress.parent
        header.tcm_info = 1 << 16 | UInt32(UInt16(0x0800).bigEndian)
        message.append(header)
        message.attribute(TCA_KIND, name: Array(kind.utf8))
        message.attribute(Int(TCA_OPTIONS), bytes: options)
        return try TrafficFilter(rtnetlink: Array(message.bytes.dropFirst(Netlink.headerSize)).span.bytes, .ingress)
    }

    private func attribute(_ type: some BinaryInteger, _ value: [UInt8]) -> [UInt8] {
        var builder = RequestBuilder(0, flags: 0)
        builder.attribute(type, bytes: value)
        return Array(builder.bytes.dropFirst(Netlink.headerSize))
    }

    private func shot(_ extra: [UInt8] = []) -> [UInt8] {
        var parameters = tc_gact()
        parameters.action = TC_ACT_SHOT
        let bytes = withUnsafeBytes(of: parameters) { Array($0) }
        return attribute(
            1,
            attribute(TCA_ACT_KIND, Array("gact\0".utf8))
                + attribute(TCA_ACT_OPTIONS, attribute(TCA_GACT_PARMS, bytes) + extra))
    }

    @Test func matchallDrops() throws {
        let filter = try #require(try built("matchall", attribute(TCA_MATCHALL_ACT, shot())))
        #expect(filter.match == .all)
        #expect(filter.actions.map(\.verdict) == [2])
    }

    @Test func chanceIsNoVerdict() throws {
        let random = attribute(TCA_GACT_PROB, [1, 0, 10, 0, 2, 0, 0, 0])
        let filter = try #require(try built("matchall", attribute(TCA_MATCHALL_ACT, shot(random))))
        #expect(filter.actions.map(\.verdict) == [nil])
    }

    @Test func flowerWithKeysIsNotRead() throws {
        let type = attribute(TCA_FLOWER_KEY_ETH_TYPE, [8, 0])
        #expect(try built("flower", type + attribute(TCA_FLOWER_ACT, shot()))?.match == .all)
        let proto = attribute(TCA_FLOWER_KEY_IP_PROTO, [6])
        #expect(try built("flower", type + proto + attribute(TCA_FLOWER_ACT, shot()))?.match == .unread)
    }

    @Test func unknownKindsAreNotRead() throws { #expect(try built("cgroup", [])?.match == .unread) }
}

@Suite struct BPFProgramTests {
    private func instruction(_ opcode: UInt8, _ registers: UInt8, _ immediate: Int32) -> UInt64 {
        let bytes = [opcode, registers, 0, 0] + withUnsafeBytes(of: immediate) { Array($0) }
        return bytes.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
    }

    @Test func constants() {
        let exit = instruction(0x95, 0, 0)
        // r0 = 1; w0 = -1; r1 = 2; r0 = r1.
        #expect(BPFProgram.constant(of: [instruction(0xb7, 0, 1), exit]) == 1)
        #expect(BPFProgram.constant(of: [instruction(0xb4, 0, -1), exit]) == -1)
        #expect(BPFProgram.constant(of: [instruction(0xb7, 1, 2), exit]) == nil)
        #expect(BPFProgram.constant(of: [instruction(0xbf, 0x10, 0), exit]) == nil)
        // r1 = 3; r0 = r1.
        #expect(
            BPFProgram.constant(of: [instruction(0xb7, 1, 3), instruction(0xbf, 0x10, 0), exit]) == 3)
        #expect(BPFProgram.constant(of: [instruction(0xb7, 0, 1), instruction(0xb7, 0, 2)]) == nil)
        #expect(BPFProgram.constant(of: [exit]) == nil)
    }

    /// A program that counts: call of a helper, a jump over the counter where the map has no entry, `r0 = 1; exit`.
    @Test func countersAreConstant() {
        let exit = instruction(0x95, 0, 0)
        let jump = instruction(0x15, 0x00, 0) | 1 << 16  // if r0 == 0 goto +1
        let call = instruction(0x85, 0, 1)
        let add = instruction(0xdb, 0x10, 0)
        let counting = [call, jump, add, instruction(0xb7, 0, 1), exit]
        #expect(BPFProgram.constant(of: counting) == 1)
        // What the helper said is returned.
        #expect(BPFProgram.constant(of: [call, exit]) == nil)
        // Two ends that differ, and two that do not.
        let apart = [call, jump, exit, instruction(0xb7, 0, 1), exit]
        #expect(BPFProgram.constant(of: apart) == nil)
        let same = [instruction(0xb7, 0, 1), jump, exit, exit]
        #expect(BPFProgram.constant(of: same) == 1)
        // A tail call, and a call into another function of the program.
        #expect(BPFProgram.constant(of: [instruction(0x85, 0, 12), instruction(0xb7, 0, 1), exit]) == nil)
        #expect(BPFProgram.constant(of: [instruction(0x85, 0x10, 1), instruction(0xb7, 0, 1), exit]) == nil)
        // A loop without an end.
        #expect(BPFProgram.constant(of: [instruction(0x05, 0, 0) | 0xffff << 16]) == nil)
    }
}
