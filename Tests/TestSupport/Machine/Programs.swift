import Foundation
import Testing

/// What is installed here.
public enum Programs {
    private static let environment = ProcessInfo.processInfo.environment
    private static let folders = folders(of: environment["PATH"] ?? "") + ["/usr/local/sbin", "/usr/sbin", "/sbin"]
    /// CNI plugins and podman's helpers are no commands and have folders of their own.
    private static let others =
        folders(of: environment["CNI_PATH"] ?? "/usr/lib/cni:/opt/cni/bin") + [
            "/usr/lib/podman", "/usr/libexec/podman",
        ]

    public static func isThere(_ name: String) -> Bool {
        (folders + others).contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
    }

    private static func folders(of path: String) -> [String] { path.split(separator: ":").map(String.init) }
}

extension Trait where Self == ConditionTrait {
    /// Skips a test, saying why, where programs are not installed.
    /// - Parameter target: the make target that installs them.
    public static func needs(_ names: String..., from target: String) -> Self {
        let missing = names.filter { !Programs.isThere($0) }
        return .enabled(if: missing.isEmpty, "not installed: \(missing.joined(separator: ", ")) (make \(target))")
    }
}
