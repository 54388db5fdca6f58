import Addresses
import NetworkModel

/// What has a pseudonym, and which. It goes through a snapshot twice: first it notes what must keep its shape (ranges,
/// networks, masks, names in use), then it gives pseudonyms.
final class Redactor {
    private enum Pass { case noting, giving }

    private var pass = Pass.noting
    private var addresses: AddressMap
    private var hardware: HardwareMap
    private var names: NameMap
    private let hash: KeyedHash
    /// IPv6 addresses that solicited-node groups may stand for, by their last 24 bits.
    private var lastBits: [UInt32: IPAddress] = [:]
    /// Words of names: whoever finds them in a sentence replaces them.
    private var secrets: Set<[UInt8]> = []
    private var noted: Set<IPAddress> = []
    private(set) var map = RedactionMap()

    init(_ key: RedactionKey) {
        hash = KeyedHash(key)
        (addresses, hardware, names) = (AddressMap(hash), HardwareMap(hash), NameMap(hash))
    }

    func give() {
        pass = .giving
        names = NameMap(hash, of: secrets)
    }

    // MARK: Addresses

    func address(_ address: IPAddress) -> IPAddress {
        guard pass == .giving else {
            noted.insert(address)
            if address.family == .inet6, !address.isMulticast {
                lastBits[UInt32(truncatingIfNeeded: address.bits) & 0xff_ffff] = address
            }
            return address
        }
        let result = pseudonym(address)
        if result != address { map.addresses["\(address)"] = "\(result)" }
        return result
    }

    func address(_ address: IPAddress?) -> IPAddress? { address.map(self.address) }

    private func pseudonym(_ address: IPAddress) -> IPAddress {
        guard address.family == .inet6 else { return addresses.address(address) }
        if address.bits >> 24 == Self.solicited {
            return IPAddress(family: .inet6, bits: Self.solicited << 24 | UInt128(last24(of: address.bits)))
        }
        if let mac = Self.mac(inside: address), !KnownAddresses.isFixed(address) {
            let network = addresses.mapped(address, length: 64)
            return IPAddress(family: .inet6, bits: network.bits | Self.interface(of: self.hardware(mac)))
        }
        return addresses.address(address)
    }

    /// The first 104 bits of ff02::1:ff00:0.
    private static let solicited: UInt128 = 0xff02_0000_0000_0000_0000_0001_ff

    private func last24(of bits: UInt128) -> UInt32 {
        let original = UInt32(truncatingIfNeeded: bits) & 0xff_ffff
        guard let holder = lastBits[original] else {
            return UInt32(
                truncatingIfNeeded: hash([
                    0x73, UInt8(original >> 16), UInt8(original >> 8 & 0xff), UInt8(original & 0xff),
                ])) & 0xff_ffff
        }
        return UInt32(truncatingIfNeeded: pseudonym(holder).bits) & 0xff_ffff
    }

    /// The hardware address that an interface identifier was made from (RFC 4291, appendix A).
    private static func mac(inside address: IPAddress) -> LinkLayerAddress? {
        let bytes = address.bytes
        guard bytes.count == 16, bytes[11] == 0xff, bytes[12] == 0xfe else { return nil }
        return LinkLayerAddress(bytes: [bytes[8] ^ 2, bytes[9], bytes[10], bytes[13], bytes[14], bytes[15]])
    }

    private static func interface(of mac: LinkLayerAddress) -> UInt128 {
        guard mac.bytes.count == 6 else { return 0 }
        let bytes = [mac.bytes[0] ^ 2] + mac.bytes[1...2] + [0xff, 0xfe] + mac.bytes[3...5]
        return bytes.reduce(0) { $0 << 8 | UInt128($1) }
    }

    /// A network, or an address with the length of its network.
    func prefix(_ prefix: IPPrefix) -> IPPrefix {
        let isNetwork = prefix.length < prefix.family.width && prefix.network == prefix
        guard isNetwork else { return IPPrefix(address(prefix.address), length: prefix.length) ?? prefix }
        guard pass == .giving else { return prefix }
        let network = addresses.mapped(prefix.address, length: prefix.length)
        let result = IPPrefix(network, length: prefix.length) ?? prefix
        if result != prefix { map.addresses["\(prefix)"] = "\(result)" }
        return result
    }

    func prefix(_ prefix: IPPrefix?) -> IPPrefix? { prefix.map(self.prefix) }

    /// An address on a link: the ends of its network have meanings of their own.
    func own(_ prefix: IPPrefix) -> IPPrefix {
        if pass == .noting, prefix.length < prefix.family.width - 1 { addresses.pinEnds(of: prefix) }
        return IPPrefix(address(prefix.address), length: prefix.length) ?? prefix
    }

    func range(_ low: IPAddress, _ high: IPAddress) -> (low: IPAddress, high: IPAddress) {
        guard low.family == high.family, low.bits <= high.bits, low != high else {
            return (address(low), address(high))
        }
        guard pass == .giving else {
            addresses.pinRange(low, high)
            return (low, high)
        }
        let range = addresses.range(low, high)
        map.addresses["\(low)-\(high)"] = "\(range.low)-\(range.high)"
        return range
    }

