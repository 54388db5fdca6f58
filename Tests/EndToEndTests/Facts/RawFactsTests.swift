import Labs
import TestSupport
import Testing

/// The tables that `query` reads are the kernel's: row by row as `ip`, `bridge`, `nft`, `iptables-save` and `sysctl` say.
@Suite(.needsSandbox) struct RawFactsTests {
    @Test(arguments: [
        ("left-right", ""), ("published", ""), ("docker", ""), ("kube-proxy", "legacy"), ("kube-proxy-nft", ""),
        ("network-policy", ""), ("overlay", ""), ("dual-stack", ""),
    ])
    func areWhatTheToolsSay(lab: String, change: String) async throws {
        let counts = try await Script("raw_facts.py", lab: lab, fault: change.isEmpty ? nil : change).check()
        #expect(counts["routes", default: 0] > 10)
        #expect(counts["rules", default: 0] >= 3)
        #expect(counts["sysctls", default: 0] > 0)
        if lab.hasPrefix("kube-proxy") || lab == "network-policy" {
            #expect(counts["firewall rules", default: 0] + counts["iptables rules", default: 0] > 15)
            #expect(counts["typed parts", default: 0] > 20)
        }
    }
}
