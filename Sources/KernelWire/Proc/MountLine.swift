/// A line of /proc/PID/mountinfo:
/// `ID PARENT MAJ:MIN ROOT MOUNTPOINT OPTIONS [FIELD…] - TYPE SOURCE OPTIONS`.
public struct MountLine: Hashable, Sendable {
    /// The filesystem: `nsfs`, `tracefs`.
    public var type: String
    /// What of the filesystem is mounted: `/`, `net:[4026532741]`.
    public var root: String
    /// For display.
    public var path: String
    /// For opening.
    public var pathBytes: [UInt8]
    public var isReadOnly: Bool

    /// All of a file, in its order; without lines that make no sense.
    public static func all(inMountinfo bytes: [UInt8]) -> [MountLine] {
        bytes.lines.compactMap { MountLine(line: $0) }
    }

    init?(line: Bytes) {
        let fields = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard let dash = fields.dropFirst(6).firstIndex(where: { $0.elementsEqual("-".utf8) }), fields.count > dash + 1
        else { return nil }
        type = fields[dash + 1].text
        root = fields[3].text
        pathBytes = Self.unescaped(fields[4])
        path = pathBytes[...].text
        isReadOnly = fields[5].split(separator: UInt8(ascii: ",")).contains { $0.elementsEqual("ro".utf8) }
    }

    /// The kernel writes blank, tab, newline, backslash and (since 5.18) "#" as three octal digits (mangle_path).
    private static func unescaped(_ path: Bytes) -> [UInt8] {
        var result: [UInt8] = []
        var rest = path
        while let byte = rest.popFirst() {
            let digits = rest.prefix(3)
            if byte == UInt8(ascii: "\\"), digits.count == 3, let value = octal(digits) {
                result.append(value)
                rest = rest.dropFirst(3)
            } else {
                result.append(byte)
            }
        }
        return result
    }

    private static func octal(_ digits: Bytes) -> UInt8? {
        var value = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(digit) else { return nil }
            value = value * 8 + Int(digit - UInt8(ascii: "0"))
        }
        return UInt8(exactly: value)
    }
}
