// Checked reads. RawSpan offers only unsafe loads (Swift 6.3); these few lines are the only place that uses them.
// Each read says its byte order: netlink headers and most attributes are in the host's, addresses, ports and a few
// keys in the network's.

extension RawSpan {
    @inline(__always)
    private func load<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type, at offset: Int) throws(WireError) -> T {
        guard offset >= 0, offset <= byteCount, byteCount - offset >= MemoryLayout<T>.size else {
            throw WireError(.truncated, "integer", at: offset)
        }
        return unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: type)
    }

    @inline(__always)
    public func u8(at offset: Int) throws(WireError) -> UInt8 { try load(UInt8.self, at: offset) }

    /// Host byte order.
    @inline(__always)
    public func native<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type, at offset: Int) throws(WireError) -> T {
        try load(type, at: offset)
    }

    /// Network byte order.
    @inline(__always)
    public func big<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type, at offset: Int) throws(WireError) -> T {
        T(bigEndian: try load(type, at: offset))
    }

    /// Little-endian whatever the host is: file formats such as pcapng.
    @inline(__always)
    public func little<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type, at offset: Int) throws(WireError) -> T {
        T(littleEndian: try load(type, at: offset))
    }

    /// A C struct of the kernel, laid over the bytes from `offset` up to `end`.
    ///
    /// Structs grow at their end from kernel to kernel. A shorter one leaves the rest of `zero` as it is, a longer one
    /// loses the tail that our headers do not know.
    @inline(__always)
    public func fixed<T: BitwiseCopyable>(_ zero: T, from offset: Int, to end: Int) -> T {
        let start = Swift.min(Swift.max(offset, 0), byteCount)
        let count = Swift.max(Swift.min(end, byteCount) - start, 0)
        if count >= MemoryLayout<T>.size {
            return unsafe unsafeLoadUnaligned(fromByteOffset: start, as: T.self)
        }
        var value = zero
        unsafe withUnsafeMutableBytes(of: &value) { target in
            for index in 0..<count {
                unsafe target[index] = unsafeLoadUnaligned(fromByteOffset: start + index, as: UInt8.self)
            }
        }
        return value
    }

    /// The fixed struct that opens a message. Unlike one inside an attribute it must be there as a whole: it says what
    /// the message is about.
    @inline(__always)
    func header<T: BitwiseCopyable>(_ zero: T, _ what: @autoclosure () -> String) throws(WireError) -> T {
        guard byteCount >= MemoryLayout<T>.size else { throw WireError(.truncated, what(), at: byteCount) }
        return fixed(zero, from: 0, to: byteCount)
    }

    /// The bytes from `start` up to `end`, copied.
    func bytes(from start: Int, to end: Int) throws(WireError) -> [UInt8] {
        guard start >= 0, start <= end, end <= byteCount else { throw WireError(.truncated, "bytes", at: start) }
        let source = extracting(start..<end)
        return unsafe source.withUnsafeBytes { unsafe Array($0) }
    }
}
