import NetworkModel

/// The counters of a file of /proc/net, which names them anew each time. The names are the same as long as the kernel is.
public struct ProtocolCounters: Sendable {
    /// How a file is laid out.
    public enum Layout: Sendable {
        /// snmp and netstat: a line of names and one of values, each beginning with `Ip:`.
        case pairs
        /// snmp6: a name and a value on each line.
        case rows
    }

    public private(set) var fields: [CounterField] = []
    /// Another number whenever the fields are others.
    public private(set) var edition = 0
    private let layout: Layout
    /// The lines of names that `fields` came from.
    private var names: [[UInt8]] = []

    public init(_ layout: Layout) { self.layout = layout }

    /// The values of the file's text, one for each field; in the words of nstat, `IpInReceives`.
    public mutating func values(of bytes: [UInt8]) -> [UInt64] {
        layout == .pairs ? pairs(bytes.lines) : rows(bytes.lines)
    }

    private mutating func pairs(_ lines: [Bytes]) -> [UInt64] {
        let pairs = stride(from: 0, to: lines.count - lines.count % 2, by: 2).map { (lines[$0], lines[$0 + 1]) }
        if names.count != pairs.count || !zip(names, pairs).allSatisfy({ $0.elementsEqual($1.0) }) {
            names = pairs.map { Array($0.0) }
            fields = pairs.flatMap { Self.fields($0.0) }
            edition += 1
        }
        var values: [UInt64] = []
        values.reserveCapacity(fields.count)
        for (names, line) in pairs {
            let start = values.count
            let count = names.countOfWords - 1
            line.appendNumbers(to: &values)
            // A line that does not fit its names says nothing.
            guard values.count - start != count else { continue }
            values.removeSubrange(start...)
            values += repeatElement(0, count: max(count, 0))
        }
        return values
    }

    private static func fields(_ line: Bytes) -> [CounterField] {
        let words = line.words
        guard let prefix = words.first?.dropLast().text else { return [] }
        return words.dropFirst().map { field(prefix + $0.text) }
    }

    private mutating func rows(_ lines: [Bytes]) -> [UInt64] {
        var values: [UInt64] = []
        values.reserveCapacity(fields.count)
        var place = 0
        var isKnown = true
        for line in lines {
            let start = values.count
            line.appendNumbers(to: &values)
            guard values.count == start + 1 else {
                values.removeSubrange(start...)
                continue
            }
            isKnown = isKnown && place < names.count && line.begins(withWord: names[place])
            place += 1
        }
        if !isKnown || place != names.count {
            names = lines.map(\.words).filter { $0.count == 2 }.map { Array($0[0]) }
            fields = names.map { Self.field($0[...].text) }
            edition += 1
        }
        return values
    }

    /// What is no counter: settings, and what there is now.
    private static func field(_ name: String) -> CounterField {
        CounterField(name, levels.contains(name) ? .level : .wide)
    }

    private static let levels: Set<String> = [
        "IpForwarding", "IpDefaultTTL", "TcpRtoAlgorithm", "TcpRtoMin", "TcpRtoMax", "TcpMaxConn", "TcpCurrEstab",
        "MPTcpExtMPCurrEstab",
    ]
}

extension Bytes {
    /// Without making anything of them.
    fileprivate var countOfWords: Int {
        var (count, isInside) = (0, false)
        for byte in self {
            let isBlank = byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
            if !isBlank, !isInside { count += 1 }
            isInside = !isBlank
        }
        return count
    }

    fileprivate func begins(withWord word: [UInt8]) -> Bool {
        guard count > word.count, starts(with: word) else { return false }
        let next = self[startIndex + word.count]
        return next == UInt8(ascii: " ") || next == UInt8(ascii: "\t")
    }

    /// The words behind the first one; 0 for what is no number that fits, as -1 for no limit (TcpMaxConn).
    fileprivate func appendNumbers(to values: inout [UInt64]) {
        var (place, value, isNumber, isInside) = (0, UInt64(0), true, false)
        for byte in self {
            guard byte != UInt8(ascii: " "), byte != UInt8(ascii: "\t") else {
                if isInside, place > 1 { values.append(isNumber ? value : 0) }
                isInside = false
                continue
            }
            if !isInside { (place, value, isNumber, isInside) = (place + 1, 0, true, true) }
            let digit = byte &- UInt8(ascii: "0")
            let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tens.addingReportingOverflow(UInt64(digit))
            isNumber = isNumber && digit < 10 && !overflow && !carry
            value = sum
        }
        if isInside, place > 1 { values.append(isNumber ? value : 0) }
    }
}

/// /proc/net/softnet_stat: a line for each processor, hexadecimal numbers of 32 bits.
public enum SoftnetCounters {
    /// Of softnet_seq_show those that every kernel has in these places.
    public static let fields: [CounterField] = [
        CounterField("processed", .narrow), CounterField("dropped", .narrow), CounterField("time_squeeze", .narrow),
        CounterField("received_rps", .narrow), CounterField("flow_limit_count", .narrow),
    ]

    private static let columns = [0, 1, 2, 9, 10]

    /// Of all processors together.
    public static func values(of bytes: [UInt8]) -> [UInt64] {
        var values = [UInt64](repeating: 0, count: columns.count)
        for line in bytes.lines {
            let words = line.words
            for (place, column) in columns.enumerated() where words.indices.contains(column) {
                guard words[column].isLowercaseHex else { continue }
                values[place] &+= UInt64(words[column].text, radix: 16) ?? 0
            }
        }
        return values
    }
}
