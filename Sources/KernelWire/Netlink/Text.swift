// Names in messages end at the first NUL, or at the end of the attribute where the kernel saved the NUL.
// They are bytes, not text: an interface may be called anything but "/", NUL, white space, "." and "..".

extension RawSpan {
    /// The text for display. Bytes that are not UTF-8 are written `\xNN`.
    public func text(_ attribute: Attribute) throws(WireError) -> String {
        try text(from: attribute.start, to: attribute.end)
    }

    public func text(from start: Int, to end: Int) throws(WireError) -> String {
        if let text = try validText(from: start, to: end) { return text }
        return escapedText(try rawText(from: start, to: end))
    }

    /// The text where it is UTF-8; nil means `rawText` is needed to keep the exact bytes.
    func validText(from start: Int, to end: Int) throws(WireError) -> String? {
        guard start >= 0, start <= end, end <= byteCount else { throw WireError(.truncated, "text", at: start) }
        let source = extracting(start..<end)
        return unsafe source.withUnsafeBytes { bytes in
            let length = unsafe bytes.firstIndex(of: 0) ?? bytes.count
            return unsafe String(validating: UnsafeRawBufferPointer(rebasing: bytes[..<length]), as: UTF8.self)
        }
    }

    func rawText(from start: Int, to end: Int) throws(WireError) -> [UInt8] {
        Array(try bytes(from: start, to: end).prefix { $0 != 0 })
    }
}

/// Keeps what is UTF-8 and writes every other byte as `\xNN`. Control characters pass: escaping them is the business of
/// whoever prints.
func escapedText(_ bytes: some Sequence<UInt8>) -> String {
    var text = ""
    var rest = Array(bytes)[...]
    while let first = rest.first {
        let length = utf8Length(first)
        if let character = String(validating: rest.prefix(length), as: UTF8.self) {
            text += character
            rest = rest.dropFirst(length)
        } else {
            text += first < 16 ? "\\x0" : "\\x"
            text += String(first, radix: 16)
            rest = rest.dropFirst()
        }
    }
    return text
}

/// Bytes in the UTF-8 sequence that starts with `first`; one for bytes that start none.
private func utf8Length(_ first: UInt8) -> Int {
    switch first {
    case 0xc2...0xdf: 2
    case 0xe0...0xef: 3
    case 0xf0...0xf4: 4
    default: 1
    }
}
