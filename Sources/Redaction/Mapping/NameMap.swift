/// Names to names of the same length and the same kinds of letters, word by word. What begins alike has pseudonyms that
/// begin alike, so that rules for `veth-b+` go on meaning the same links. Words that programs put into names everywhere
/// stay (`KnownWords`).
struct NameMap {
    private let hash: KeyedHash
    /// What the hash of a word's beginning starts with.
    private let salt: [UInt8]
    private var known: [[UInt8]: [UInt8]] = [:]

    init(_ hash: KeyedHash) { self.init(hash, salt: [0x6e]) }

    private init(_ hash: KeyedHash, salt: [UInt8]) { (self.hash, self.salt) = (hash, salt) }

    /// A map in which no word is another's pseudonym, which would put suspicion on a stranger. All are turned together, so
    /// that what begins alike still does.
    init(_ hash: KeyedHash, of words: Set<[UInt8]>) {
        self.init(hash)
        // Words have no byte 0, so these salts are told from the beginning of a word.
        for turn in UInt8(1)...8 where hasDoubles(words) { self = NameMap(hash, salt: [0x6e, 0, turn]) }
    }

    /// Short words are too few for each to have one of its own.
    private mutating func hasDoubles(_ words: Set<[UInt8]>) -> Bool {
        words.contains { word in
            let other = self.word(word)
            return word.count > 3 && other != word && words.contains(other)
        }
    }

    /// Any name. Bytes that are no text become letters.
    mutating func name(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var word: [UInt8] = []
        for byte in bytes {
            if Self.isWord(byte) {
                word.append(byte)
            } else {
                result += self.word(word)
                word = []
                result.append(byte)
            }
        }
        return result + self.word(word)
    }

    /// One word, of letters and digits.
    mutating func word(_ word: [UInt8]) -> [UInt8] {
        guard !word.isEmpty else { return [] }
        if let known = known[word] { return known }
        let result = pseudonym(word)
        known[word] = result
        return result
    }

    private func pseudonym(_ word: [UInt8]) -> [UInt8] {
        guard !Self.stays(word) else { return word }
        if let start = KnownWords.beginning(of: word) {
            return Array(word.prefix(start)) + turned(Array(word.dropFirst(start)), isHex: false)
        }
        let isHex = word.count >= 12 && word.allSatisfy(Self.isHexDigit)
        var result = turned(word, isHex: isHex)
        // A name that means something must not come about by chance.
        for _ in 0..<8 where Self.stays(result) || KnownWords.beginning(of: result) != nil {
            result = turned(result, isHex: isHex)
        }
        return result
    }

    private func turned(_ word: [UInt8], isHex: Bool) -> [UInt8] {
        word.indices.map { index in
            let byte = word[index]
            guard let letters = Self.letters(of: byte, isHex) else { return byte }
            let number = hash(salt + word[..<index])
            let step = UInt8(truncatingIfNeeded: number % UInt64(letters.count - 1)) + 1
            return letters.lowerBound + (Self.place(byte, letters) + step) % UInt8(letters.count)
        }
    }

    private static func place(_ byte: UInt8, _ letters: ClosedRange<UInt8>) -> UInt8 {
        letters.contains(byte) ? byte - letters.lowerBound : byte % UInt8(letters.count)
    }

    private static func letters(of byte: UInt8, _ isHex: Bool) -> ClosedRange<UInt8>? {
        switch byte {
        case 0x30...0x39: 0x30...0x39
        case 0x41...0x5a: 0x41...0x5a
        case 0x61...0x66 where isHex: 0x61...0x66
        case 0x61...0x7a, 0x80...0xff: 0x61...0x7a
        default: nil
        }
    }

    private static func stays(_ word: [UInt8]) -> Bool {
        word.count < 5 && word.allSatisfy { (0x30...0x39).contains($0) } || KnownWords.all.contains(word)
            || KnownWords.isNumbered(word)
    }

    static func isWord(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte) || byte >= 0x80
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
    }
}
