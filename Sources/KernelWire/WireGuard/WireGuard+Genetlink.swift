import Addresses
import CLinux
import NetworkModel

extension WireGuard {
    /// One message of WG_CMD_GET_DEVICE, behind struct nlmsghdr. A peer whose addresses did not fit goes on in the next one.
    /// WGDEVICE_A_PRIVATE_KEY is passed over.
    ///
    /// - Parameter now: seconds since the epoch, of which a handshake's age is told.
    public mutating func read(genetlink message: RawSpan, now: Int) throws(WireError) {
        var attributes = Attributes(in: message, after: GenericFamily.headerSize)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case Int(WGDEVICE_A_PUBLIC_KEY.rawValue): publicKey = try Self.key(message, attribute)
            case Int(WGDEVICE_A_LISTEN_PORT.rawValue): listenPort = try message.u16(attribute)
            case Int(WGDEVICE_A_FWMARK.rawValue): mark = try message.u32(attribute)
            case Int(WGDEVICE_A_PEERS.rawValue):
                var list = try Attributes(inside: attribute)
                while let item = try list.next(in: message) { try add(try Peer(message, item, now: now)) }
            default: break
            }
        }
    }

    private mutating func add(_ peer: Peer?) throws(WireError) {
        guard let peer else { return }
        if let index = peers.firstIndex(where: { $0.publicKey == peer.publicKey }) {
            peers[index].allowed += peer.allowed
        } else {
            peers.append(peer)
        }
    }

    /// As `wg` writes it; nil for none, which the kernel does not send or sends as zeros.
    fileprivate static func key(_ message: RawSpan, _ attribute: Attribute) throws(WireError) -> String? {
        let bytes = try message.bytes(attribute)
        return bytes.allSatisfy { $0 == 0 } ? nil : base64(bytes)
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = (0..<3).reduce(UInt32(0)) {
                $0 << 8 | UInt32(start + $1 < bytes.count ? bytes[start + $1] : 0)
            }
            for place in 0..<4 {
                text.append(place <= group.count ? letters[Int(bits >> UInt32(18 - 6 * place) & 63)] : "=")
            }
        }
        return text
    }
}

extension WireGuard.Peer {
    /// Nil without a public key. Of WGPEER_A_PRESHARED_KEY only whether there is one is looked at.
    fileprivate init?(_ message: RawSpan, _ item: Attribute, now: Int) throws(WireError) {
        self.init(publicKey: "")
        var attributes = try Attributes(inside: item)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case Int(WGPEER_A_PUBLIC_KEY.rawValue): publicKey = try WireGuard.key(message, attribute) ?? ""
            case Int(WGPEER_A_PRESHARED_KEY.rawValue):
                hasPresharedKey = try message.bytes(attribute).contains { $0 != 0 }
            case Int(WGPEER_A_ENDPOINT.rawValue): try readEndpoint(message, attribute)
            case Int(WGPEER_A_LAST_HANDSHAKE_TIME.rawValue):
                // struct __kernel_timespec
                let second = Int(try message.native(Int64.self, at: attribute.start))
                handshakeAge = second > 0 ? max(0, now - second) : nil
            case Int(WGPEER_A_RX_BYTES.rawValue): received = try message.u64(attribute)
            case Int(WGPEER_A_TX_BYTES.rawValue): sent = try message.u64(attribute)
            case Int(WGPEER_A_ALLOWEDIPS.rawValue):
                var list = try Attributes(inside: attribute)
                while let item = try list.next(in: message) {
                    if let prefix = try Self.allowed(message, item) { allowed.append(prefix) }
                }
            default: break
            }
        }
        if publicKey.isEmpty { return nil }
    }

    /// struct sockaddr_in or sockaddr_in6
    private mutating func readEndpoint(_ message: RawSpan, _ attribute: Attribute) throws(WireError) {
        guard attribute.count >= 8 else { throw WireError(.badLength, "endpoint", at: attribute.start) }
        let family = try message.native(UInt16.self, at: attribute.start)
        port = UInt16(bigEndian: try message.native(UInt16.self, at: attribute.start + 2))
        switch Int32(family) {
        case AF_INET: endpoint = try message.address(.inet, at: attribute.start + 4)
        case AF_INET6 where attribute.count >= 24: endpoint = try message.address(.inet6, at: attribute.start + 8)
        default: throw WireError(.unsupported, "endpoint family \(family)")
        }
    }

    private static func allowed(_ message: RawSpan, _ item: Attribute) throws(WireError) -> IPPrefix? {
        var address: IPAddress?
        var length: UInt8?
        var attributes = try Attributes(inside: item)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case Int(WGALLOWEDIP_A_IPADDR.rawValue): address = try message.address(attribute)
            case Int(WGALLOWEDIP_A_CIDR_MASK.rawValue): length = try message.u8(attribute)
            default: break
            }
        }
        guard let address, let length else { return nil }
        return IPPrefix(address, length: Int(length))
    }
}
