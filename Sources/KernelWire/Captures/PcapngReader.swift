/// pcapng: sections of blocks. Blocks and options that are not known are passed over.
struct PcapngReader: Sendable {
    private(set) var file = CaptureFile()
    private let limits: CaptureLimits
    private var offset = 0
    private var order = FileOrder.little
    /// Where the interfaces of this section begin in the file's list.
    private var sectionBegin = 0
    private var textLeft: Int

    init(_ limits: CaptureLimits) {
        self.limits = limits
        textLeft = limits.text
    }

    mutating func next(in bytes: RawSpan) throws(WireError) -> CapturedPacket? {
        while offset < bytes.byteCount {
            let block = try nextBlock(in: bytes)
            if let packet = try read(block, in: bytes) { return packet }
        }
        return nil
    }

    /// A block's body, `start..<end`.
    private struct Block {
        var type: UInt32
        var start: Int
        var end: Int
    }

    private mutating func nextBlock(in bytes: RawSpan) throws(WireError) -> Block {
        let type = try bytes.u32(at: offset, order)
        if type == PcapngBlock.sectionHeader {
            // Its magic says how to read its own length.
            switch try bytes.big(UInt32.self, at: offset + 8) {
            case PcapngBlock.byteOrderMagic: order = .big
            case PcapngBlock.byteOrderMagic.byteSwapped: order = .little
            default: throw WireError(.badValue, "byte order of a section", at: offset + 8)
            }
        }
        let length = Int(try bytes.u32(at: offset + 4, order))
        guard length >= PcapngBlock.overhead, length <= limits.block, length % 4 == 0 else {
            throw WireError(.badLength, "pcapng block", at: offset)
        }
        guard length <= bytes.byteCount - offset else { throw WireError(.truncated, "pcapng block", at: offset) }
        let end = offset + length - 4
        guard Int(try bytes.u32(at: end, order)) == length else {
            throw WireError(.badLength, "second length of a pcapng block", at: end)
        }
        let block = Block(type: type, start: offset + 8, end: end)
        offset += length
        return block
    }

    private mutating func read(_ block: Block, in bytes: RawSpan) throws(WireError) -> CapturedPacket? {
        let body = bytes.extracting(0..<block.end)
        switch block.type {
        case PcapngBlock.sectionHeader: try readSection(block, in: body)
        case PcapngBlock.interfaceDescription: try readInterface(block, in: body)
        case PcapngBlock.interfaceStatistics: try readStatistics(block, in: body)
        case PcapngBlock.enhancedPacket: return try enhancedPacket(block, in: body)
        case PcapngBlock.simplePacket: return try simplePacket(block, in: body)
        case PcapngBlock.packet: return try oldPacket(block, in: body)
        default: break
        }
        return nil
    }
}

// MARK: Sections and interfaces

extension PcapngReader {
    private mutating func readSection(_ block: Block, in bytes: RawSpan) throws(WireError) {
        let major = try bytes.u16(at: block.start + 4, order)
        guard major == 1 else { throw WireError(.unsupported, "pcapng version \(major)", at: block.start + 4) }
        sectionBegin = file.interfaces.count
        var options = PcapngOptions(from: block.start + 16, to: block.end, order)
        while let option = try options.next(in: bytes) {
            switch option.code {
            case PcapngOption.comment:
                if let comment = try text(option, in: bytes) { file.comments.append(comment) }
            case PcapngOption.userApplication where file.application == nil:
                file.application = try text(option, in: bytes)
            default: break
            }
        }
    }

    private mutating func readInterface(_ block: Block, in bytes: RawSpan) throws(WireError) {
        guard file.interfaces.count < limits.interfaces else {
            throw WireError(.tooMany, "interfaces of a capture", at: block.start)
        }
        var interface = CaptureInterface(
            linkType: LinkType(rawValue: try bytes.u16(at: block.start, order)),
            snapLength: try bytes.u32(at: block.start + 4, order), resolution: .microseconds)
        var options = PcapngOptions(from: block.start + 8, to: block.end, order)
        while let option = try options.next(in: bytes) {
            switch option.code {
            case PcapngOption.interfaceName: interface.name = try text(option, in: bytes)
            case PcapngOption.interfaceDescription: interface.description = try text(option, in: bytes)
            case PcapngOption.timestampResolution where option.count >= 1:
                interface.resolution = TimestampResolution(rawValue: try bytes.u8(at: option.start))
            case PcapngOption.timestampOffset where option.count >= 8:
                interface.offset = Int64(bitPattern: try bytes.u64(at: option.start, order))
            // The first byte says which language it is; 0 is text.
            case PcapngOption.filter where option.count >= 1:
                guard try bytes.u8(at: option.start) == 0 else { break }
                let language = PcapngField(code: option.code, start: option.start + 1, end: option.end)
                interface.filter = try text(language, in: bytes)
            default: break
            }
        }
        file.interfaces.append(interface)
    }

