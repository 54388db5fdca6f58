import Addresses
import KernelWire
import NetworkModel
import TestSupport
import Testing

/// What Debian's kernel 6.1 said, recorded by fixtures/drops/record.py.
@Suite struct DropAlertTests {
    private static func messages(_ name: String) throws -> [[UInt8]] {
        try Repository.lines("fixtures/drops/debian-6.1.txt").compactMap { line in
            let words = line.split(separator: " ")
            guard words.count == 2, words[0] == name else { return nil }
            let digits = Array(words[1])
            return stride(from: 0, to: digits.count - 1, by: 2).compactMap {
                UInt8(String(digits[$0...($0 + 1)]), radix: 16)
            }
        }
    }

    private static func alerts(_ name: String) throws -> [DropAlert] {
        var alerts: [DropAlert] = []
        for bytes in try messages(name) {
            try Netlink.forEachMessage(in: bytes.span.bytes) { (_, message) throws(WireError) in
                if let alert = try DropAlert(message) { alerts.append(alert) }
            }
        }
        return alerts
    }

    @Test(
        arguments: [
            ("nft", "nft_do_chain", "NETFILTER_DROP", "10.1.0.1", 7),
            ("noroute", "ip_error", "NOT_SPECIFIED", "203.0.113.7", 9),
            ("netem", "kfree_skb_list_reason", "QDISC_DROP", "10.1.0.1", 8),
            ("limit", "kfree_skb_list_reason", "QDISC_DROP", "10.1.0.1", 8),
        ] as [(String, String, String, String, UInt16)])
    func tellsWhatWhereAndWhy(name: String, symbol: String, reason: String, dst: String, port: UInt16) throws {
        let mine = try Self.alerts(name).filter {
            $0.packet?.tuple.dst == IPAddress(dst) && $0.packet?.tuple.proto == 17
        }
        #expect(!mine.isEmpty)
        #expect(mine.allSatisfy { $0.symbol == symbol && $0.reason == reason && $0.packet?.tuple.dport == port })
        // What came in has a link; what is sent has none yet.
        let cameIn = name == "nft" || name == "noroute"
        #expect(mine.allSatisfy { ($0.ifindex != nil) == cameIn && $0.ifname == nil })
    }

    @Test func theFamilyIsFound() throws {
        let bytes = try #require(try Self.messages("family").first)
        var found: [GenericFamily] = []
        try Netlink.forEachMessage(in: bytes.span.bytes) { (_, message) throws(WireError) in
            found.append(try GenericFamily(message))
        }
        #expect(found.map(\.name) == ["NET_DM"])
        #expect(found.first?.id == 0x20)
        #expect(found.first?.groups == [1])
    }

    @Test func ordersAreTheKernelsForm() throws {
        let requests = DropMonitorRequests(0x20)
        // nlmsghdr with its length and NLM_F_REQUEST | NLM_F_ACK, genlmsghdr of version 2, an attribute without a value.
        #expect(Array(requests.start.prefix(8)) == [24, 0, 0, 0, 0x20, 0, 5, 0])
        #expect(Array(requests.start.suffix(8)) == [3, 2, 0, 0, 4, 0, 20, 0])
        #expect(Array(requests.stop.suffix(8)) == [4, 2, 0, 0, 4, 0, 20, 0])
        #expect(requests.set(DropMonitorConfig()).count == 16 + 4 + 8 + 8 + 8)
    }

    @Test func whateverComesIsNoTrap() throws {
        var random = SplitMix64(seed: 5)
        for bytes in try ["nft", "noroute", "netem", "nosocket", "martian", "family"].flatMap({ try Self.messages($0) })
        {
            for _ in 0..<200 {
                var changed = bytes
                for _ in 0..<4 {
                    changed[Int.random(in: 16..<changed.count, using: &random)] = UInt8.random(
                        in: 0...255, using: &random)
                }
                changed.removeLast(Int.random(in: 0..<8, using: &random))
                let message = Array(changed.dropFirst(16))
                _ = (try? DropAlert(message.span.bytes))??.packet
                _ = try? GenericFamily(message.span.bytes)
                _ = try? DropMonitorConfig(message.span.bytes)
            }
        }
    }
}
