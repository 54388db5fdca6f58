import Addresses
import NetworkModel

/// A value as nft prints it.
struct NftValueText {
    var type: NftType
    /// Bytes in the host's order.
    var isHostOrder: Bool
    /// The names of devices, for indices.
    var deviceName: (UInt64) -> String? = { _ in nil }

    func text(_ bytes: [UInt8]) -> String {
        switch type {
        case .ipv4, .ipv6:
            return IPAddress(bytes: bytes)?.description ?? raw(bytes)
        case .lladdr: return bytes.map(hexByte).joined(separator: ":")
        case .ifname, .string: return name(bytes)
        default: return text(number: number(bytes), size: bytes.count, bytes)
        }
    }

    /// Both ends of a range.
    func text(_ from: [UInt8], _ to: [UInt8]) -> String { text(from) + "-" + text(to) }

    private func text(number: UInt64?, size: Int, _ bytes: [UInt8]) -> String {
        guard let number else { return raw(bytes) }
        if type == .ctLabel { return labels(bytes) }
        if let flags = type.flags(number) { return flags }
        if let symbol = type.symbol(number) { return type == .day ? Self.quoted(symbol) : symbol }
        switch type {
        case .mark: return "0x" + padded(number, 8)
        case .classid: return Self.classid(number)
        case .etherType: return "0x" + padded(number, 4)
        case .ctState, .ctStatus, .tcpFlag: return "0x" + String(number, radix: 16)
        case .dscp: return "0x" + padded(number, 2)
        case .boolean: return number == 0 ? "missing" : "exists"
        case .ifindex: return deviceName(number).map { "\"" + $0 + "\"" } ?? String(number)
        case .time: return Self.duration(milliseconds: number)
        case .hour: return Self.quoted(Self.clock(number, alwaysSeconds: false))
        case .date: return Self.quoted(Self.date(nanoseconds: number))
        default: return String(number)
        }
    }

    /// As a number whatever the type: in `&` and `|`.
    func number(_ bytes: [UInt8]) -> UInt64? {
        guard bytes.count <= 8 || type == .ctLabel else { return nil }
        let ordered = isHostOrder && NftData.hostIsLittle ? bytes.reversed() : bytes
        return ordered.suffix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    private func labels(_ bytes: [UInt8]) -> String {
        var bits: [String] = []
        for (index, byte) in bytes.enumerated() {
            for bit in 0..<8 where byte >> bit & 1 == 1 { bits.append(String(index * 8 + bit)) }
        }
        return bits.joined(separator: ",")
    }

    /// A trailing `*` that belongs to the name is escaped; one for "whatever follows" is not.
    private func name(_ bytes: [UInt8]) -> String {
        let end = bytes.firstIndex(of: 0)
        let name = String(decoding: bytes[..<(end ?? bytes.count)], as: UTF8.self)
        if end == nil, bytes.count < 16 { return "\"" + name + "*\"" }
        return "\"" + (name.hasSuffix("*") ? name.dropLast() + "\\*" : name) + "\""
    }

    private func raw(_ bytes: [UInt8]) -> String {
        let digits = bytes.map(hexByte).joined()
        let trimmed = digits.drop { $0 == "0" }
        return "0x" + (trimmed.isEmpty ? "0" : trimmed)
    }

    private func hexByte(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }

    private func padded(_ number: UInt64, _ width: Int) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// `1d2h3m4s5ms`
    static func duration(milliseconds: UInt64) -> String {
        var text = ""
        var rest = milliseconds
        for (unit, word) in [(86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1000, "s"), (1, "ms")]
            as [(UInt64, String)]
        {
            if rest / unit > 0 { text += "\(rest / unit)\(word)" }
            rest %= unit
        }
        return text.isEmpty ? "0s" : text
    }

    /// A handle of tc: TC_H_UNSPEC, TC_H_ROOT, or major and minor number.
    private static func classid(_ number: UInt64) -> String {
        switch number {
        case 0: "none"
        case 0xffff_ffff: "root"
        default: String(number >> 16, radix: 16) + ":" + String(number & 0xffff, radix: 16)
        }
    }

    /// Seconds since midnight, UTC.
    private static func clock(_ seconds: UInt64, alwaysSeconds: Bool) -> String {
        let parts = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { ($0 < 10 ? "0" : "") + String($0) }
        return parts.prefix(alwaysSeconds || seconds % 60 != 0 ? 3 : 2).joined(separator: ":")
    }

    /// Since the epoch, UTC: the civil calendar by the rules of the Gregorian one.
    private static func date(nanoseconds: UInt64) -> String {
        let seconds = nanoseconds / 1_000_000_000
        let days = Int(clamping: seconds / 86_400) + 719_468
        let era = days / 146_097
        let dayOfEra = days % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * month + 2) / 5 + 1
        let civilMonth = month < 10 ? month + 3 : month - 9
        let year = yearOfEra + era * 400 + (civilMonth <= 2 ? 1 : 0)
        let two = { (number: Int) in (number < 10 ? "0" : "") + String(number) }
        return "\(year)-\(two(civilMonth))-\(two(day)) \(clock(seconds % 86_400, alwaysSeconds: true))"
    }

    /// A number of bytes with the largest unit that divides it, up to mbytes.
    static func amount(_ bytes: UInt64) -> String {
        var rest = bytes
        var unit = 0
        while unit < 2, rest > 0, rest % 1024 == 0 {
            rest /= 1024
            unit += 1
        }
        return "\(rest) " + ["bytes", "kbytes", "mbytes"][unit]
    }

    /// A string in quotes. nft does not escape; whoever prints for people does.
    static func quoted(_ text: String) -> String { "\"" + text + "\"" }
}
