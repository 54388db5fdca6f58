/// One option of a block: its value is the bytes `start..<end`.
struct PcapngField {
    let code: UInt16
    let start: Int
    let end: Int

    var count: Int { end - start }
}

/// Walks over the options at the end of a block. It always ends: each step moves forward by at least four bytes.
struct PcapngOptions {
    private var offset: Int
    private let end: Int
    private let order: FileOrder

    init(from start: Int, to end: Int, _ order: FileOrder) {
        offset = start
        self.end = end
        self.order = order
    }

    /// Nil at opt_endofopt, or where the block ends.
    mutating func next(in bytes: RawSpan) throws(WireError) -> PcapngField? {
        guard end - offset >= 4 else { return nil }
        let code = try bytes.u16(at: offset, order)
        let length = Int(try bytes.u16(at: offset + 2, order))
        guard code != PcapngOption.end else { return nil }
        let start = offset + 4
        guard length <= end - start else { throw WireError(.badLength, "pcapng option", at: offset) }
        offset = min(start + PcapngBlock.padded(length), end)
        return PcapngField(code: code, start: start, end: start + length)
    }
}
