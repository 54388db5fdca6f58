import Addresses

extension IPAddress {
    /// 255.255.255.255
    var isLimitedBroadcast: Bool { family == .inet && bits == 0xffff_ffff }
    /// 0.0.0.0/8, which the kernel calls the zeronet.
    var isZeroNet: Bool { family == .inet && bits >> 24 == 0 }
    /// 224.0.0.0/24, never forwarded.
    var isLocalMulticast: Bool { family == .inet && bits >> 8 == 0xe00000 }

    /// Leading bits in common with another address of the family.
    func commonPrefixLength(_ other: IPAddress) -> Int {
        guard family == other.family else { return 0 }
        return (bits ^ other.bits).leadingZeroBitCount - (128 - family.width)
    }
}
