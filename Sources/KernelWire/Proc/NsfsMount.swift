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

    /// Its root is `net:[4026532741]`.
    init?(line: Bytes) {
        guard let mount = MountLine(line: line), mount.type == "nsfs" else { return nil }
        let root = Array(mount.root.utf8)[...]
        guard let colon = root.firstIndex(of: UInt8(ascii: ":")), root[colon...].starts(with: ":["),
            root.last == UInt8(ascii: "]"),
            let inode = root[(colon + 2)...].dropLast().number(as: UInt64.self)
        else { return nil }
        kind = root[..<colon].text
        self.inode = inode
        (path, pathBytes) = (mount.path, mount.pathBytes)
    }
}
