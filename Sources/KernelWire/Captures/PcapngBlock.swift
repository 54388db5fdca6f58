// The numbers of pcapng (draft-ietf-opsawg-pcapng), for reader and writer.

enum PcapngBlock {
    /// The same in either byte order.
    static let sectionHeader: UInt32 = 0x0a0d_0d0a
    static let interfaceDescription: UInt32 = 1
    /// What came before enhanced packets.
    static let packet: UInt32 = 2
    static let simplePacket: UInt32 = 3
    static let interfaceStatistics: UInt32 = 5
    static let enhancedPacket: UInt32 = 6

    static let byteOrderMagic: UInt32 = 0x1a2b_3c4d
    /// Type and length before the body, and the length again behind it.
    static let overhead = 12

    /// Everything begins at multiples of four.
    @inline(__always)
    static func padded(_ length: Int) -> Int { (length + 3) & ~3 }
}

enum PcapngOption {
    static let end: UInt16 = 0
    static let comment: UInt16 = 1

    static let userApplication: UInt16 = 4

    static let interfaceName: UInt16 = 2
    static let interfaceDescription: UInt16 = 3
    static let timestampResolution: UInt16 = 9
    static let filter: UInt16 = 11
    static let timestampOffset: UInt16 = 14

    static let packetFlags: UInt16 = 2

    static let startTime: UInt16 = 2
    static let endTime: UInt16 = 3
    static let received: UInt16 = 4
    static let dropped: UInt16 = 5
}
