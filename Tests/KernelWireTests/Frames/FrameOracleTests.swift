import Addresses
import KernelWire
import TestSupport
import Testing

/// Frames that real kernels sent, and what tshark read in them: fixtures/captures/NAME.tshark, a line for each frame, each
/// value as often as it is there from the outside in. What ICMP errors quote comes last.
@Suite struct FrameOracleTests {
    @Test(arguments: CaptureFixture.names)
    func tsharkReadsTheSame(name: String) throws {
        let lines = try Repository.lines("fixtures/captures/\(name).tshark").filter { !$0.isEmpty }
        let columns = try #require(lines.first).split(separator: "\t").map(String.init)
        let frames = try CaptureFixture.samples(name)
        try #require(frames.count == lines.count - 1)
        #expect(!frames.isEmpty)
        var compared = 0
        for (index, sample) in frames.enumerated() {
            let (packet, frame) = (sample.packet, sample.frame)
            let cells = lines[index + 1].split(separator: "\t", omittingEmptySubsequences: false).map { cell in
                cell.split(separator: ",").map(String.init)
            }
            for (column, theirs) in zip(columns, cells) {
                guard let ours = Self.values(of: column, packet, frame) else { continue }
                let wanted = theirs.map { Self.plain($0, column) }
                // Of a header that was cut off one says more than the other.
                let isRight = frame.isCut ? wanted.starts(with: ours) || ours.starts(with: wanted) : ours == wanted
                #expect(isRight, "\(name) frame \(index + 1): \(column) is \(ours), not \(wanted)")
                compared += theirs.count
            }
            Self.compareChecksums(frame, Dictionary(zip(columns, cells)) { first, _ in first }, "\(name) \(index + 1)")
        }
        #expect(compared > 10 * frames.count)
    }

    /// Hexadecimal numbers and flags as plain numbers.
    private static func plain(_ value: String, _ column: String) -> String {
        if value.hasPrefix("0x"), let number = UInt64(value.dropFirst(2), radix: 16) { return "\(number)" }
        // Without colons where it is no Ethernet address.
        if column == "icmpv6.opt.linkaddr" { return value.replacing(":", with: "") }
        if value == "True" { return "1" }
        return value == "False" ? "0" : value
    }

    private struct Headers {
        var ip: IPHeader?
        var transport: TransportHeader?
    }

    private static func values(of column: String, _ packet: CapturedPacket, _ frame: Frame) -> [String]? {
        let quoted = frame.packets.compactMap { packet in
            if case .icmp(let message) = packet.transport { message.quoted } else { nil }
        }
        let all =
            frame.packets.map { Headers(ip: $0.ip, transport: $0.transport) }
            + quoted.map { Headers(ip: $0.ip, transport: $0.transport) }
        let parts = column.split(separator: ".").map(String.init)
        switch parts[0] {
        case "frame": return frameValues(parts[1], packet)
        case "eth": return parts[1] == "src" ? frame.macs(\.source) : frame.macs(\.destination)
        case "sll": return frame.packetType.map { ["\($0)"] } ?? []
        case "vlan": return frame.packets.flatMap(\.vlans).filter { $0.proto == 0x8100 }.map { "\($0.id)" }
        case "ieee8021ad": return frame.packets.flatMap(\.vlans).filter { $0.proto == 0x88a8 }.map { "\($0.id)" }
        case "arp":
            return frame.packets.compactMap(\.arp).map { arpValue(parts.dropFirst().joined(separator: "."), $0) }
        case "ip", "ipv6":
            guard parts.count == 2 || parts[1] != "checksum" else { return nil }
            let family: IPAddress.Family = parts[0] == "ip" ? .inet : .inet6
            return all.compactMap(\.ip).filter { $0.family == family }.compactMap { ipValue(column, $0) }
        case "tcp": return parts.last == "status" ? nil : all.compactMap { tcpValue(column, $0.transport) }
        case "udp", "sctp":
            return parts.last == "status" ? nil : all.compactMap { portValue(column, $0) }
        case "icmp", "icmpv6":
            return parts.last == "status" ? nil : all.compactMap { icmpValue(column, $0) }
        case "vxlan", "geneve", "gre": return frame.packets.compactMap { tunnelValue(parts[0], $0.tunnel) }
        default: return nil
        }
    }

    private static func frameValues(_ field: String, _ packet: CapturedPacket) -> [String]? {
        switch field {
        case "len": ["\(packet.originalLength)"]
        case "cap_len": ["\(packet.bytes.count)"]
        default:
            packet.time.map { time in
                let rest = "\(time % 1_000_000_000)"
                return ["\(time / 1_000_000_000)." + String(repeating: "0", count: 9 - rest.count) + rest]
            }
        }
    }

