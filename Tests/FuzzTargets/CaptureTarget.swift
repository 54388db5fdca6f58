import KernelWire

/// Captures: every packet is a frame, and a file that is written again is read as what it was.
enum CaptureTarget {
    static func run(_ bytes: [UInt8]) {
        guard let file = read(bytes) else { return }
        for packet in file.packets {
            hold(file.interfaces.indices.contains(packet.interface), "a packet of no interface")
            let frame = Frame(packet.bytes.span.bytes, file.interfaces[packet.interface].linkType)
            hold((0...packet.bytes.count).contains(frame.headerLength), "headers longer than the packet")
            hold((1...4).contains(frame.packets.count), "packets in packets without end")
        }
        var writer = PcapngWriter()
        writer.write(file)
        hold(read(writer.bytes) != nil, "a capture that was written cannot be read")
    }

    private static func read(_ bytes: [UInt8]) -> CaptureFile? {
        let span = bytes.span.bytes
        do throws(WireError) { return try CaptureFile(span) } catch { return nil }
    }
}
