/// What one component of a cgroup path gives away.
enum ContainerForm: Equatable {
    case container(id: String, runtime: String?)
    /// It belongs to the machinery around a container (its monitor, a virtual machine): do not look further out.
    case notAContainer

    /// Nil: says nothing by itself, such as `system.slice`.
    init?(_ path: [String], at index: Int) {
        let name = path[index]
        let parent = index > 0 ? path[index - 1] : ""
        let bare = name.hasSuffix(".scope") ? String(name.dropLast(6)) : name
        if let form = Self.prefixed(bare) ?? Self.colons(name) ?? Self.child(of: parent, name) ?? Self.lxc(name)
            ?? Self.machine(path, at: index)
        {
            self = form
        } else if Self.isID(name) {
            // The cgroupfs driver: nothing but the id.
            self = .container(id: name, runtime: nil)
        } else {
            return nil
        }
    }

    /// `PREFIX-ID.scope` of the systemd driver, and the same without `.scope`.
    private static let prefixes: [(String, ContainerForm?, runtime: String)] = [
        ("cri-containerd-", nil, "containerd"), ("containerd-", nil, "containerd"), ("nerdctl-", nil, "containerd"),
        ("docker-", nil, "docker"),
        ("crio-conmon-", .notAContainer, "cri-o"), ("crio-", nil, "cri-o"),
        ("libpod-conmon-", .notAContainer, "podman"), ("libpod-payload-", nil, "podman"), ("libpod-", nil, "podman"),
    ]

    private static func prefixed(_ name: String) -> ContainerForm? {
        for (prefix, fixed, runtime) in prefixes where name.hasPrefix(prefix) {
            let id = String(name.dropFirst(prefix.count))
            guard isID(id) else { continue }
            return fixed ?? .container(id: id, runtime: runtime)
        }
        return nil
    }

    /// `SLICE:cri-containerd:ID`: what runc makes of a systemd path when the runtime uses cgroupfs.
    private static func colons(_ name: String) -> ContainerForm? {
        let parts = name.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, isID(parts[2]) else { return nil }
        switch parts[1] {
        case "cri-containerd", "containerd", "nerdctl": return .container(id: parts[2], runtime: "containerd")
        case "docker": return .container(id: parts[2], runtime: "docker")
        case "crio": return .container(id: parts[2], runtime: "cri-o")
        case "libpod": return .container(id: parts[2], runtime: "podman")
        case "crio-conmon", "libpod-conmon": return .notAContainer
        default: return nil
        }
    }

    /// `PARENT/ID`, where the parent says whose id it is.
    private static func child(of parent: String, _ name: String) -> ContainerForm? {
        switch parent {
        case "docker" where isID(name): .container(id: name, runtime: "docker")
        // A build step; BuildKit's ids are 25 letters and digits.
        case "buildkit" where name.utf8.count == 25 && name.utf8.allSatisfy(isLetterOrDigit):
            .container(id: name, runtime: "buildkit")
        case "lxc", "lxc.payload": .container(id: name, runtime: "lxc")
        case "lxc.monitor": .notAContainer
        case "garden": .container(id: name, runtime: "garden")
        // The virtual machine around Kata's sandbox.
        case "kata_overhead": .notAContainer
        default: fargate(parent, name)
        }
    }

    /// AWS Fargate: `/ecs/TASK/TASK-NUMBER`, the task being 32 hexadecimal digits.
    private static func fargate(_ task: String, _ name: String) -> ContainerForm? {
        guard task.utf8.count == 32, task.utf8.allSatisfy(isHex), name.hasPrefix(task + "-") else { return nil }
        let number = name.dropFirst(33)
        guard !number.isEmpty, number.utf8.allSatisfy(isDigit) else { return nil }
        return .container(id: name, runtime: "ecs")
    }

    private static func lxc(_ name: String) -> ContainerForm? {
        if name.hasPrefix("lxc.payload."), name.utf8.count > 12 {
            return .container(id: String(name.dropFirst(12)), runtime: "lxc")
        }
        return name.hasPrefix("lxc.monitor.") ? .notAContainer : nil
    }

    /// 64 hexadecimal digits: what Docker, containerd's CRI plugin, CRI-O and Podman use.
    private static func isID(_ text: String) -> Bool { text.utf8.count == 64 && text.utf8.allSatisfy(isHex) }

    private static func isHex(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }
}
