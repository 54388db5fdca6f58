/// Messages by hand, for what this kernel cannot make. Host byte order unless said otherwise.
public struct Build: Sendable {
    public var bytes: [UInt8] = []

    public static func bytes(of value: some BitwiseCopyable) -> [UInt8] { withUnsafeBytes(of: value) { Array($0) } }

    public init(_ header: some BitwiseCopyable) {
        bytes = Self.bytes(of: header)
        pad()
    }

    public init(raw: [UInt8] = []) {
        bytes = raw
        pad()
    }

    private mutating func pad() {
        while bytes.count % 4 != 0 { bytes.append(0) }
    }

    public func with(_ type: some BinaryInteger, raw value: [UInt8]) -> Build {
        var copy = self
        copy.bytes += Self.bytes(of: UInt16(4 + value.count)) + Self.bytes(of: UInt16(type)) + value
        copy.pad()
        return copy
    }

    public func with(_ type: some BinaryInteger, _ value: some BitwiseCopyable) -> Build {
        with(type, raw: Self.bytes(of: value))
    }

    public func with(_ type: some BinaryInteger, text: String) -> Build { with(type, raw: Array(text.utf8) + [0]) }

    public func with(_ type: some BinaryInteger, nested: Build) -> Build { with(type, raw: nested.bytes) }
}
