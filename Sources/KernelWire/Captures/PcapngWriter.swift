/// Writes pcapng as a stream: what was written so far is in `bytes`, and whoever sends it on says `clear`.
///
///     var writer = PcapngWriter()
///     writer.section(application: "nsdoctor", comments: [])
///     let place = writer.interface(CaptureInterface(name: "blue:veth-blue"))
///     writer.packet(interface: place, time: now, bytes: frame, originalLength: 98)
///
/// One section in little-endian order, times in nanoseconds.
public struct PcapngWriter: Sendable {
    /// Whole blocks only.
    public private(set) var bytes: [UInt8] = []
    /// Interfaces that were described.
    public private(set) var interfaces = 0

    /// Nothing is written yet.
    public init() {}

    /// Forgets what was written, and keeps the room for more.
    public mutating func clear() { bytes.removeAll(keepingCapacity: true) }

    /// The Section Header Block, which comes first.
    public mutating func section(application: String, comments: [String]) {
        block(PcapngBlock.sectionHeader) { writer in
            writer.append(PcapngBlock.byteOrderMagic)
            writer.append(UInt16(1))
            writer.append(UInt16(0))
            // How long the section gets is not known to a stream.
            writer.append(Int64(-1))
            for comment in comments { writer.option(PcapngOption.comment, text: comment) }
            writer.option(PcapngOption.userApplication, text: application)
            writer.endOfOptions()
        }
    }

    /// An Interface Description Block. Returns the number by which packets name it.
    public mutating func interface(_ interface: CaptureInterface) -> Int {
        block(PcapngBlock.interfaceDescription) { writer in
            writer.append(interface.linkType.rawValue)
            writer.append(UInt16(0))
            writer.append(interface.snapLength)
            if let name = interface.name { writer.option(PcapngOption.interfaceName, text: name) }
            if let text = interface.description { writer.option(PcapngOption.interfaceDescription, text: text) }
            writer.option(PcapngOption.timestampResolution, [TimestampResolution.nanoseconds.rawValue])
            if let filter = interface.filter {
                writer.option(PcapngOption.filter, [0] + Self.fitting(filter, most: .max - 4))
            }
            writer.endOfOptions()
        }
        interfaces += 1
        return interfaces - 1
    }

    /// An Enhanced Packet Block.
    /// - Parameter time: nanoseconds since 1970.
    public mutating func packet(
        interface: Int, time: UInt64, bytes packet: RawSpan, originalLength: Int,
        direction: CapturedPacket.Direction? = nil, comment: String? = nil
    ) {
        block(PcapngBlock.enhancedPacket) { writer in
            writer.append(UInt32(clamping: interface))
            writer.append(time: time)
            writer.append(UInt32(clamping: packet.byteCount))
            writer.append(UInt32(clamping: originalLength))
            unsafe packet.withUnsafeBytes { writer.bytes += unsafe $0 }
            writer.pad()
            guard direction != nil || comment != nil else { return }
            if let direction { writer.option(PcapngOption.packetFlags, number: UInt32(direction.rawValue)) }
            if let comment { writer.option(PcapngOption.comment, text: comment) }
            writer.endOfOptions()
        }
    }

    /// The same. Packets of unknown time get that of the epoch.
    public mutating func packet(_ packet: CapturedPacket) {
        self.packet(
            interface: packet.interface, time: packet.time ?? 0, bytes: packet.bytes.span.bytes,
            originalLength: packet.originalLength, direction: packet.direction, comment: packet.comment)
    }

    /// An Interface Statistics Block, which comes last.
    public mutating func statistics(interface: Int, _ statistics: CaptureStatistics) {
        block(PcapngBlock.interfaceStatistics) { writer in
            writer.append(UInt32(clamping: interface))
            writer.append(time: statistics.end ?? statistics.start ?? 0)
            if let start = statistics.start { writer.option(PcapngOption.startTime, time: start) }
            if let end = statistics.end { writer.option(PcapngOption.endTime, time: end) }
            if let received = statistics.received { writer.option(PcapngOption.received, number: received) }
            if let dropped = statistics.dropped { writer.option(PcapngOption.dropped, number: dropped) }
            writer.endOfOptions()
        }
    }

    /// A whole capture.
    public mutating func write(_ file: CaptureFile) {
        section(application: file.application ?? "nsdoctor", comments: file.comments)
        for interface in file.interfaces { _ = self.interface(interface) }
        for packet in file.packets { self.packet(packet) }
        for (place, interface) in file.interfaces.enumerated() {
            if let statistics = interface.statistics { self.statistics(interface: place, statistics) }
        }
    }
}

// MARK: Parts of blocks

extension PcapngWriter {
    /// The length stands before and behind the body.
    private mutating func block(_ type: UInt32, _ body: (inout PcapngWriter) -> Void) {
        let begin = bytes.count
        append(type)
        append(UInt32(0))
        body(&self)
        let length = UInt32(clamping: bytes.count - begin + 4)
        append(length)
        unsafe withUnsafeBytes(of: length.littleEndian) { source in
            for index in 0..<4 { bytes[begin + 4 + index] = unsafe source[index] }
        }
    }

    private mutating func append(_ value: some FixedWidthInteger & BitwiseCopyable) {
        unsafe withUnsafeBytes(of: value.littleEndian) { bytes += unsafe $0 }
    }

    private mutating func append(time: UInt64) {
        append(UInt32(truncatingIfNeeded: time >> 32))
        append(UInt32(truncatingIfNeeded: time))
    }

    private mutating func pad() {
        while bytes.count % 4 != 0 { bytes.append(0) }
    }

    private mutating func option(_ code: UInt16, _ value: [UInt8]) {
        append(code)
        append(UInt16(clamping: value.count))
        bytes += value
        pad()
    }

    private mutating func option(_ code: UInt16, text: String) { option(code, Self.fitting(text, most: .max)) }

    private mutating func option(_ code: UInt16, number: some FixedWidthInteger & BitwiseCopyable) {
        append(code)
        append(UInt16(clamping: MemoryLayout.size(ofValue: number)))
        append(number)
        pad()
    }

    private mutating func option(_ code: UInt16, time: UInt64) {
        append(code)
        append(UInt16(8))
        append(time: time)
    }

    private mutating func endOfOptions() { append(UInt32(0)) }

    /// What an option has room for, cut between two characters.
    private static func fitting(_ text: String, most: UInt16) -> [UInt8] {
        var bytes = Array(text.utf8.prefix(Int(most) + 1))
        guard bytes.count > Int(most) else { return bytes }
        repeat {
            let last = bytes.removeLast()
            // The first byte of a character, and nothing of it is left.
            if last & 0xc0 != 0x80 { break }
        } while !bytes.isEmpty
        return bytes
    }
}
