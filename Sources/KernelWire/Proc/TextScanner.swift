// Small tools for the text files of /proc and /etc. They work on bytes: names in there need not be UTF-8.

typealias Bytes = ArraySlice<UInt8>

extension Bytes {
    static let newline = UInt8(ascii: "\n")

    /// Decimal digits and nothing else; nil where the number does not fit.
    func number<T: FixedWidthInteger>(as type: T.Type = T.self) -> T? {
        guard !isEmpty else { return nil }
        var value: T = 0
        for byte in self {
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tens.addingReportingOverflow(T(byte - UInt8(ascii: "0")))
            if overflow || carry { return nil }
            value = sum
        }
        return value
    }

    /// Parts between blanks and tabs.
    var words: [Bytes] { split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") } }

    func starts(with text: StaticString) -> Bool {
        unsafe starts(with: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// For display: `\xNN` for what is not UTF-8.
    var text: String { String(validating: self, as: UTF8.self) ?? escapedText(self) }

    var isLowercaseHex: Bool {
        allSatisfy {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
        }
    }
}

extension Array<UInt8> {
    var lines: [Bytes] { split(separator: Bytes.newline) }
}
