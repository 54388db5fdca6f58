/// /etc/nsswitch.conf(5): where the C library looks up host names.
public enum Nsswitch {
    /// The services of the `hosts` line in order, each action list such as `[NOTFOUND=return]` as a word of its own.
    /// Nil where there is no such line; of several glibc takes the last.
    public static func hosts(in bytes: [UInt8]) -> [String]? {
        var found: [String]?
        for line in bytes.lines {
            let line = line.prefix { $0 != UInt8(ascii: "#") }.drop { isBlank($0) }
            let key = line.prefix { $0 != UInt8(ascii: ":") && !isBlank($0) }
            let rest = line[key.endIndex...].drop { isBlank($0) }
            guard key.elementsEqual("hosts".utf8), rest.first == UInt8(ascii: ":") else { continue }
            found = words(rest.dropFirst())
        }
        return found
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    }

    /// Brackets may hold blanks: `[ NOTFOUND=return ]`.
    private static func words(_ text: Bytes) -> [String] {
        var words: [String] = []
        var rest = text.drop { isBlank($0) }
        while let first = rest.first {
            if first == UInt8(ascii: "[") {
                let inside = rest.dropFirst().prefix { $0 != UInt8(ascii: "]") }
                words.append("[" + inside.words.map(\.text).joined(separator: " ") + "]")
                rest = rest[inside.endIndex...].dropFirst()
            } else {
                let word = rest.prefix { !isBlank($0) && $0 != UInt8(ascii: "[") }
                words.append(word.text)
                rest = rest[word.endIndex...]
            }
            rest = rest.drop { isBlank($0) }
        }
        return words
    }
}
