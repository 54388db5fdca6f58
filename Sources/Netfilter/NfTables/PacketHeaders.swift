import Addresses
import NetworkModel

// A simulated packet as the bytes that payload expressions read.

extension Packet {
    /// A header, or why there is none to read.
    enum Header: Hashable {
        case bytes(KnownBytes)
        /// The kernel finds no such header and breaks off the rule.
        case missing
        case unknown(String)
    }

    func header(_ base: NftPayloadBase) -> Header {
        switch base {
        case .ll: linkHeader
        case .nh: .bytes(networkHeader)
        case .th: transportHeader
        case .inner: .unknown("what the packet carries is not known")
        case .tunnel: .unknown("tunnel headers are not modelled")
        }
    }

    /// Destination, source, ethertype; with a VLAN tag as it would be on the wire (nft_payload_copy_vlan).
    private var linkHeader: Header {
        if sourceMAC.isAbsent, destinationMAC.isAbsent { return .missing }
        let mac = { (address: Observed<LinkLayerAddress>) in
            if let bytes = address.value?.bytes, bytes.count == 6 { KnownBytes(bytes) } else { KnownBytes(unknown: 6) }
        }
        var header = mac(destinationMAC) + mac(sourceMAC)
        if let vlan { header = header + KnownBytes(big: vlanProtocol) + KnownBytes(big: vlan) }
        return .bytes(header + KnownBytes(big: etherType))
    }

    private var networkHeader: KnownBytes {
        switch etherType {
        case 0x0800: ipv4Header
        case 0x86dd: ipv6Header
        case 0x0806: arpHeader
        default: KnownBytes(unknown: 0)
        }
    }

    /// Without options.
    private var ipv4Header: KnownBytes {
        let flags: UInt16? =
            switch fragment {
            case .whole: dontFragment ? 0x4000 : 0
            case .first: 0x2000
            case .later: nil
            }
        let length = length.map { UInt16(truncatingIfNeeded: $0) }
        return KnownBytes([0x45]) + KnownBytes(big: tos) + KnownBytes(big: length) + KnownBytes(unknown: 2)
            + KnownBytes(big: flags) + KnownBytes(big: ttl) + KnownBytes(big: transport.proto) + KnownBytes(unknown: 2)
            + KnownBytes(src) + KnownBytes(dst)
    }

    /// Without extension headers; nobody knows the flow label.
    private var ipv6Header: KnownBytes {
        let first = KnownBytes(big: tos.map { UInt16($0) << 4 | 0x6000 })
        // The last four bits of the second byte belong to the flow label.
        let mask = KnownBytes([0xff, 0xf0])
        let start = first.isKnown ? first.and(mask).or(KnownBytes(unknown: 2).and(KnownBytes([0, 0x0f]))) : first
        let length = length.map { UInt16(truncatingIfNeeded: $0 - 40) }
        let isFragment = fragment != .whole
        return start + KnownBytes(unknown: 2) + KnownBytes(big: length)
            + KnownBytes(big: isFragment ? 44 : transport.proto) + KnownBytes(big: ttl) + KnownBytes(src)
            + KnownBytes(dst)
    }

    private var arpHeader: KnownBytes {
        let mac = { (address: LinkLayerAddress?) in
            if let bytes = address?.bytes, bytes.count == 6 { KnownBytes(bytes) } else { KnownBytes(unknown: 6) }
        }
        return KnownBytes([0, 1, 8, 0, 6, 4]) + KnownBytes(big: arp?.operation) + mac(arp?.senderMAC) + KnownBytes(src)
            + mac(arp?.targetMAC) + KnownBytes(dst)
    }

