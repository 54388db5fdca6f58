import NetworkModel

/// /proc/PID/cgroup: a line `ID:CONTROLLERS:PATH` for each hierarchy; the unified one (cgroup v2) is `0::PATH`.
public struct CgroupFile: Hashable, Sendable {
    /// The path that names the process best: the unified hierarchy's, unless that is bare and an older one says more.
    public var path: String?
    public var container: Container?

    public init(_ bytes: [UInt8]) {
        var unified: String?
        var systemd: String?
        var other: String?
        var containers: Set<Container> = []
        for line in bytes.lines {
            let fields = line.split(separator: UInt8(ascii: ":"), maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3 else { continue }
            let path = Self.withoutDeleted(fields[2].text)
            if fields[0].elementsEqual("0".utf8), fields[1].isEmpty {
                unified = path
            } else if fields[1].elementsEqual("name=systemd".utf8) {
                systemd = path
            } else if other == nil || other == "/" {
                other = path
            }
            if let container = Container(cgroupPath: path) { containers.insert(container) }
        }
        path = [unified, systemd, other].compactMap { $0 }.first { $0 != "/" } ?? unified ?? systemd ?? other
        // Hierarchies that name different containers leave nothing but a guess.
        if Set(containers.map(\.id)).count == 1 {
            container = containers.max { a, b in Self.detail(a) < Self.detail(b) }
        }
    }

    /// The path in the unified hierarchy; nil where there is none.
    public static func unifiedPath(in bytes: [UInt8]) -> String? {
        for line in bytes.lines {
            let fields = line.split(separator: UInt8(ascii: ":"), maxSplits: 2, omittingEmptySubsequences: false)
            if fields.count == 3, fields[0].elementsEqual("0".utf8), fields[1].isEmpty {
                return withoutDeleted(fields[2].text)
            }
        }
        return nil
    }

    /// The kernel marks the cgroup of a zombie, once it has been removed.
    private static func withoutDeleted(_ path: String) -> String {
        path.hasSuffix(" (deleted)") ? String(path.dropLast(10)) : path
    }

    private static func detail(_ container: Container) -> Int {
        (container.runtime == nil ? 0 : 2) + (container.podUid == nil ? 0 : 1)
    }
}
