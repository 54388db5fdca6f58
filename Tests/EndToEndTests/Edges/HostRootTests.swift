import TestSupport
import Testing

/// From a container the machine is seen as it is, with four capabilities and no fewer.
@Suite(.needsSandbox) struct HostRootTests {
    @Test func sameFromAContainer() async throws {
        let counts = try await Script("host_root.py", lab: "red-blue").check()
        #expect(counts["expectations", default: 0] == 14)
    }
}
