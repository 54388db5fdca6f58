/// Bytes that are not what the kernel's contract says they should be.
///
/// Everything the decoders read is treated as hostile: a message may come from a saved file, and even the kernel's own
/// come from versions that we have never seen.
public struct WireError: Error, Hashable, Sendable {
    public enum Reason: Hashable, Sendable {
        /// The bytes end before the value does.
        case truncated
        /// A length field that is smaller than its own header, or that points beyond the buffer.
        case badLength
        /// Attributes nested deeper than any kernel nests them.
        case tooDeep
        /// A number outside the range that the field can have.
        case badValue
        /// Well-formed, but about something that we do not model: a family other than IPv4 and IPv6, say.
        case unsupported
        /// More of something than a file may have: the limit is ours.
        case tooMany
        /// A field without which the object has no identity is missing.
        case missing
    }

    public var reason: Reason
    /// What was being read, in the kernel's words: a struct or an attribute.
    public var what: String
    /// Where, in bytes from the start of the span that was handed to the decoder.
    public var offset: Int

    public init(_ reason: Reason, _ what: String, at offset: Int = 0) {
        self.reason = reason
        self.what = what
        self.offset = offset
    }
}

extension WireError: CustomStringConvertible {
    public var description: String { "\(what): \(reason) at byte \(offset)" }
}
