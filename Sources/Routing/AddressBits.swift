import Addresses

extension IPAddress {
    /// 255.255.255.255
    var isLimitedBroadcast: Bool { family == .inet && bits == 0xffff_ffff }
    /// ipv4_is_zeronet: once 0.0.0.0/8, since Linux 5.3 just 0.0.0.0.
    var isZeroNet: Bool { family == .inet && bits == 0 }
    /// 224.0.0.0/24, never forwarded.
    var isLocalMulticast: Bool { family == .inet && bits >> 8 == 0xe00000 }

    /// Leading bits in common with another address of the family.
    func commonPrefixLength(_ other: IPAddress) -> Int {
        guard family == other.family else { return 0 }
        return (bits ^ other.bits).leadingZeroBitCount - (128 - family.width)
    }
}
