import Addresses
import KernelWire
import NetworkModel
import PacketStreams
import TestSupport
import Testing

/// Frames that a real kernel sent, once as they were and once as a router that translates would pass them on.
@Suite struct TrackedPacketTests {
    @Test func whatRoutersChangeChangesNoIdentity() throws {
        let bytes = try Repository.bytes("fixtures/captures/plain.pcap")
        let file = try CaptureFile(bytes.span.bytes)
        var (seen, flows) = (0, 0)
        for packet in file.packets {
            let linkType = file.interfaces[packet.interface].linkType
            let plain = Frame(packet.bytes.span.bytes, linkType)
            guard plain.packets.count == 1, plain.outer.ip?.family == .inet, plain.outer.vlans.isEmpty,
                packet.bytes.count >= 34
            else { continue }
            var passed = packet.bytes
            // Behind an Ethernet header: time to live, header checksum, source address.
            passed[22] &-= 1
            for offset in 24..<30 { passed[offset] ^= 0x55 }
            let translated = Frame(passed.span.bytes, linkType)
            let before = try tracked(plain, packet.bytes)
            let after = try tracked(translated, passed)
            #expect(before?.identity == after?.identity)
            guard let before, let after else { continue }
            seen += 1
            if before.tuple != after.tuple { flows += 1 }
        }
        #expect(seen > 20)
        #expect(flows == seen)
    }

    private func tracked(_ frame: Frame, _ bytes: [UInt8]) throws -> TrackedPacket? {
        TrackedPacket(frame, bytes.span.bytes, place: 0, nanoseconds: 0)
    }
}
