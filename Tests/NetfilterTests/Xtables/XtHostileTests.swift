import Addresses
import Foundation
import KernelWire
import NetworkModel
import Testing
@testable import Netfilter

/// Tables with random bytes in them, as far as they still are tables: a packet gets an answer, without a trap and in time.
@Suite(.timeLimit(.minutes(4))) struct XtHostileTests {
    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "fixtures/xtables")

    @Test(arguments: ["filter", "nat", "mangle", "raw"])
    func anAnswerForEach(name: String) throws {
        let bytes = Array(try Data(contentsOf: Self.folder.appending(path: "ip-\(name).bin")))
        var random = SystemRandomNumberGenerator()
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
                for packet in [XtPaper.packet(), XtPaper.packet("192.0.2.7", "127.0.0.1", dport: nil)] {
                    let outcomes = XtPaper(table.chains, table: name).outcomes(packet, at: hook)
                    #expect(outcomes.count <= HookContext.maximumAlternatives)
                    answers += outcomes.count
                }
            }
        }
        #expect(answers > 0)
    }
}
