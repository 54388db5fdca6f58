/// struct nft_regs: sixteen words of four bytes. A rule begins with none of them known: the kernel refuses rules that
/// read what they have not written.
struct NftRegisters: Hashable {
    private var words = KnownBytes(unknown: 64)
    /// Why the last value that is not known is not.
    var gap: String?
    /// Numbers of which bounds are known, by their register.
    private var spans: [Int: NftSpan] = [:]

    func load(_ word: Int, _ length: Int) -> KnownBytes { words.part(offset(word), min(length, 64)) }

    /// Values that are no whole words are padded with zeros.
    mutating func store(_ word: Int, _ value: KnownBytes) {
        let padding = (4 - value.count % 4) % 4
        words.put(value + KnownBytes([UInt8](repeating: 0, count: padding)), at: offset(word))
        guard !spans.isEmpty else { return }
        for place in word..<(word + max((value.count + padding) / 4, 1)) { spans[place] = nil }
    }

    /// A number of four bytes.
    mutating func store(_ word: Int, _ span: NftSpan) {
        store(word, KnownBytes(unknown: 4))
        spans[word] = span
    }

    func span(_ word: Int) -> NftSpan? { spans[word] }

    /// Words that no register has lie beyond the end.
    private func offset(_ word: Int) -> Int { (0..<16).contains(word) ? word * 4 : 64 }
}
