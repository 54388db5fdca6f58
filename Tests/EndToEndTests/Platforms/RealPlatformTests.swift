import TestSupport
import Testing

/// Networks that the real programs make, in a sandbox: silent while they work; broken, the right name first.
@Suite(.needsSandbox, .serialized) struct RealPlatformTests {
    @Test(
        .needs("dockerd", "docker", "containerd", "runc", "busybox", from: "deps-platforms"),
        arguments: ["nft", "legacy"])
    func docker(backend: String) async throws {
        let counts = try await Script("docker.py", [backend]).check()
        print("docker on \(backend): \(counts)")
        #expect(counts["silent", default: 0] >= 40)
        #expect(counts["broken", default: 0] >= 13)
    }

    @Test(.needs("host-local", "portmap", from: "deps"))
    func cni() async throws {
        let counts = try await Script("cni.py").check()
        print("cni: \(counts)")
        #expect(counts["silent", default: 0] >= 15)
        #expect(counts["broken", default: 0] >= 12)
    }

    @Test(.needs("netavark", from: "deps-platforms"))
    func netavark() async throws {
        let counts = try await Script("netavark.py").check()
        print("netavark: \(counts)")
        #expect(counts["silent", default: 0] >= 5)
        #expect(counts["broken", default: 0] >= 6)
    }
}
