/// The byte order of a file, which is that of the host that wrote it.
enum FileOrder: Hashable, Sendable {
    case little, big
}

extension RawSpan {
    @inline(__always)
    func u16(at offset: Int, _ order: FileOrder) throws(WireError) -> UInt16 {
        order == .little ? try little(UInt16.self, at: offset) : try big(UInt16.self, at: offset)
    }

    @inline(__always)
    func u32(at offset: Int, _ order: FileOrder) throws(WireError) -> UInt32 {
        order == .little ? try little(UInt32.self, at: offset) : try big(UInt32.self, at: offset)
    }

    @inline(__always)
    func u64(at offset: Int, _ order: FileOrder) throws(WireError) -> UInt64 {
        order == .little ? try little(UInt64.self, at: offset) : try big(UInt64.self, at: offset)
    }
}
