/// A key that was pressed, whatever bytes the terminal sends for it.
public enum GuideKey: Sendable, Hashable {
    case character(Character)
    case enter, escape, backspace, tab
    case up, down, left, right, pageUp, pageDown, home, end
    /// Ctrl and a letter.
    case control(Character)

    /// Reads keys off bytes as they come, some of them in the middle of a sequence.
    public struct Reader: Sendable {
        private var rest: [UInt8] = []

        public init() {}

        /// Bytes that wait for more: a lone Escape is one until somebody says that nothing follows.
        public var isWaiting: Bool { !rest.isEmpty }

        /// The keys that are complete.
        ///
        /// - Parameter isEnd: nothing more will come at once, so that an Escape is the key itself.
        public mutating func keys(_ bytes: [UInt8], isEnd: Bool = false) -> [GuideKey] {
            rest += bytes
            var keys: [GuideKey] = []
            while let (key, length) = first(isEnd) {
                rest.removeFirst(length)
                if let key { keys.append(key) }
            }
            return keys
        }

        /// The first key and how many bytes it takes; no key for sequences that mean nothing. Nil while it is not complete.
        private func first(_ isEnd: Bool) -> (GuideKey?, Int)? {
            guard let byte = rest.first else { return nil }
            switch byte {
            case 0x1b: return sequence(isEnd)
            case 0x0d, 0x0a: return (.enter, 1)
            case 0x09: return (.tab, 1)
            case 0x7f, 0x08: return (.backspace, 1)
            case 0x01...0x1a:
                return (.control(Character(Unicode.Scalar(byte + 0x60))), 1)
            case 0x00, 0x1c...0x1f: return (nil, 1)
            case 0x20...0x7e: return (.character(Character(Unicode.Scalar(byte))), 1)
            default: return utf8(byte, isEnd)
            }
        }

        private func utf8(_ byte: UInt8, _ isEnd: Bool) -> (GuideKey?, Int)? {
            let length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
            guard rest.count >= length else { return isEnd ? (nil, rest.count) : nil }
            let text = String(decoding: rest.prefix(length), as: UTF8.self)
            guard text.count == 1, let character = text.first, character != "\u{fffd}" else { return (nil, 1) }
            return (.character(character), length)
        }

        /// ECMA-48: ESC [ parameters final, or ESC O final, as terminals send for keys that have no character.
        private func sequence(_ isEnd: Bool) -> (GuideKey?, Int)? {
            guard rest.count > 1 else { return isEnd ? (.escape, 1) : nil }
            guard rest[1] == UInt8(ascii: "[") || rest[1] == UInt8(ascii: "O") else { return (.escape, 1) }
            guard let end = rest.dropFirst(2).firstIndex(where: { (0x40...0x7e).contains($0) }) else {
                // Longer than any key: not one.
                return isEnd || rest.count > 32 ? (nil, rest.count) : nil
            }
            let parameters = String(decoding: rest[2..<end], as: UTF8.self)
            return (Self.key(Character(Unicode.Scalar(rest[end])), parameters), end + 1)
        }

        private static func key(_ final: Character, _ parameters: String) -> GuideKey? {
            switch (final, parameters) {
            case ("A", _): .up
            case ("B", _): .down
            case ("C", _): .right
            case ("D", _): .left
            case ("H", _), ("~", "1"), ("~", "7"): .home
            case ("F", _), ("~", "4"), ("~", "8"): .end
            case ("~", "5"): .pageUp
            case ("~", "6"): .pageDown
            default: nil
            }
        }
    }
}
