import Addresses
import KernelWire
import NetworkModel

extension TrackedPacket {
    /// What was captured at a place; nil for what is no packet of IP, and for later fragments, which have no ports.
    ///
    /// - Parameters:
    ///   - bytes: the captured bytes that `frame` was read from.
    ///   - nanoseconds: since all places were open.
    public init?(_ frame: Frame, _ bytes: RawSpan, place: Int, nanoseconds: Int64) {
        guard let ip = frame.inner.ip, !ip.isLaterFragment else { return nil }
        let isFragment = ip.fragment != nil
        var identity = Identity(
            proto: ip.proto, payloadLength: isFragment ? 0 : ip.length,
            payloadHash: isFragment ? 0 : Self.hash(bytes, from: frame.headerLength))
        identity.isFragment = isFragment
        if ip.family == .inet || isFragment {
            identity.id = ip.identification.map { UInt16(truncatingIfNeeded: $0) } ?? 0
        }
        switch frame.inner.transport {
        case .tcp(let header):
            guard let sequence = header.sequence, let flags = header.flags else { return nil }
            identity.segment = Segment(
                sequence: sequence, acknowledgment: header.acknowledgement ?? 0, flags: flags.rawValue)
            identity.payloadLength = header.payloadLength ?? 0
        case .icmp(let message):
            identity.icmp = UInt32(message.type) << 24 | UInt32(message.code) << 16 | UInt32(message.sequence ?? 0)
        case .ports, .esp, nil: break
        }
        self.init(
            place: place, nanoseconds: nanoseconds, tuple: ConntrackEntry.Tuple(ip, frame.inner.transport),
            length: ip.length, identity: identity)
        if frame.packets.count > 1, let around = frame.outer.ip {
            outer = ConntrackEntry.Tuple(around, frame.outer.transport)
        }
        if case .icmp(let message) = frame.inner.transport, let packet = message.quoted {
            quoted = ConntrackEntry.Tuple(packet.ip, packet.transport)
        }
    }

    /// FNV-1a of the data, as far as it was captured, and of no more than others captured of it.
    private static func hash(_ bytes: RawSpan, from start: Int) -> UInt64 {
        bytes.withUnsafeBytes { bytes in
            bytes.dropFirst(start).prefix(hashed).reduce(0xcbf2_9ce4_8422_2325) { hash, byte in
                (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
            }
        }
    }

    /// Bytes of data that tell packets apart: as many as each place captures, whatever its link's header.
    public static let hashed = 64
}
