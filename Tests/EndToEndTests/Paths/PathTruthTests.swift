import Foundation
import TestSupport
import Testing

/// What `nsdoctor path` says beside what a real ping, UDP or TCP packet does, moments later in the same sandbox.
@Suite(.needsSandbox) struct PathTruthTests {
    /// The seed is the network: `nsdoctor lab run LAB -- python3 Inside/path_networks.py nsdoctor SEED 1` repeats it.
    /// NSDOCTOR_NETWORKS says how many there are.
    @Test(arguments: (0..<networks / 5).map { $0 * 5 + 1 })
    func inRandomNetworks(from seed: Int) async throws {
        let counts = try await Script("path_networks.py", ["\(seed)", "5"]).check()
        #expect(counts["networks"] == 5)
        #expect(counts["agree that it works", default: 0] > 0)
        let (unknown, all) = (counts["unknown", default: 0], counts["probes", default: 0])
        print(
            "networks from \(seed): \(all) probes, \(unknown) unknown, \(counts["left to chance", default: 0]) left to chance"
        )
        #expect(unknown * 20 <= all)
    }

    /// IPsec policies at random places of sound networks.
    @Test func withPolicies() async throws {
        let counts = try await Script("xfrm_policies.py", ["1", "\(max(4, Self.networks / 2))"]).check()
        #expect(counts["policies", default: 0] > 0)
        #expect(counts["agree that it works", default: 0] > 0)
        #expect(counts["agree that it does not", default: 0] > 0)
    }

    /// Nothing above a note while a network is sound, and something as soon as a packet is lost that somebody asks for.
    @Test(arguments: (0..<max(2, networks / 5)).map { $0 * 4 + 1 })
    func findingsOfRandomNetworks(from seed: Int) async throws {
        let counts = try await Script("diagnosed_networks.py", ["\(seed)", "4"]).check()
        #expect(counts["networks"] == 4)
        let broken = counts["broken probes", default: 0]
        print(
            "networks from \(seed): \(counts["sound places"] ?? 0) sound places, \(broken) broken probes, \(counts["found"] ?? 0) found"
        )
        #expect(counts["left open", default: 0] * 4 <= broken)
    }

    static let networks = ProcessInfo.processInfo.environment["NSDOCTOR_NETWORKS"].flatMap(Int.init) ?? 10
}
