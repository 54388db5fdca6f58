import Foundation

/// What the tests read of a report, `-o json`.
struct LabReport: Decodable, Equatable, Sendable {
    var verdict: String
    var findings: [Finding]
    var checks: [Check]

    struct Finding: Decodable, Hashable, Sendable {
        var id: String
        var severity: String
        var rootCause: Bool
        var explains: [String]
        var subject: Subject
        var title: String
        var summary: String
    }

    struct Subject: Decodable, Hashable, Sendable {
        var netns: Netns?
        var object: String
        var name: String
    }

    struct Netns: Decodable, Hashable, Sendable {
        var inode: UInt64
        var names: [String]
    }

    struct Check: Decodable, Hashable, Sendable {
        var id: String
        var state: String
        var reason: String?
    }

    init(json: some Sequence<UInt8>) throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        self = try decoder.decode(LabReport.self, from: Data(json))
    }

    /// Without what counts down while one looks: the seconds until something expires.
    var steady: LabReport {
        var steady = self
        for index in findings.indices {
            steady.findings[index].summary.replace(/\bin [0-9]+ seconds\b/, with: "in some seconds")
        }
        return steady
    }

    /// The status of DESIGN section 5.
    var expectedStatus: Int32 { ["ok": 0, "warn": 1, "crit": 2, "unknown": 3][verdict] ?? -1 }
    var rootCauses: [Finding] { findings.filter(\.rootCause) }
    var summaries: [String] { findings.map { "\($0.severity)\($0.rootCause ? "" : ", folded"): \($0.summary)" } }
    var unknownChecks: [String] {
        checks.filter { $0.state == "unknown" }.map { "\($0.id): \($0.reason ?? "no reason")" }
    }
}
