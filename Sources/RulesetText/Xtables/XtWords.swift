import Addresses
import NetworkModel

/// The words of a rule as iptables-save(8) writes them: values are decimal or hexadecimal as it has them, a `!` stands
/// before its option.
struct XtWords {
    private(set) var words: [String] = []
    /// Names of sets by index, since rules have only the number.
    let sets: [UInt16: String]

    init(sets: [UInt16: String] = [:]) {
        self.sets = sets
    }

    mutating func add(_ words: String...) { self.words += words }

    mutating func option(_ name: String, _ value: String? = nil, inverted: Bool = false) {
        if inverted { words.append("!") }
        words.append(name)
        if let value { words.append(value) }
    }

    mutating func flag(_ name: String, _ isSet: Bool) {
        if isSet { words.append(name) }
    }

    /// An option whose value may be missing, which then is not written.
    mutating func option<Value>(_ name: String, _ condition: Invertible<Value>?, _ text: (Value) -> String) {
        guard let condition else { return }
        option(name, text(condition.value), inverted: condition.inverted)
    }

    mutating func truth(_ name: String, _ condition: Invertible<Bool>?) {
        guard let condition else { return }
        option(name, inverted: condition.inverted)
    }
}

extension String {
    /// `0x1f`
    init(hex number: some BinaryInteger) { self = "0x" + String(number, radix: 16) }

    /// Free text: as it is where it has only letters, digits, `_` and `-`, else in double quotes.
    init(quoted text: String) {
        let isPlain = text.unicodeScalars.allSatisfy {
            $0.isASCII && ($0.properties.isAlphabetic || $0.properties.numericType != nil || $0 == "_" || $0 == "-")
        }
        if isPlain, !text.isEmpty {
            self = text
            return
        }
        var out = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" || scalar == "'" { out.unicodeScalars.append("\\") }
            out.unicodeScalars.append(scalar)
        }
        self = out + "\""
    }
}

extension XtRange {
    /// `80` or `80:90`.
    func text(_ separator: String = ":") -> String { min == max ? "\(min)" : "\(min)\(separator)\(max)" }
    var always: String { "\(min):\(max)" }
}

extension XtMasked {
    /// `0x1/0xff`; every bit counting is not written.
    var text: String { mask == .max ? String(hex: value) : whole }
    /// Number 0 has a name everywhere; others may have one in /etc/iproute2, which is not the namespace's business.
    func named(zero: String) -> String { value == 0 && mask == .max ? zero : text }
    var whole: String { "\(String(hex: value))/\(String(hex: mask))" }
}

extension XtAddress {
    /// `10.0.0.0/8`, or with the whole mask where that has holes.
    public var text: String {
        if let length = prefixLength { "\(address)/\(length)" } else { "\(address)/\(mask)" }
    }
}

extension XtInterface {
    public var text: String { isPrefix ? name + "+" : name }
}
