import Foundation
import Labs
import TestSupport
import Testing

/// What is given away says the same, and of nobody in particular.
@Suite struct RedactionTests {
    @Test(arguments: LabPlace.shared.sorted { $0.testDescription < $1.testDescription })
    func findingsOfALabAreTheSame(_ place: LabPlace) async throws {
        let shared = try #require(try await LabRuns.of(place).shared)
        #expect(try SharedRun.essence(shared.redacted) == SharedRun.essence(shared.report))
    }

    @Test(arguments: LabPlace.shared.sorted { $0.testDescription < $1.testDescription })
    func nothingOfALabIsLeft(_ place: LabPlace) async throws {
        let shared = try #require(try await LabRuns.of(place).shared)
        let secrets = try Secrets(in: shared.snapshot)
        #expect(!secrets.addresses.isEmpty && !secrets.hardware.isEmpty)
        for text in [shared.redacted] + shared.others { #expect(secrets.left(in: text).isEmpty) }
    }

    static let recorded = Repository.names(in: "runbooks", ending: ".json")

    @Test(arguments: recorded)
    func recordedSnapshotsSayTheSame(_ name: String) throws {
        let file = Repository.path("runbooks/\(name).json")
        let plain = try Self.run(["pid", "--snapshot", file, "--json"])
        let redacted = try Self.run(["pid", "--snapshot", file, "--redact", "--json"])
        #expect(try SharedRun.essence(redacted) == SharedRun.essence(plain))
        let secrets = try Secrets(in: try String(contentsOfFile: file, encoding: .utf8))
        let text = try Self.run(["pid", "--snapshot", file, "--redact", "-v"])
        for said in [redacted, text] { #expect(secrets.left(in: said).isEmpty) }
    }

    @Test func theMapIsForTheOwnerAlone() throws {
        try withTemporaryFolder { try checkMap(below: $0) }
    }

    private func checkMap(below folder: URL) throws {
        let map = folder.appending(path: "map.json").path
        let file = Repository.path("runbooks/captured-dropped.json")
        let report = try Self.run(["pid", "--snapshot", file, "--redact-map", map, "--json"])
        let mode = try FileManager.default.attributesOfItem(atPath: map)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let json = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: map))) as? [String: Any]
        #expect(json?["schema"] as? String == "nsdoctor.redaction/1")
        let names = json?["names"] as? [String: String] ?? [:]
        #expect(!names.isEmpty)
        for original in names.keys where original.utf8.count > 6 { #expect(!report.contains("\"\(original)\"")) }
    }

    @Test func packetsAreNotRedacted() throws {
        let outcome = try Command.nsdoctor(["capture", "node", "-w", "x.pcapng", "--redact"])
        #expect(outcome.status == 64)
    }

    private static func run(_ words: [String]) throws -> String {
        try Command.nsdoctor(words).output
    }
}
