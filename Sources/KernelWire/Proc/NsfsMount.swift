/// A namespace that a bind mount keeps alive: a line of /proc/PID/mountinfo whose filesystem is nsfs.
public struct NsfsMount: Hashable, Sendable {
    /// `net`, `mnt`, `pid`, …
    public var kind: String
    public var inode: UInt64
    /// For display.
    public var path: String
    /// For opening.
    public var pathBytes: [UInt8]

    /// All of a file, in its order. Other filesystems are passed over, and so are lines that make no sense.
    public static func all(inMountinfo bytes: [UInt8]) -> [NsfsMount] {
        bytes.lines.compactMap { NsfsMount(line: $0) }
    }

    /// `ID PARENT MAJ:MIN ROOT MOUNTPOINT OPTIONS [FIELD…] - TYPE SOURCE OPTIONS`, ROOT being `net:[4026532741]`.
    init?(line: Bytes) {
        let fields = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard let dash = fields.dropFirst(6).firstIndex(where: { $0.elementsEqual("-".utf8) }),
            fields.count > dash + 1, fields[dash + 1].elementsEqual("nsfs".utf8)
        else { return nil }
        let root = fields[3]
        guard let colon = root.firstIndex(of: UInt8(ascii: ":")), root[colon...].starts(with: ":["),
            root.last == UInt8(ascii: "]"),
            let inode = root[(colon + 2)...].dropLast().number(as: UInt64.self)
        else { return nil }
        kind = root[..<colon].text
        self.inode = inode
        pathBytes = Self.unescaped(fields[4])
        path = pathBytes[...].text
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
