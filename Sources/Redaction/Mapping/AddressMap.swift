import Addresses

/// Addresses to addresses so that prefixes stay prefixes, as Crypto-PAn does (Xu, Fan, Ammar, Moon 2002): two that begin
/// with the same bits have pseudonyms that begin with as many equal bits. Whether a bit is turned over depends on the key
/// and on all bits before it; a place in this tree of bits can be pinned, and then the bit there stays. The first bit that is
/// not pinned is always turned over, so that nothing stays what it was by chance.
struct AddressMap {
    private struct Place: Hashable {
        var family: IPAddress.Family
        /// The bits before it, the others zero.
        var bits: UInt128
        var depth: Int
    }

    private let hash: KeyedHash
    private var pinned: Set<Place> = []
    /// Bits that stay in all addresses of a family, since masks with holes look at them.
    private var open: [IPAddress.Family: UInt128] = [:]
    private var known: [IPAddress: IPAddress] = [:]

    init(_ hash: KeyedHash) {
        self.hash = hash
        for prefix in KnownAddresses.fixed + KnownAddresses.kept + KnownAddresses.resolvers + KnownAddresses.embedding {
            pin(prefix.address, from: 0, to: prefix.length)
        }
    }

    // MARK: What must stay

    /// Pins the places on the way to an address, from one depth to another.
    mutating func pin(_ address: IPAddress, from: Int, to: Int) {
        guard from < to else { return }
        for depth in from..<to { pinned.insert(place(address.family, address.bits, depth)) }
        known = [:]
    }

    /// The first and the last address of a network stay first and last.
    mutating func pinEnds(of prefix: IPPrefix) {
        let network = prefix.network.address
        let last = network.bits | ~Self.mask(prefix.length, network.family)
        pin(network, from: prefix.length, to: network.family.width)
        pin(Self.address(network.family, last), from: prefix.length, to: network.family.width)
    }

    /// What lies between two addresses stays between their pseudonyms.
    mutating func pinRange(_ low: IPAddress, _ high: IPAddress) {
        let range = RangeEnds(low, high)
        guard !range.isBlock else { return }
        pin(low, from: range.shared, to: range.lowDepth)
        pin(high, from: range.shared, to: range.highDepth)
    }

    /// Bits that a mask with holes looks at stay in all addresses of its family.
    mutating func open(_ family: IPAddress.Family, mask: UInt128) {
        open[family, default: 0] |= mask
        known = [:]
    }

    // MARK: What becomes of them

    mutating func address(_ address: IPAddress) -> IPAddress {
        if let known = known[address] { return known }
        let result = mapped(address, length: address.family.width)
        known[address] = result
        return result
    }

    /// The first so many bits; the others are zero.
    func mapped(_ address: IPAddress, length: Int) -> IPAddress {
        let family = address.family
        guard !KnownAddresses.isFixed(address) else {
            return Self.address(family, address.bits & Self.mask(length, family))
        }
        if family == .inet6, let prefix = KnownAddresses.embedding.first(where: { $0.contains(address) }) {
            return embedded(address, behind: prefix.length, length: length)
        }
        return Self.address(family, bits(family, address.bits, from: 0, to: length))
    }

    func range(_ low: IPAddress, _ high: IPAddress) -> (low: IPAddress, high: IPAddress) {
        let family = low.family
        let range = RangeEnds(low, high)
        let rest = ~Self.mask(range.highDepth, family)
        return (
            mapped(low, length: range.lowDepth),
            Self.address(family, mapped(high, length: range.highDepth).bits | rest)
        )
    }

    /// The IPv4 address inside has the pseudonym that it has outside.
    private func embedded(_ address: IPAddress, behind start: Int, length: Int) -> IPAddress {
        let shift = UInt128(96 - start)
        let inner = IPAddress(family: .inet, bits: address.bits >> shift & 0xffff_ffff)
        let innerLength = max(0, min(32, length - start))
        let outer = mapped(inner, length: innerLength).bits << shift
        let head = address.bits & Self.mask(min(start, length), .inet6)
        let tail = length > start + 32 ? bits(.inet6, address.bits, from: start + 32, to: length) : 0
        return Self.address(.inet6, head | outer | tail)
    }

    /// Only the bits between two depths.
    private func bits(_ family: IPAddress.Family, _ bits: UInt128, from: Int, to: Int) -> UInt128 {
        var result: UInt128 = 0
        var isFirst = from == 0
        guard from < to else { return result }
        for depth in from..<to {
            let one = UInt128(1) << UInt128(family.width - 1 - depth)
            let place = place(family, bits, depth)
            if pinned.contains(place) || open[family, default: 0] & one != 0 {
                result |= bits & one
            } else {
                result |= (isFirst || isTurned(place) ? ~bits : bits) & one
                isFirst = false
            }
        }
        return result
    }

    private func isTurned(_ place: Place) -> Bool {
        var input: [UInt8] = [place.family.rawValue, UInt8(truncatingIfNeeded: place.depth)]
        for shift in stride(from: 120, through: 0, by: -8) {
            input.append(UInt8(truncatingIfNeeded: place.bits >> UInt128(shift)))
        }
        return hash(input) & 1 == 1
    }

    private func place(_ family: IPAddress.Family, _ bits: UInt128, _ depth: Int) -> Place {
        Place(family: family, bits: bits & Self.mask(depth, family), depth: depth)
    }

    /// The first so many bits of a family's addresses.
    static func mask(_ length: Int, _ family: IPAddress.Family) -> UInt128 {
        let all: UInt128 = family == .inet ? 0xffff_ffff : .max
        let rest = family.width - length
        return rest >= 128 ? 0 : (all >> UInt128(rest)) << UInt128(rest)
    }

    private static func address(_ family: IPAddress.Family, _ bits: UInt128) -> IPAddress {
        IPAddress(family: family, bits: family == .inet ? bits & 0xffff_ffff : bits)
    }
}

/// How many bits of the ends of a range tell what lies in it: behind them a range from its low end covers everything.
private struct RangeEnds {
    let shared: Int
    let lowDepth: Int
    let highDepth: Int

    init(_ low: IPAddress, _ high: IPAddress) {
        let family = low.family
        let width = family.width
        let offset = 128 - width
        shared = min(width, (low.bits ^ high.bits).leadingZeroBitCount - offset)
        let zeros = min(width - shared, low.bits.trailingZeroBitCount)
        let ones = min(width - shared, (~high.bits).trailingZeroBitCount)
        if zeros == width - shared, ones == width - shared {
            (lowDepth, highDepth) = (shared, shared)
        } else {
            (lowDepth, highDepth) = (max(width - zeros, shared + 1), max(width - ones, shared + 1))
        }
    }

    /// One network.
    var isBlock: Bool { lowDepth == shared }
}
