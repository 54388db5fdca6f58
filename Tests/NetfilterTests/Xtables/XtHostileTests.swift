import Addresses
import KernelWire
import NetworkModel
import TestSupport
import Testing
@testable import Netfilter

/// Tables with random bytes in them, as far as they still are tables: a packet gets an answer, without a trap and in time.
@Suite struct XtHostileTests {
    @Test(arguments: zip(["filter", "nat", "mangle", "raw"], UInt64(1)...4))
    func anAnswerForEach(name: String, seed: UInt64) throws {
        let bytes = try Repository.bytes("fixtures/xtables/ip-\(name).bin")
        var random = SplitMix64(seed: seed)
        var answers = 0
        for round in 0..<300 {
            var mutated = bytes
            // The first as it was captured.
            for _ in 0..<min(round, 12) {
                mutated[Int.random(in: 0..<mutated.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            let span = mutated.span.bytes
            guard let info = try? XtTable.Info(span),
                let table = try? XtTable(name: name, info, entries: span.extracting(droppingFirst: 84), .inet)
            else { continue }
            for hook in [Hook.prerouting, .forward, .output] {
                for packet in [XtSample.packet(), XtSample.packet("192.0.2.7", "127.0.0.1", dport: nil)] {
                    let outcomes = XtSample(table.chains, table: name).outcomes(packet, at: hook)
                    #expect(outcomes.count <= HookContext.maximumAlternatives)
                    answers += outcomes.count
                }
            }
        }
        #expect(answers > 0)
    }
}
