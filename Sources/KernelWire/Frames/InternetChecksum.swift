import Addresses

/// The sum of RFC 1071: ones' complement, of 16 bits.
struct InternetChecksum {
    private var sum: UInt64 = 0

    /// Nothing is summed up yet.
    init() {}

    /// Of bytes that are all there.
    init(_ bytes: RawSpan, _ range: Range<Int>) { add(bytes, range) }

    /// A pseudo header (RFC 9293, RFC 8200): what a packet that is left to the device has in place of its checksum.
    init(pseudo ip: IPHeader, proto: UInt8, length: Int) {
        for address in [ip.source, ip.destination] {
            for shift in stride(from: 0, to: address.family.width, by: 16) {
                sum += UInt64(truncatingIfNeeded: address.bits >> UInt128(shift)) & 0xffff
            }
        }
        sum += UInt64(proto) + UInt64(length & 0xffff) + UInt64(length >> 16 & 0xffff)
    }

    /// Only the last part may be of odd length.
    mutating func add(_ bytes: RawSpan, _ range: Range<Int>) {
        let part = bytes.extracting(range)
        unsafe part.withUnsafeBytes { part in
            var index = 0
            while index + 1 < part.count {
                unsafe sum &+= UInt64(part[index]) << 8 | UInt64(part[index + 1])
                index += 2
            }
            if index < part.count { unsafe sum &+= UInt64(part[index]) << 8 }
        }
    }

    var folded: UInt16 {
        var rest = sum
        while rest > 0xffff { rest = (rest & 0xffff) + (rest >> 16) }
        return UInt16(rest)
    }

    /// True of what includes its own checksum.
    var isRight: Bool { folded == 0xffff }
}
