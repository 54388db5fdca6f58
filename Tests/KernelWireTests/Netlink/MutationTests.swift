import Addresses
import KernelWire
import NetworkModel
import TestSupport
import Testing

/// Nothing that arrives may trap or hang: each mutation of each captured message decodes or throws. A trap would end the
/// test process; a loop would run into the time limit.
@Suite struct MutationTests {
    /// Every decoder is given every message, also those of other kinds.
    private static func decodeAll(_ bytes: [UInt8]) -> Int {
        let message = bytes.span.bytes
        var decoded = 0
        func attempt(_ body: (RawSpan) throws(WireError) -> Void) {
            do throws(WireError) {
                try body(message)
                decoded += 1
            } catch {}
        }
        attempt { message throws(WireError) in _ = try Link(rtnetlink: message) }
        attempt { message throws(WireError) in _ = try Address(rtnetlink: message) }
        attempt { message throws(WireError) in _ = try Route(rtnetlink: message) }
        attempt { message throws(WireError) in _ = try Rule(rtnetlink: message) }
        attempt { message throws(WireError) in _ = try Neighbor(rtnetlink: message) }
        attempt { message throws(WireError) in _ = try FDBEntry(rtnetlink: message) }
        attempt { message throws(WireError) in _ = try NextHopObject(rtnetlink: message) }
        attempt { message throws(WireError) in _ = try NetConf(rtnetlink: message) }
        attempt { message throws(WireError) in _ = try NSIDMapping(rtnetlink: message) }
        attempt { message throws(WireError) in _ = try Socket(sockDiag: message, proto: .tcp) }
        attempt { message throws(WireError) in _ = try Socket(sockDiag: message, proto: .raw) }
        attempt { message throws(WireError) in _ = try NftTable(nfnetlink: message) }
        attempt { message throws(WireError) in _ = try NftRow<NftChain>(nfnetlink: message) }
        attempt { message throws(WireError) in _ = try NftRow<NftRule>(nfnetlink: message) }
        attempt { message throws(WireError) in _ = try NftRow<NftSet>(nfnetlink: message) }
        attempt { message throws(WireError) in _ = try NftElements(nfnetlink: message) }
        attempt { message throws(WireError) in _ = try NftRow<NftObject>(nfnetlink: message) }
        attempt { message throws(WireError) in _ = try NftRow<NftFlowtable>(nfnetlink: message) }
        attempt { message throws(WireError) in _ = try Ruleset.generation(nfnetlink: message) }
        for type: UInt16 in [2, 3] {
            let header = MessageHeader(length: 0, type: type, flags: 0x200, sequence: 0, port: 0)
            attempt { message throws(WireError) in _ = try NetlinkFailure(header, message) }
        }
        attempt { message throws(WireError) in try Netlink.forEachMessage(in: message) { _, _ throws(WireError) in } }
        return decoded
    }

    /// One of each shape is enough: messages of the same length and type mutate alike.
    private static let samples: [[UInt8]] = {
        var seen: Set<[Int]> = []
        return Fixture.names.flatMap { name in
            ((try? Fixture.messages(name)) ?? []).filter {
                seen.insert([Int($0.header.type), $0.payload.count]).inserted
            }
            .map(\.payload)
        }
    }()

    @Test func everyPrefix() {
        var tried = 0
        for sample in Self.samples {
            for length in 0...sample.count {
                _ = Self.decodeAll(Array(sample[..<length]))
                tried += 1
            }
        }
        print("mutations: \(tried) prefixes of \(Self.samples.count) messages")
        #expect(tried > 10_000)
    }

    /// Whether or not it is one, each aligned 16-bit word is treated as a length and set to what hurts most.
    @Test func everyLengthField() {
        var tried = 0
        for sample in Self.samples {
            for offset in stride(from: 0, to: sample.count - 1, by: 4) {
                for value: UInt16 in [0, 1, 3, 4, 5, 0x7fff, 0xffff] {
                    var bytes = sample
                    bytes[offset] = UInt8(truncatingIfNeeded: value)
                    bytes[offset + 1] = UInt8(truncatingIfNeeded: value >> 8)
                    _ = Self.decodeAll(bytes)
                    tried += 1
                }
            }
        }
        print("mutations: \(tried) length fields")
        #expect(tried > 10_000)
    }

    @Test(arguments: 0..<8)
    func randomBytes(_ seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        let samples = Self.samples
        for _ in 0..<5_000 {
            var bytes = samples[Int(random.next() % UInt64(samples.count))]
            for _ in 0...(random.next() % 8) where !bytes.isEmpty {
                bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
            }
            _ = Self.decodeAll(bytes)
        }
    }

    /// Header structs at every length, and 64 bytes more than they have.
    @Test func everyLengthOfEveryHeader() {
        for fill: UInt8 in [0, 1, 2, 10, 7, 255] {
            for length in 0...(300 + 64) { _ = Self.decodeAll([UInt8](repeating: fill, count: length)) }
        }
    }

    @Test func datagramsOfManyMessages() throws {
        var random = SplitMix64(seed: 42)
        for name in Fixture.names {
            let original = try Fixture.bytes(name + ".bin")
            for _ in 0..<50 where !original.isEmpty {
                var bytes = original
                for _ in 0..<4 {
                    bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
                }
                var messages = 0
                try? Netlink.forEachMessage(in: bytes.span.bytes) { _, _ throws(WireError) in messages += 1 }
                #expect(messages <= bytes.count / 16)
            }
        }
    }
}
