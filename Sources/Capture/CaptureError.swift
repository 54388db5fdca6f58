import Kernel

/// Why there is no capture, and what to do about it.
public struct CaptureError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Kind: String, Hashable, Sendable, Codable {
        /// The filter is wrong; the message is libpcap's own.
        case filter
        /// There is no libpcap, which only filters need.
        case noLibrary
        /// A link or a namespace is not there.
        case gone
        case permission
        /// The file must not be written: it is a link, or somebody else's.
        case output
        case system
    }

    public var kind: Kind
    public var message: String
    public var hint: String?

    public init(_ kind: Kind, _ message: String, hint: String? = nil) {
        self.kind = kind
        self.message = message
        self.hint = hint
    }

    public init(_ error: SystemError) {
        let kind: Kind = error.isPermission ? .permission : error.isGone ? .gone : .system
        let hint = error.isPermission ? "run as root, or with CAP_NET_RAW and CAP_SYS_ADMIN" : error.hint
        self.init(kind, error.description, hint: hint)
    }

    public var description: String { message }
}