    private static func arpValue(_ field: String, _ message: ARPMessage) -> String {
        switch field {
        case "opcode": "\(message.operation)"
        case "src.hw_mac": "\(message.senderMAC)"
        case "src.proto_ipv4": "\(message.sender)"
        default: "\(message.target)"
        }
    }

    private static func ipValue(_ column: String, _ header: IPHeader) -> String? {
        switch column {
        case "ip.src", "ipv6.src": "\(header.source)"
        case "ip.dst", "ipv6.dst": "\(header.destination)"
        case "ip.ttl", "ipv6.hlim": "\(header.ttl)"
        case "ip.len": "\(header.length)"
        case "ip.flags.df": header.dontFragment ? "1" : "0"
        case "ip.frag_offset": "\((header.fragment?.offset ?? 0) / 8)"
        case "ip.proto": "\(header.proto)"
        case "ipv6.plen": "\(header.length - 40)"
        // Of the fixed header.
        case "ipv6.nxt": "\(header.extensions.first ?? header.proto)"
        default: nil
        }
    }

    private static func tcpValue(_ column: String, _ transport: TransportHeader?) -> String? {
        guard case .tcp(let header) = transport else { return nil }
        switch column {
        case "tcp.srcport": return "\(header.sourcePort)"
        case "tcp.dstport": return "\(header.destinationPort)"
        case "tcp.seq_raw": return header.sequence.map { "\($0)" }
        case "tcp.ack_raw": return header.acknowledgement.map { "\($0)" }
        case "tcp.flags": return header.flags.map { "\($0.rawValue)" }
        case "tcp.window_size_value": return header.window.map { "\($0)" }
        case "tcp.len": return header.payloadLength.map { "\($0)" }
        case "tcp.options.mss_val": return header.maximumSegment.map { "\($0)" }
        default: return nil
        }
    }

    private static func portValue(_ column: String, _ headers: Headers) -> String? {
        guard case .ports(let ports) = headers.transport else { return nil }
        guard headers.ip?.proto == (column.hasPrefix("udp") ? 17 : 132) else { return nil }
        return column.hasSuffix("srcport") ? "\(ports.sourcePort)" : "\(ports.destinationPort)"
    }

    private static func icmpValue(_ column: String, _ headers: Headers) -> String? {
        let family: IPAddress.Family = column.hasPrefix("icmpv6") ? .inet6 : .inet
        guard case .icmp(let message) = headers.transport, headers.ip?.family == family else { return nil }
        switch column.split(separator: ".").dropFirst().joined(separator: ".") {
        case "type": return "\(message.type)"
        case "code": return "\(message.code)"
        case "ident", "echo.identifier": return message.identifier.map { "\($0)" }
        case "seq", "echo.sequence_number": return message.sequence.map { "\($0)" }
        case "mtu": return message.mtu.map { "\($0)" }
        case "nd.ns.target_address": return message.type == 135 ? message.target.map { "\($0)" } : nil
        case "nd.na.target_address": return message.type == 136 ? message.target.map { "\($0)" } : nil
        case "opt.linkaddr": return message.linkLayerAddress.map { "\($0)".replacing(":", with: "") }
        default: return nil
        }
    }

    private static func tunnelValue(_ kind: String, _ tunnel: FrameTunnel?) -> String? {
        guard let tunnel, let id = tunnel.id else { return nil }
        return tunnel.kind.rawValue.hasPrefix(kind) ? "\(id)" : nil
    }

    /// Tshark says 0 for wrong, 1 for right, 2 for not verified. It does not look at those of what is quoted.
    private static func compareChecksums(_ frame: Frame, _ cells: [String: [String]], _ place: String) {
        let headers = frame.packets.compactMap(\.ip).filter { $0.family == .inet }
        for (ours, theirs) in zip(headers.map(\.checksum), cells["ip.checksum.status"] ?? []) {
            #expect(number(ours) == theirs, "\(place): IP")
        }
        for (column, proto) in [("tcp", 6), ("udp", 17), ("icmp", 1), ("icmpv6", 58)] as [(String, UInt8)] {
            let ours = frame.packets.filter { $0.ip?.proto == proto && $0.transport != nil }.map(\.checksum)
            for (ours, theirs) in zip(ours, cells["\(column).checksum.status"] ?? []) {
                #expect(number(ours) == theirs, "\(place): \(column)")
            }
        }
    }

    private static func number(_ checksum: ChecksumState) -> String {
        switch checksum {
        case .wrong, .partial: "0"
        case .right: "1"
        case .unknown: "2"
        case .none: "3"
        }
    }
}

extension Frame {
    fileprivate func macs(_ path: KeyPath<FramePacket, LinkLayerAddress?>) -> [String] {
        // A cooked header has no Ethernet address.
        packets.dropFirst(packetType == nil ? 0 : 1).compactMap { $0[keyPath: path].map { "\($0)" } }
    }
}