    /// Later fragments have none (`pkt->fragoff`).
    private var transportHeader: Header {
        guard transport.proto != nil, fragment != .later else { return .missing }
        let header =
            switch transport {
            case .tcp(let tcp):
                KnownBytes(big: tcp.ports.source) + KnownBytes(big: tcp.ports.destination) + KnownBytes(unknown: 9)
                    + KnownBytes(big: tcp.flags) + KnownBytes(unknown: 6)
            case .udp(let ports):
                KnownBytes(big: ports.source) + KnownBytes(big: ports.destination)
                    + KnownBytes(big: transportLength.map { UInt16(truncatingIfNeeded: $0) }) + KnownBytes(unknown: 2)
            case .icmp(let icmp), .icmpv6(let icmp):
                KnownBytes([icmp.type, icmp.code]) + KnownBytes(unknown: 2) + KnownBytes(big: icmp.id)
                    + KnownBytes(unknown: 2)
            case .ported(_, let ports): KnownBytes(big: ports.source) + KnownBytes(big: ports.destination)
            case .other, .none: KnownBytes(unknown: 0)
            }
        return .bytes(header)
    }

    /// Bytes from the transport header to the end; nil where the packet's length is not known.
    var transportLength: Int? { length.map { max($0 - (family == .inet ? 20 : 40), 0) } }

    /// How much there is to read from a header on; nil where that is not known.
    func readable(_ base: NftPayloadBase) -> Int? {
        switch base {
        case .ll: length.map { $0 + (vlan == nil ? 14 : 18) }
        case .nh: isARP ? 28 : length
        case .th: transportLength
        case .inner, .tunnel: nil
        }
    }

    /// Takes over what a rule wrote into a header. False if it wrote what a simulated packet does not have.
    mutating func rewrite(_ base: NftPayloadBase, offset: Int, _ value: KnownBytes) -> Bool {
        guard case .bytes(var header) = header(base), offset >= 0, offset <= header.count - value.count else {
            return false
        }
        header.put(value, at: offset)
        switch (base, etherType) {
        case (.nh, 0x0800):
            guard let from = address(header, 12, 4), let to = address(header, 16, 4) else { return false }
            (src, dst) = (from, to)
            tos = header.part(1, 1).big(UInt8.self)
            ttl = header.part(8, 1).big(UInt8.self)
        case (.nh, 0x86dd):
            guard let from = address(header, 8, 16), let to = address(header, 24, 16) else { return false }
            (src, dst) = (from, to)
            let word = header.part(0, 2).shiftedRight4
            tos = word
            ttl = header.part(7, 1).big(UInt8.self)
        case (.th, _):
            switch transport {
            case .tcp(var tcp):
                tcp.ports = ports(header)
                guard let flags = header.part(13, 1).big(UInt8.self) else { return false }
                tcp.flags = flags
                transport = .tcp(tcp)
            case .udp: transport = .udp(ports(header))
            case .ported(let proto, _): transport = .ported(proto, ports(header))
            case .icmp, .icmpv6, .other, .none: return false
            }
        case (.ll, _):
            destinationMAC = mac(header.part(0, 6))
            sourceMAC = mac(header.part(6, 6))
        default: return false
        }
        return true
    }

    private func mac(_ bytes: KnownBytes) -> Observed<LinkLayerAddress> {
        bytes.value.map { .known(LinkLayerAddress(bytes: $0)) } ?? .unknown("a rule wrote it")
    }

    private func address(_ header: KnownBytes, _ offset: Int, _ length: Int) -> IPAddress? {
        header.part(offset, length).value.flatMap { IPAddress(bytes: $0) }
    }

    private func ports(_ header: KnownBytes) -> Transport.Ports {
        Transport.Ports(source: header.part(0, 2).big(UInt16.self), destination: header.part(2, 2).big(UInt16.self))
    }
}

extension KnownBytes {
    /// The traffic class in the first two bytes of an IPv6 header.
    fileprivate var shiftedRight4: UInt8? {
        guard known[0] & 0x0f == 0x0f, known[1] & 0xf0 == 0xf0 else { return nil }
        return bytes[0] << 4 | bytes[1] >> 4
    }
}
