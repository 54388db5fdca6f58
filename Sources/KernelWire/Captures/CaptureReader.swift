/// Reads the packets of a capture one after the other: pcapng, or the classic format of libpcap.
///
///     var reader = try CaptureReader(bytes)
///     while let packet = try reader.next(in: bytes) { … }
///
/// The bytes are handed to each call and must be the same. It always ends: each step moves forward, or throws.
public struct CaptureReader: Sendable {
    private enum Format: Sendable {
        case pcap(PcapReader)
        case pcapng(PcapngReader)
    }

    private var format: Format
    private let limits: CaptureLimits
    private var packets = 0

    /// Throws where the first bytes are of neither format.
    public init(_ bytes: RawSpan, limits: CaptureLimits = CaptureLimits()) throws(WireError) {
        self.limits = limits
        let magic = try bytes.big(UInt32.self, at: 0)
        format =
            magic == PcapngBlock.sectionHeader
            ? .pcapng(PcapngReader(limits)) : .pcap(try PcapReader(bytes, magic, limits))
    }

    /// Nil at the end. A file that is cut off throws `.truncated`.
    public mutating func next(in bytes: RawSpan) throws(WireError) -> CapturedPacket? {
        let packet: CapturedPacket?
        switch format {
        case .pcap(var reader):
            packet = try reader.next(in: bytes)
            format = .pcap(reader)
        case .pcapng(var reader):
            // Also where it throws: what it knew before stays.
            defer { format = .pcapng(reader) }
            packet = try reader.next(in: bytes)
        }
        guard packet != nil else { return nil }
        packets += 1
        guard packets <= limits.packets else { throw WireError(.tooMany, "packets of a capture", at: 0) }
        return packet
    }

    /// All that was met so far, without the packets.
    public var file: CaptureFile {
        switch format {
        case .pcap(let reader): reader.file
        case .pcapng(let reader): reader.file
        }
    }
}

extension CaptureFile {
    /// A whole file. Throws where it is none; of one that is damaged further on what comes before is kept.
    public init(_ bytes: RawSpan, limits: CaptureLimits = CaptureLimits()) throws(WireError) {
        var reader = try CaptureReader(bytes, limits: limits)
        var packets: [CapturedPacket] = []
        var damage: WireError?
        do throws(WireError) {
            while let packet = try reader.next(in: bytes) { packets.append(packet) }
        } catch {
            damage = error
        }
        self = reader.file
        self.packets = packets
        self.damage = damage
    }
}
