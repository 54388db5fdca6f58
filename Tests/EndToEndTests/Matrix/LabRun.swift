import Foundation
import Labs
import Testing

/// A lab, its diagnosis, and the same diagnosis of a snapshot taken at the same time.
struct LabRun: Sendable {
    var live: LabReport
    var liveStatus: Int32
    var replayed: LabReport
    var replayedStatus: Int32
    /// Of the sandbox's own network namespace.
    var ownInode: UInt64

    /// Three calls of nsdoctor; the parts of the output are parted by a line that no JSON has.
    private static let script = """
        n=$1; shift
        "$n" "$@" --json; echo "=== $?"
        "$n" snapshot "$@" -o /run/snapshot.json || exit
        "$n" "$@" --snapshot /run/snapshot.json --json; echo "=== $?"
        stat -L -c %i /proc/self/ns/net
        """

    init(_ lab: Lab, fault: String?) throws {
        let command = ["sh", "-c", Self.script, "sh", Here.executable, "{target}"]
        let outcome = try Here.runner.run(lab, LabRunner.Order(fault: fault, command: command, capture: true))
        let parts = String(decoding: outcome.output, as: UTF8.self).split(separator: "\n=== ")
        try #require(parts.count == 3, "\(String(decoding: outcome.errors, as: UTF8.self))")
        live = try LabReport(json: parts[0].utf8)
        liveStatus = try Self.status(parts[1])
        replayed = try LabReport(json: parts[1].drop { $0 != "\n" }.utf8)
        replayedStatus = try Self.status(parts[2])
        ownInode = try #require(UInt64(parts[2].split(separator: "\n")[1]))
    }

    private static func status(_ part: Substring) throws -> Int32 {
        try #require(Int32(part.prefix { $0 != "\n" }))
    }

    /// Waits beside the other labs, without a thread of the tests' own pool.
    static func of(_ name: String, _ fault: String?) async throws -> LabRun {
        let lab = try LabCatalog.find(name)
        return try await Crew.work { Result { try LabRun(lab, fault: fault) } }.get()
    }
}
