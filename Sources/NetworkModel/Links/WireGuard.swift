import Addresses

/// What `wg show` says of a device. Private and preshared keys are never decoded.
public struct WireGuard: Hashable, Sendable, Codable {
    /// In base64; nil for a device without a key, which neither sends nor takes anything.
    public var publicKey: String?
    /// The UDP port of its socket; 0 before it was first up.
    public var listenPort: UInt16 = 0
    /// The mark of outer packets; 0 for none.
    public var mark: UInt32 = 0
    public var peers: [Peer] = []

    /// A far end, and what it may send and be sent.
    public struct Peer: Hashable, Sendable, Codable {
        public var publicKey: String
        /// Where its packets go: as told, or as the last valid packet came from; nil where neither was.
        public var endpoint: IPAddress?
        public var port: UInt16?
        /// Seconds between the last handshake and the look; nil where there was none.
        public var handshakeAge: Int?
        public var received: UInt64 = 0
        public var sent: UInt64 = 0
        /// There is a preshared key, whichever.
        public var hasPresharedKey = false
        public var allowed: [IPPrefix] = []

        public init(publicKey: String) { self.publicKey = publicKey }
    }

    public init() {}

    /// wg_allowedips_lookup_dst, wg_allowedips_lookup_src: the peer with the longest prefix; no two have the same one.
    public func peer(allowed address: IPAddress) -> Peer? {
        let best = peers.map { peer in
            (peer, peer.allowed.filter { $0.contains(address) }.map(\.length).max() ?? -1)
        }.max { $0.1 < $1.1 }
        return best.flatMap { $0.1 >= 0 ? $0.0 : nil }
    }

    public func peer(withKey key: String) -> Peer? { peers.first { $0.publicKey == key } }
}
