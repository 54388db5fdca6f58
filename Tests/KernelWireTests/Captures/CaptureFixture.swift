import KernelWire
import TestSupport

/// Recorded captures: see fixtures/captures/README.md.
enum CaptureFixture {
    static let names = Repository.names(in: "fixtures/captures", ending: ".pcap")

    static func bytes(_ name: String) throws -> [UInt8] { try Repository.bytes("fixtures/captures/\(name).pcap") }

    static func file(_ name: String) throws -> CaptureFile { try read(try bytes(name)) }

    // The array outlives its span by a name: on a temporary one Swift 6.3.1 crashes.
    static func read(
        _ bytes: [UInt8], limits: CaptureLimits = CaptureLimits()
    ) throws(WireError) -> CaptureFile {
        try CaptureFile(bytes.span.bytes, limits: limits)
    }

    static func frame(_ bytes: [UInt8], _ linkType: LinkType = .ethernet) -> Frame {
        Frame(bytes.span.bytes, linkType)
    }

    /// What was captured, and what is read in it.
    struct Sample {
        var packet: CapturedPacket
        var frame: Frame
    }

    static func samples(_ name: String) throws -> [Sample] {
        let file = try file(name)
        var samples: [Sample] = []
        for packet in file.packets {
            let linkType = file.interfaces[packet.interface].linkType
            samples.append(Sample(packet: packet, frame: frame(packet.bytes, linkType)))
        }
        return samples
    }
}
