import Foundation
import TestSupport
import Testing

/// Snapshots packed by others' gzip are read, and gzip reads ours (the labs' shared snapshots are unpacked by zcat).
@Suite struct GzipTests {
    private static let snapshot = Repository.path("runbooks/gateway-dead.json")

    @Test func readsWhatGzipWrote() throws {
        let plain = try Command.nsdoctor(["pid", "--snapshot", Self.snapshot, "-q"]).output
        for words in ["gzip -c F | N pid -q --snapshot -", "gzip -9c F >a; N pid -q --snapshot a"] {
            #expect(try shell(words).output == plain)
        }
    }

    @Test func severalPiecesAreOne() throws {
        let outcome = try shell("head -c 9999 F | gzip -c >a; tail -c +10000 F | gzip -c >>a; N pid -q --snapshot a")
        #expect(outcome.output.contains("gateway"), "\(outcome.errors)")
    }

    @Test(
        arguments: [
            ("gzip -c F | head -c 900", "ends too early"), ("printf '\\037\\213garbagegarbage'", "damaged"),
            ("gzip -c F | sed '1s/$/x/'", "gzip"), ("head -c 300M /dev/zero | gzip -1c", "larger than 256 MiB"),
        ])
    func refusesWhatIsNone(_ make: String, _ reason: String) throws {
        let outcome = try shell("\(make) >a; N pid --snapshot a")
        #expect(outcome.status == 65)
        #expect(outcome.errors.contains(reason), "\(outcome.errors)")
    }

    private func shell(_ script: String) throws -> Command.Outcome {
        let words = script.replacing(" F", with: " '\(Self.snapshot)'").replacing(
            "N pid", with: "'\(Command.nsdoctor)' pid")
        return try withTemporaryFolder { try Command.run(["bash", "-c", words], in: $0) }
    }
}
