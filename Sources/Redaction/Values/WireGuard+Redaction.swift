import NetworkModel

extension WireGuard {
    /// A public key tells who somebody is; that two ends mean the same one stays.
    mutating func redact(_ redactor: Redactor) {
        publicKey = publicKey.map(redactor.name)
        peers.change { peer in
            peer.publicKey = redactor.name(peer.publicKey)
            peer.endpoint = redactor.address(peer.endpoint)
            peer.allowed.change { $0 = redactor.prefix($0) }
        }
    }
}
