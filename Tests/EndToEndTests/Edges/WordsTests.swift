import Labs
import Testing

/// What a person reads, and what happens when a person types what is printed.
@Suite(.needsSandbox) struct WordsTests {
    @Test(arguments: ["red-blue", "left-right", "odd-quiet", "odd-twins", "macvlan", "dual-stack", "nested"])
    func healthyLooksHealthy(lab: String) async throws {
        let counts = try await Script("words.py", lab: lab).check()
        #expect(counts["expectations", default: 0] >= 20)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var lab: String
        var fault: String

        var testDescription: String { "\(lab) \(fault)" }
    }

    /// Every fault of every lab for which there is a check.
    static let faults: [Case] = LabCatalog.shipped.compactMap { try? Lab($0) }.flatMap { lab in
        lab.faults.filter { ShippedChecks.ids.contains($0.expect?.finding ?? "") }.map {
            Case(lab: lab.id, fault: $0.id)
        }
    }

    @Test(arguments: faults) func fixesAreCures(example: Case) async throws {
        try await Script("fixes.py", lab: example.lab, fault: example.fault).check()
    }

    @Test func overrideFilesHold() async throws {
        let counts = try await Script("override_files.py", lab: "red-blue").check()
        print("overrides: \(counts)")
        #expect(counts["rows", default: 0] >= 30)
    }
}
