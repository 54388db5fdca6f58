import TestSupport
import Testing

/// Which veth is whose: compared with how they were made.
@Suite(.needsSandbox) struct VethTests {
    /// 50 pairs over 20 namespaces whose ends all carry the same few numbers.
    @Test(arguments: [1, 2, 3])
    func everyPeerIsProvedAndRight(seed: Int) async throws {
        let counts = try await Script("veth_pairs.py", ["\(seed)"]).check()
        print("veth pairs, seed \(seed): \(counts)")
        #expect(counts["edges"] == 50)
        // Both ends of a pair share a number, and the numbers repeat in all twenty namespaces.
        #expect(counts["different indexes", default: 99] <= 20)
        #expect(counts["edges asked singly", default: 0] > 5)
    }

    @Test func aNamespaceThatNobodySeesIsUnresolved() async throws {
        let counts = try await Script("hidden_peer.py").check()
        #expect(counts["expectations", default: 0] >= 9)
    }

    @Test func fromInsideAContainerTheNodeIsUnresolved() async throws {
        let counts = try await Script("inner_peer.py").check()
        #expect(counts["expectations"] == 2)
    }
}
