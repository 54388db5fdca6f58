import Addresses
import KernelWire
import TestSupport
import Testing

/// Headers are kept, and data is not.
@Suite struct FrameCutTests {
    /// What fixtures/captures/talk.py sends as data.
    private static let token = Array("SECRET-TOKEN".utf8)

    private static func holdsToken(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.count >= token.count else { return false }
        return (bytes.startIndex...bytes.endIndex - token.count).contains { bytes[$0...].starts(with: token) }
    }

    @Test func noDataIsKept() throws {
        var withToken = 0
        for name in CaptureFixture.names {
            for (index, sample) in try CaptureFixture.samples(name).enumerated() {
                let (packet, frame) = (sample.packet, sample.frame)
                if Self.holdsToken(packet.bytes[...]) { withToken += 1 }
                #expect(!Self.holdsToken(packet.bytes[..<frame.headerLength]), "\(name) frame \(index + 1)")
            }
        }
        #expect(withToken > 20)
    }

    /// The headers alone say the same, but for checksums, which are about the data, too.
    @Test(arguments: CaptureFixture.names)
    func headersSayAll(name: String) throws {
        let linkType = try CaptureFixture.file(name).interfaces[0].linkType
        for (index, sample) in try CaptureFixture.samples(name).enumerated() where !sample.frame.isCut {
            let (packet, frame) = (sample.packet, sample.frame)
            var cut = CaptureFixture.frame(Array(packet.bytes[..<frame.headerLength]), linkType)
            #expect(cut.headerLength == frame.headerLength, "\(name) frame \(index + 1)")
            #expect(!cut.isCut, "\(name) frame \(index + 1)")
            for place in frame.packets.indices where place < cut.packets.count {
                cut.packets[place].checksum = frame.packets[place].checksum
            }
            #expect(cut.packets == frame.packets, "\(name) frame \(index + 1)")
        }
    }

    @Test func oneByteLessIsCut() throws {
        for sample in try CaptureFixture.samples("tunnels") where sample.frame.packets.count > 1 {
            let (packet, frame) = (sample.packet, sample.frame)
            let cut = CaptureFixture.frame(Array(packet.bytes[..<(frame.headerLength - 1)]), .ethernet)
            #expect(cut.isCut)
            #expect(cut.headerLength == frame.headerLength - 1)
        }
    }

    @Test func theFixturesHaveEverything() throws {
        let frames = try CaptureFixture.names.flatMap { try CaptureFixture.samples($0).map(\.frame) }
        let packets = frames.flatMap(\.packets)
        let kinds = Set(packets.compactMap(\.tunnel?.kind))
        #expect(kinds == [.vxlan, .geneve, .gre, .gretap, .ipip, .sit, .ip6tnl])
        #expect(packets.contains { $0.vlans.map(\.proto) == [0x88a8, 0x8100] })
        #expect(packets.contains { $0.arp != nil })
        #expect(packets.contains { $0.ip?.fragment?.isMore == true && $0.ip?.family == .inet })
        #expect(packets.contains { $0.ip?.isLaterFragment == true && $0.ip?.family == .inet6 })
        #expect(Set(packets.map(\.checksum)).isSuperset(of: [.right, .partial, .unknown]))
        #expect(frames.contains { $0.isCut })
        let messages = packets.compactMap { packet -> ICMPMessage? in
            if case .icmp(let message) = packet.transport { message } else { nil }
        }
        #expect(messages.contains { $0.mtu == 1300 && $0.quoted?.ip.family == .inet })
        #expect(messages.contains { $0.mtu == 1300 && $0.quoted?.ip.family == .inet6 })
        #expect(messages.contains { $0.quoted?.transport?.destinationPort == 9 })
        #expect(messages.contains { $0.linkLayerAddress != nil && $0.target != nil })
    }
}