    /// An address of which only the bits of a mask count.
    func masked(_ address: IPAddress, mask: UInt128) -> IPAddress {
        let width = address.family.width
        let ones = mask.nonzeroBitCount
        if mask == AddressMap.mask(ones, address.family) {
            guard ones < width else { return self.address(address) }
            guard let network = IPPrefix(address, length: ones)?.network else { return address }
            return prefix(network).address
        }
        if pass == .noting { addresses.open(address.family, mask: mask) }
        return IPAddress(family: address.family, bits: self.address(address).bits & mask)
    }

    /// Where one network stands for another address by address, what is behind the network must stay.
    func keepHosts(of low: IPAddress, _ high: IPAddress) {
        guard pass == .noting, low.family == high.family else { return }
        let hosts = low.bits ^ high.bits
        addresses.open(low.family, mask: hosts == 0 ? 0 : .max >> UInt128(hosts.leadingZeroBitCount))
    }

    // MARK: Hardware addresses

    func hardware(_ address: LinkLayerAddress) -> LinkLayerAddress {
        let bytes = address.bytes
        // Tunnels have an IP address in its place.
        if bytes.count == 4 || bytes.count == 16, let inner = IPAddress(bytes: bytes) {
            return LinkLayerAddress(bytes: self.address(inner).bytes)
        }
        guard pass == .giving, !HardwareMap.isFixed(bytes) else { return address }
        // Groups of IPv6 (RFC 2464).
        if bytes.starts(with: [0x33, 0x33]), bytes.count == 6 {
            guard bytes[2] == 0xff else { return address }
            let last = last24(of: bytes[3...5].reduce(0) { $0 << 8 | UInt128($1) })
            return LinkLayerAddress(
                bytes: Array(bytes[..<3]) + [UInt8(last >> 16), UInt8(last >> 8 & 0xff), UInt8(last & 0xff)])
        }
        let result = hardware.address(address)
        map.hardware["\(address)"] = "\(result)"
        return result
    }

    func hardware(_ address: LinkLayerAddress?) -> LinkLayerAddress? { address.map(self.hardware) }

    // MARK: Names

    /// A name, a path, a comment: word by word, and addresses in it as such.
    func name(_ text: String) -> String {
        String(decoding: name(Array(text.utf8)), as: UTF8.self)
    }

    func name(_ text: String?) -> String? { text.map { self.name($0) } }

    func name(_ bytes: [UInt8]) -> [UInt8] {
        let result = spans(bytes) { word in
            if pass == .noting {
                secrets.insert(word)
                return word
            }
            return names.word(word)
        }
        if pass == .giving, result != bytes {
            map.names[String(decoding: bytes, as: UTF8.self)] = String(decoding: result, as: UTF8.self)
        }
        return result
    }

    /// A link's name, which may be no text: the bytes count then.
    func link(_ name: String, _ bytes: [UInt8]?) -> (name: String, bytes: [UInt8]?) {
        guard let bytes else { return (self.name(name), nil) }
        guard pass == .giving else {
            _ = self.name(bytes)
            return (name, bytes)
        }
        return (String(decoding: self.name(bytes), as: UTF8.self), nil)
    }

    /// A sentence of this program's own: only what is a name elsewhere is replaced, and addresses.
    func sentence(_ text: String) -> String {
        guard pass == .giving else { return text }
        let result = spans(Array(text.utf8)) { word in secrets.contains(word) ? names.word(word) : word }
        return String(decoding: result, as: UTF8.self)
    }

    func sentence(_ text: String?) -> String? { text.map { self.sentence($0) } }

    /// Only addresses are replaced.
    func addresses(in text: String) -> String {
        String(decoding: spans(Array(text.utf8)) { $0 }, as: UTF8.self)
    }

    /// Bytes of which nobody knows what they are: addresses that were met elsewhere are replaced.
    func opaque(_ bytes: [UInt8]) -> [UInt8] {
        guard pass == .giving else { return bytes }
        var result = bytes
        var place = 0
        while place < bytes.count {
            let found = [16, 4].lazy.compactMap { length -> [UInt8]? in
                guard place + length <= bytes.count, let address = IPAddress(bytes: bytes[place..<(place + length)]),
                    self.noted.contains(address)
                else { return nil }
                return self.address(address).bytes
            }.first
            guard let found else {
                place += 1
                continue
            }
            result.replaceSubrange(place..<(place + found.count), with: found)
            place += found.count
        }
        return result
    }

    private func spans(_ bytes: [UInt8], _ word: ([UInt8]) -> [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        for span in TextSpan.all(in: bytes) {
            switch span {
            case .word(let bytes): result += word(bytes)
            case .other(let byte): result.append(byte)
            case .address(let address, let length):
                let mapped =
                    length.flatMap { IPPrefix(address, length: $0) }.map { prefix($0).address } ?? self.address(address)
                result += Array("\(mapped)".utf8)
            case .dashed(let address):
                result += Array("\(self.address(address))".utf8).map { $0 == 0x2e ? 0x2d : $0 }
            case .hardware(let address): result += Array("\(hardware(address))".utf8)
            }
        }
        return result
    }
}
