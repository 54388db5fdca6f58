/// Messages by hand, for what this kernel cannot make. Host byte order unless said otherwise.
struct Build {
    var bytes: [UInt8] = []

    static func bytes(of value: some BitwiseCopyable) -> [UInt8] { withUnsafeBytes(of: value) { Array($0) } }

    init(_ header: some BitwiseCopyable) {
        bytes = Self.bytes(of: header)
        pad()
    }

    init(raw: [UInt8] = []) {
        bytes = raw
        pad()
    }

    private mutating func pad() {
        while bytes.count % 4 != 0 { bytes.append(0) }
    }

    func with(_ type: some BinaryInteger, raw value: [UInt8]) -> Build {
        var copy = self
        copy.bytes += Self.bytes(of: UInt16(4 + value.count)) + Self.bytes(of: UInt16(type)) + value
        copy.pad()
        return copy
    }

    func with(_ type: some BinaryInteger, _ value: some BitwiseCopyable) -> Build {
        with(type, raw: Self.bytes(of: value))
    }

    func with(_ type: some BinaryInteger, text: String) -> Build { with(type, raw: Array(text.utf8) + [0]) }

    func with(_ type: some BinaryInteger, nested: Build) -> Build { with(type, raw: nested.bytes) }
}
