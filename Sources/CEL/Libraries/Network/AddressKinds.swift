import Addresses

extension IPAddress {
    var isLinkLocalMulticast: Bool {
        let address = unmapped
        return address.family == .inet ? address.bits >> 8 == 0xe00000 : (address.bits >> 112) & 0xff0f == 0xff02
    }

    /// Neither broadcast, unspecified, loopback, multicast nor link-local. Private addresses count.
    var isGlobalUnicast: Bool {
        let address = unmapped
        return address.isGlobal && !(address.family == .inet && address.bits == 0xffff_ffff)
    }
}