    private mutating func readStatistics(_ block: Block, in bytes: RawSpan) throws(WireError) {
        let place = try interface(Int(try bytes.u32(at: block.start, order)), at: block.start)
        var statistics = CaptureStatistics()
        var options = PcapngOptions(from: block.start + 12, to: block.end, order)
        while let option = try options.next(in: bytes) {
            guard option.count >= 8 else { continue }
            switch option.code {
            case PcapngOption.startTime: statistics.start = try time(at: option.start, of: place, in: bytes)
            case PcapngOption.endTime: statistics.end = try time(at: option.start, of: place, in: bytes)
            case PcapngOption.received: statistics.received = try bytes.u64(at: option.start, order)
            case PcapngOption.dropped: statistics.dropped = try bytes.u64(at: option.start, order)
            default: break
            }
        }
        file.interfaces[place].statistics = statistics
    }

    /// Nil once there was more text than anybody reads.
    private mutating func text(_ option: PcapngField, in bytes: RawSpan) throws(WireError) -> String? {
        guard option.count <= textLeft else { return nil }
        textLeft -= option.count
        return try bytes.text(from: option.start, to: option.end)
    }

    /// The place in the file's list of what a section calls its `number`th.
    private func interface(_ number: Int, at offset: Int) throws(WireError) -> Int {
        guard number < file.interfaces.count - sectionBegin else {
            throw WireError(.badValue, "interface of a pcapng block", at: offset)
        }
        return sectionBegin + number
    }

    /// Two halves of 64 bits, the upper one first in either byte order.
    private func time(at offset: Int, of interface: Int, in bytes: RawSpan) throws(WireError) -> UInt64 {
        let ticks = UInt64(try bytes.u32(at: offset, order)) << 32 | UInt64(try bytes.u32(at: offset + 4, order))
        let place = file.interfaces[interface]
        return place.resolution.nanoseconds(of: ticks, offset: place.offset)
    }
}

// MARK: Packets

extension PcapngReader {
    private func enhancedPacket(_ block: Block, in bytes: RawSpan) throws(WireError) -> CapturedPacket {
        try packet(of: Int(try bytes.u32(at: block.start, order)), block, in: bytes)
    }

    /// As enhanced ones, but for a smaller number of the interface, and the drops beside it.
    private func oldPacket(_ block: Block, in bytes: RawSpan) throws(WireError) -> CapturedPacket {
        try packet(of: Int(try bytes.u16(at: block.start, order)), block, in: bytes)
    }

    private func packet(of number: Int, _ block: Block, in bytes: RawSpan) throws(WireError) -> CapturedPacket {
        let place = try interface(number, at: block.start)
        let captured = Int(try bytes.u32(at: block.start + 12, order))
        let original = Int(try bytes.u32(at: block.start + 16, order))
        let start = block.start + 20
        guard captured <= block.end - start else { throw WireError(.badLength, "pcapng packet", at: block.start + 12) }
        var packet = CapturedPacket(
            interface: place, time: try time(at: block.start + 4, of: place, in: bytes),
            bytes: try bytes.bytes(from: start, to: start + captured), originalLength: max(original, captured))
        var options = PcapngOptions(from: start + PcapngBlock.padded(captured), to: block.end, order)
        while let option = try options.next(in: bytes) {
            switch option.code {
            case PcapngOption.comment:
                let comment = try bytes.text(from: option.start, to: option.end)
                packet.comment = packet.comment.map { $0 + "\n" + comment } ?? comment
            case PcapngOption.packetFlags where option.count >= 4:
                let flags = try bytes.u32(at: option.start, order)
                packet.direction = CapturedPacket.Direction(rawValue: UInt8(flags & 3))
            default: break
            }
        }
        return packet
    }

    /// Of the section's first interface, which says how much was kept.
    private func simplePacket(_ block: Block, in bytes: RawSpan) throws(WireError) -> CapturedPacket {
        let place = try interface(0, at: block.start)
        let original = Int(try bytes.u32(at: block.start, order))
        let snapLength = Int(file.interfaces[place].snapLength)
        let start = block.start + 4
        let captured = min(original, snapLength == 0 ? original : snapLength, block.end - start)
        return CapturedPacket(
            interface: place, time: nil, bytes: try bytes.bytes(from: start, to: start + captured),
            originalLength: original)
    }
}
