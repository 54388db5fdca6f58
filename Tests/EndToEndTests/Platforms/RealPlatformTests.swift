import Foundation
import Testing

/// Networks that the real programs make, in a sandbox: silent while they work; broken, the right name first.
@Suite(.needsSandbox, .serialized) struct RealPlatformTests {
    /// From Debian's docker.io and busybox-static. `make deps` installs neither: a daemon that starts by itself and
    /// changes the firewall is no dependency of a test.
    @Test(.needs("dockerd", "docker", "containerd", "runc", "busybox"), arguments: ["nft", "legacy"])
    func docker(backend: String) async throws {
        let counts = try await Script("docker.py", [backend]).check()
        print("docker on \(backend): \(counts)")
        #expect(counts["silent", default: 0] >= 40)
        #expect(counts["broken", default: 0] >= 13)
    }

    @Test(
        .enabled(
            if: Programs.isThere("bridge", in: Programs.plugins),
            "no CNI plugins: apt-get install containernetworking-plugins"))
    func cni() async throws {
        let counts = try await Script("cni.py").check()
        print("cni: \(counts)")
        #expect(counts["silent", default: 0] >= 15)
        #expect(counts["broken", default: 0] >= 12)
    }

    @Test(.enabled(if: Programs.isThere("netavark", in: Programs.podman), "no netavark: apt-get install netavark"))
    func netavark() async throws {
        let counts = try await Script("netavark.py").check()
        print("netavark: \(counts)")
        #expect(counts["silent", default: 0] >= 5)
        #expect(counts["broken", default: 0] >= 6)
    }
}

/// What is installed here.
enum Programs {
    private static let environment = ProcessInfo.processInfo.environment
    static let folders = folders(of: environment["PATH"] ?? "") + ["/usr/local/sbin", "/usr/sbin", "/sbin"]
    static let plugins = folders(of: environment["CNI_PATH"] ?? "/usr/lib/cni:/opt/cni/bin")

    static let podman = folders + ["/usr/lib/podman", "/usr/libexec/podman"]

    static func isThere(_ name: String, in folders: [String] = folders) -> Bool {
        folders.contains { access("\($0)/\(name)", X_OK) == 0 }
    }

    private static func folders(of path: String) -> [String] { path.split(separator: ":").map(String.init) }
}

extension Trait where Self == ConditionTrait {
    /// Skips a test, saying why, where programs are not installed.
    static func needs(_ names: String...) -> Self {
        let missing = names.filter { !Programs.isThere($0) }
        return .enabled(if: missing.isEmpty, "not installed: \(missing.joined(separator: ", "))")
    }
}
