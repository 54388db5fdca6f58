import Labs
import TestSupport
import Testing

/// The tables that `query` reads are the kernel's: row by row as `ip`, `bridge`, `nft`, `iptables-save` and `sysctl` say.
@Suite(.needsSandbox) struct RawFactsTests {
    @Test(arguments: [
        ("left-right", ""), ("red-blue", ""), ("published", ""), ("docker", ""), ("kube-proxy", ""),
        ("kube-proxy", "legacy"), ("kube-proxy-nft", ""), ("network-policy", ""), ("services", ""), ("overlay", ""),
        ("dual-stack", ""),
    ])
    func areWhatTheToolsSay(lab: String, change: String) async throws {
        let counts = try await Script("raw_facts.py", lab: lab, fault: change.isEmpty ? nil : change).check()
        #expect(counts["routes", default: 0] > 10)
        #expect(counts["rules", default: 0] >= 3)
        #expect(counts["sysctls", default: 0] > 0)
        if lab.hasPrefix("kube-proxy") || lab == "network-policy" {
            #expect(counts["firewall rules", default: 0] > 20)
            #expect(counts["typed parts", default: 0] > 20)
        }
    }
}
