/// The text of an expression as bytes, with its lines.
struct SourceText: Sendable {
    let bytes: [UInt8]
    let text: String

    init(_ text: String) {
        self.text = text
        bytes = Array(text.utf8)
    }

    /// Line and column (in code points), both counted from 1, of a byte offset.
    func position(of offset: Int) -> (offset: Int, line: Int, column: Int) {
        let offset = min(max(offset, 0), bytes.count)
        let before = bytes[..<offset]
        let line = 1 + before.count { $0 == UInt8(ascii: "\n") }
        let column = 1 + bytes[lineStart(of: offset)..<offset].count { !UTF8.isContinuation($0) }
        return (offset, line, column)
    }

    /// The line that `offset` is in, without its end, and the part of it before `offset`.
    func line(around offset: Int) -> (whole: String, before: String) {
        let offset = min(max(offset, 0), bytes.count)
        let start = lineStart(of: offset)
        let end = bytes[offset...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        return (
            String(decoding: bytes[start..<end], as: UTF8.self),
            String(decoding: bytes[start..<offset], as: UTF8.self)
        )
    }

    private func lineStart(of offset: Int) -> Int {
        bytes[..<offset].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    }
}
