import Addresses
import KernelWire
import Testing

/// Forms that no kernel here sends, built by hand after their specifications.
@Suite struct FrameFormTests {
    private static let ethernet: [UInt8] = [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1]

    /// An IPv4 header of 10.0.0.1 to 10.0.0.2 with a right checksum.
    private static func ipv4(_ proto: UInt8, _ payload: [UInt8]) -> [UInt8] {
        let length = 20 + payload.count
        var header: [UInt8] = [
            0x45, 0, UInt8(length >> 8), UInt8(length & 0xff), 0, 1, 0, 0, 64, proto, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2,
        ]
        var sum = stride(from: 0, to: 20, by: 2).reduce(0) { $0 + Int(header[$1]) << 8 + Int(header[$1 + 1]) }
        sum = (sum & 0xffff) + (sum >> 16)
        header[10] = UInt8((~sum >> 8) & 0xff)
        header[11] = UInt8(~sum & 0xff)
        return header + payload
    }

    private static func frame(_ packet: [UInt8]) -> Frame { CaptureFixture.frame(ethernet + [8, 0] + packet) }

    @Test func wrongChecksums() throws {
        for sample in try CaptureFixture.samples("plain") where sample.frame.outer.checksum == .right {
            var bytes = sample.packet.bytes
            guard bytes.count > sample.frame.headerLength else { continue }
            bytes[sample.frame.headerLength] ^= 0x10
            #expect(CaptureFixture.frame(bytes).outer.checksum == .wrong)
        }
        var packet = Self.ipv4(1, [8, 0, 0, 0, 0, 1, 0, 2])
        #expect(Self.frame(packet).outer.ip?.checksum == .right)
        packet[8] = 63
        #expect(Self.frame(packet).outer.ip?.checksum == .wrong)
    }

    /// As deep as anybody likes: four packets are read, and no more is kept.
    @Test func nestedTunnels() {
        var packet = Self.ipv4(17, [0, 1, 0, 2, 0, 8, 0, 0])
        for _ in 0..<40 { packet = Self.ipv4(4, packet) }
        let frame = Self.frame(packet)
        #expect(frame.packets.count == 4)
        #expect(frame.headerLength == 14 + 4 * 20)
        #expect(frame.packets.map(\.tunnel?.kind) == [.ipip, .ipip, .ipip, nil])
        #expect(!frame.isCut)
    }

    /// What comes to a tunnel's port and is none is somebody's data.
    @Test func dataOnTunnelPorts() {
        for port: UInt16 in [4789, 8472, 6081] {
            let text = Array("SECRET, and more of it, and more, and more than an inner frame has".utf8)
            let header = [0xc0, 0, UInt8(port >> 8), UInt8(port & 0xff), 0, UInt8(text.count + 8), 0, 0]
            let frame = Self.frame(Self.ipv4(17, header + text))
            #expect(frame.packets.count == 1)
            #expect(frame.headerLength == 42)
        }
    }

    @Test func givenTunnelPorts() {
        var ports = TunnelPorts()
        let inner = Self.ethernet + [8, 0] + Self.ipv4(1, [8, 0, 0, 0, 0, 1, 0, 2])
        let vxlan: [UInt8] = [8, 0, 0, 0, 0, 0x12, 0x67, 0]
        let udp: [UInt8] = [0xc0, 0, 0x30, 0x39, 0, UInt8(16 + inner.count), 0, 0]
        let bytes = Self.ethernet + [8, 0] + Self.ipv4(17, udp + vxlan + inner)
        #expect(Frame(bytes.span.bytes, .ethernet, ports: ports).packets.count == 1)
        ports.vxlan.insert(12345)
        let frame = Frame(bytes.span.bytes, .ethernet, ports: ports)
        #expect(frame.outer.tunnel?.id == 0x1267)
        #expect(frame.inner.ip?.proto == 1)
        #expect(frame.headerLength == bytes.count)
    }

    /// A trailer of Ethernet is no header, whatever the headers claim.
    @Test func lengthsThatLie() {
        var packet = Self.ipv4(6, [0, 1, 0, 2])
        packet += [UInt8](repeating: 0x53, count: 40)
        let frame = Self.frame(packet)
        #expect(frame.headerLength == 14 + 24)
        #expect(!frame.isCut)
        #expect(frame.outer.transport?.destinationPort == 2)
        #expect(Self.frame([0x45, 0, 0, 10] + [UInt8](repeating: 0, count: 30)).headerLength == 14)
        #expect(Self.frame([0x41] + [UInt8](repeating: 0, count: 30)).headerLength == 14)
        #expect(CaptureFixture.frame([], .raw).isCut)
        #expect(CaptureFixture.frame([1, 2, 3], LinkType(rawValue: 9999)).headerLength == 0)
    }

    @Test func loopbackOfOtherSystems() {
        for family: [UInt8] in [[2, 0, 0, 0], [0, 0, 0, 2]] {
            let frame = CaptureFixture.frame(family + Self.ipv4(17, [0, 1, 0, 2, 0, 8, 0, 0]), .null)
            #expect(frame.outer.transport?.destinationPort == 2)
            #expect(frame.headerLength == 32)
        }
    }
}
