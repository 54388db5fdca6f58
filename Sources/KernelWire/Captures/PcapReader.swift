/// The classic format (pcap-savefile(5)): a header of 24 bytes, and 16 before each packet.
struct PcapReader: Sendable {
    private(set) var file = CaptureFile()
    private let order: FileOrder
    /// Nanoseconds of one tick in the second half of a timestamp.
    private let tick: UInt64
    private let limits: CaptureLimits
    private var offset = 24

    /// - Parameter magic: the first four bytes in network byte order.
    init(_ bytes: RawSpan, _ magic: UInt32, _ limits: CaptureLimits) throws(WireError) {
        switch magic {
        case 0xa1b2_c3d4: (order, tick) = (.big, 1000)
        case 0xd4c3_b2a1: (order, tick) = (.little, 1000)
        case 0xa1b2_3c4d: (order, tick) = (.big, 1)
        case 0x4d3c_b2a1: (order, tick) = (.little, 1)
        // Kuznetzov's variant of the nineties: its packets have longer headers.
        case 0xa1b2_cd34, 0x34cd_b2a1: throw WireError(.unsupported, "modified pcap", at: 0)
        default: throw WireError(.badValue, "magic of a capture", at: 0)
        }
        self.limits = limits
        let major = try bytes.u16(at: 4, order)
        guard major == 2 else { throw WireError(.unsupported, "pcap version \(major)", at: 4) }
        // The upper bits are about a frame check sequence.
        let linkType = LinkType(rawValue: UInt16(truncatingIfNeeded: try bytes.u32(at: 20, order)))
        file.interfaces = [
            CaptureInterface(
                linkType: linkType, snapLength: try bytes.u32(at: 16, order),
                resolution: tick == 1 ? .nanoseconds : .microseconds)
        ]
    }

    mutating func next(in bytes: RawSpan) throws(WireError) -> CapturedPacket? {
        guard offset < bytes.byteCount else { return nil }
        let seconds = UInt64(try bytes.u32(at: offset, order))
        let ticks = UInt64(try bytes.u32(at: offset + 4, order))
        let captured = Int(try bytes.u32(at: offset + 8, order))
        let original = Int(try bytes.u32(at: offset + 12, order))
        guard captured <= limits.block else { throw WireError(.badLength, "pcap packet", at: offset) }
        let start = offset + 16
        let packet = CapturedPacket(
            interface: 0, time: seconds * 1_000_000_000 + ticks * tick,
            bytes: try bytes.bytes(from: start, to: start + captured), originalLength: max(original, captured))
        offset = start + captured
        return packet
    }
}
