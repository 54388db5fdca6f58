import Addresses

/// The parts of a name or a sentence.
enum TextSpan {
    case word([UInt8])
    case other(UInt8)
    /// With the length of its network, where one stands behind it; that stays.
    case address(IPAddress, length: Int?)
    /// `10-1-2-3`, as in names of hosts.
    case dashed(IPAddress)
    case hardware(LinkLayerAddress)

    static func all(in bytes: [UInt8]) -> [TextSpan] {
        var spans: [TextSpan] = []
        var place = 0
        while place < bytes.count {
            let isStart = place == 0 || !NameMap.isWord(bytes[place - 1])
            if isStart, let (span, length) = address(in: bytes[place...]) {
                spans.append(span)
                place += length
            } else if NameMap.isWord(bytes[place]) {
                let word = Array(bytes[place...].prefix(while: NameMap.isWord))
                spans.append(.word(word))
                place += word.count
            } else {
                spans.append(.other(bytes[place]))
                place += 1
            }
        }
        return spans
    }

    private static func address(in bytes: ArraySlice<UInt8>) -> (TextSpan, Int)? {
        guard let first = bytes.first, isHex(first) || first == colon else { return nil }
        let run = bytes.prefix { isHex($0) || $0 == colon || $0 == dot }
        if let found = longest(run, in: bytes) { return found }
        guard isDigit(first) else { return nil }
        let dashed = bytes.prefix { isDigit($0) || $0 == dash }
        let parts = dashed.split(separator: dash, maxSplits: 4, omittingEmptySubsequences: false).prefix(4)
        guard parts.count == 4, parts.allSatisfy({ !$0.isEmpty }) else { return nil }
        let length = parts.reduce(3) { $0 + $1.count }
        guard ends(bytes, length), let address = IPAddress(text(parts.joined(separator: [dot]))) else { return nil }
        return (.dashed(address), length)
    }

    /// As much of the beginning as is one address: behind it there may be a port, or the end of a sentence.
    private static func longest(_ run: ArraySlice<UInt8>, in bytes: ArraySlice<UInt8>) -> (TextSpan, Int)? {
        guard run.count >= 2, run.contains(colon) || run.contains(dot), run.count <= 64 else { return nil }
        for length in stride(from: run.count, through: 2, by: -1) where ends(bytes, length) {
            let text = text(run.prefix(length))
            if text.utf8.filter({ $0 == colon }).count == 5, let mac = LinkLayerAddress(text), mac.bytes.count == 6 {
                return (.hardware(mac), length)
            }
            if let address = IPAddress(text) {
                return (.address(address, length: network(behind: length, bytes)), length)
            }
        }
        return nil
    }

    /// `/24` behind an address.
    private static func network(behind length: Int, _ bytes: ArraySlice<UInt8>) -> Int? {
        let rest = bytes.dropFirst(length)
        guard rest.first == slash else { return nil }
        let digits = rest.dropFirst().prefix(while: isDigit)
        return digits.count <= 3 ? Int(text(digits)) : nil
    }

    private static func ends(_ bytes: ArraySlice<UInt8>, _ length: Int) -> Bool {
        let rest = bytes.dropFirst(length)
        guard let next = rest.first else { return true }
        // `1.2.3.4.5` is a version.
        if next == dot { return !(rest.dropFirst().first.map(isDigit) ?? false) }
        return !NameMap.isWord(next)
    }

    private static let (dot, colon, dash, slash): (UInt8, UInt8, UInt8, UInt8) = (0x2e, 0x3a, 0x2d, 0x2f)
    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private static func isHex(_ byte: UInt8) -> Bool {
        isDigit(byte) || (0x61...0x66).contains(byte) || (0x41...0x46).contains(byte)
    }
    private static func text(_ bytes: some Sequence<UInt8>) -> String { String(decoding: Array(bytes), as: UTF8.self) }
}
