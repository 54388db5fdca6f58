import CZlib
import FoundationEssentials

/// gzip (RFC 1952), by zlib: snapshots are a tenth as large so.
enum Gzip {
    enum Problem: Error {
        /// It begins as gzip does, and goes on otherwise.
        case damaged
        /// The end is missing.
        case cut
        /// It would become larger than what is read of any file.
        case tooLarge
        /// zlib cannot work, for want of memory or because it is another one.
        case unusable
    }

    private static let chunk = 1 << 18
    /// A window of 32 KiB (MAX_WBITS), with gzip's header instead of zlib's.
    private static let window = MAX_WBITS + 16

    static func isGzip(_ data: Data) -> Bool { data.starts(with: [0x1f, 0x8b]) }

    static func compress(_ data: Data) throws(Problem) -> Data {
        var stream = z_stream()
        let version = deflateInit2_(
            &stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        guard version == Z_OK else { throw .unusable }
        defer { deflateEnd(&stream) }
        var result = Data()
        let status = run(&stream, data) { stream, isLast in
            var status = Z_OK
            repeat {
                status = output(&stream, &result) { deflate(&$0, isLast ? Z_FINISH : Z_NO_FLUSH) }
            } while stream.avail_out == 0 && status == Z_OK
            return status == Z_BUF_ERROR ? Z_OK : status
        }
        guard status == Z_STREAM_END else { throw .unusable }
        return result
    }

    /// - Parameter most: how many bytes may come out, whatever comes in.
    static func decompress(_ data: Data, most: Int) throws(Problem) -> Data {
        var stream = z_stream()
        guard inflateInit2_(&stream, window, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw .unusable
        }
        defer { inflateEnd(&stream) }
        var result = Data()
        var isTooLarge = false
        let status = run(&stream, data) { stream, _ in
            var status = Z_OK
            while stream.avail_in > 0 || stream.avail_out == 0 {
                // Several files one behind the other are one, too.
                if status == Z_STREAM_END, inflateReset(&stream) != Z_OK { return Z_DATA_ERROR }
                status = output(&stream, &result) { inflate(&$0, Z_NO_FLUSH) }
                guard result.count <= most else {
                    isTooLarge = true
                    return Z_DATA_ERROR
                }
                guard status == Z_OK || status == Z_STREAM_END else { break }
                if status == Z_STREAM_END, stream.avail_in == 0 { break }
            }
            return status
        }
        if isTooLarge { throw .tooLarge }
        switch status {
        case Z_STREAM_END: return result
        case Z_OK, Z_BUF_ERROR: throw .cut
        case Z_MEM_ERROR: throw .unusable
        default: throw .damaged
        }
    }

    /// Hands all bytes over, piece by piece, until one is not taken.
    private static func run(
        _ stream: inout z_stream, _ data: Data, _ step: (inout z_stream, _ isLast: Bool) -> Int32
    ) -> Int32 {
        var status = Z_OK
        var rest = data[...]
        repeat {
            var piece = Array(rest.prefix(chunk))
            rest = rest.dropFirst(piece.count)
            status = piece.withUnsafeMutableBufferPointer { buffer in
                stream.next_in = buffer.baseAddress
                stream.avail_in = UInt32(buffer.count)
                defer { stream.next_in = nil }
                return step(&stream, rest.isEmpty)
            }
        } while !rest.isEmpty && (status == Z_OK || status == Z_BUF_ERROR || status == Z_STREAM_END)
        return status
    }

    private static func output(
        _ stream: inout z_stream, _ result: inout Data, _ step: (inout z_stream) -> Int32
    ) -> Int32 {
        var room = [UInt8](repeating: 0, count: chunk)
        let status = room.withUnsafeMutableBufferPointer { buffer in
            stream.next_out = buffer.baseAddress
            stream.avail_out = UInt32(buffer.count)
            defer { stream.next_out = nil }
            return step(&stream)
        }
        result.append(contentsOf: room[..<(chunk - Int(stream.avail_out))])
        return status
    }
}
