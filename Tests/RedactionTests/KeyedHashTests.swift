import Testing

@testable import Redaction

@Suite struct KeyedHashTests {
    /// The test vector of the paper's appendix A: key 00 01 … 0f, message 00 01 … 0e.
    @Test func isSipHash() {
        let hash = KeyedHash(RedactionKey(0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908))
        #expect(hash(0..<15) == 0xa129_ca61_49be_45e5)
    }
}
