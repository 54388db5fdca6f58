import CLinux
import Glibc

/// What this process may do beyond files: capabilities(7).
public enum Capabilities {
    /// Those that a look at other people's networks takes, with the number of each in linux/capability.h: to enter them, to
    /// read of processes which they are in, and to ask netfilter.
    private static let needed: [(name: String, bit: Int32)] = [
        ("CAP_SYS_ADMIN", CAP_SYS_ADMIN), ("CAP_SYS_PTRACE", CAP_SYS_PTRACE), ("CAP_NET_ADMIN", CAP_NET_ADMIN),
    ]

    /// What would help where something was refused for want of a capability.
    static let hint = hint(effective: effective, isInUserNamespace: isInUserNamespace)

    /// - Parameters:
    ///   - effective: CapEff, a bit for each; nil where it cannot be read.
    ///   - isInUserNamespace: capabilities hold for what belongs to that namespace alone.
    static func hint(effective: UInt64?, isInUserNamespace: Bool) -> String {
        let all = needed.map(\.name)
        guard let effective else { return "run as root, or with \(words(all))" }
        let missing = needed.filter { effective >> UInt64($0.bit) & 1 == 0 }.map(\.name)
        if missing.count == all.count { return "run as root, or with \(words(all))" }
        if !missing.isEmpty { return "missing here: \(words(missing)); run as root, or give it that, too" }
        return isInUserNamespace
            ? "this root is root of its own user namespace only: run as root of the machine"
            : "refused though no capability is missing: a security module (AppArmor, SELinux) or seccomp keeps it from us"
    }

    private static func words(_ names: [String]) -> String {
        names.count < 2 ? names.joined() : "\(names.dropLast().joined(separator: ", ")) and \(names.last ?? "")"
    }

    private static var effective: UInt64? {
        guard let status = try? Files.read("/proc/self/status") else { return nil }
        let line = String(decoding: status, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("CapEff:") }
        return line?.split(separator: "\t").last.flatMap { UInt64($0, radix: 16) }
    }

    /// The first user namespace maps all numbers to themselves: user_namespaces(7).
    private static var isInUserNamespace: Bool {
        guard let map = try? Files.read("/proc/self/uid_map") else { return false }
        let words = String(decoding: map, as: UTF8.self).split { $0 == " " || $0 == "\n" }
        return words != ["0", "0", "4294967295"]
    }
}
