import Foundation

/// A snapshot, what is said of it, and what is said of it with pseudonyms.
struct SharedRun: Sendable {
    var snapshot: String
    var report: String
    var redacted: String
    /// A redacted snapshot, and a redacted report in another format.
    var others: [String]

    /// What a reader acts on, without names: what was found in which order, how grave, about what, and what came of the
    /// questions.
    static func essence(_ report: String) throws -> [String] {
        let json = try JSONSerialization.jsonObject(with: Data(report.utf8)) as? [String: Any] ?? [:]
        let findings = json["findings"] as? [[String: Any]] ?? []
        let checks = json["checks"] as? [[String: Any]] ?? []
        var lines = ["verdict \(json["verdict"] ?? "")", "plan \((json["plan"] as? [Any] ?? []).count)"]
        let questions = json["questions"] as? [String: Any] ?? [:]
        lines += questions.sorted { $0.key < $1.key }.map { "questions \($0.key) \($0.value)" }
        lines += findings.map { finding in
            let subject = finding["subject"] as? [String: Any] ?? [:]
            let netns = subject["netns"] as? [String: Any]
            let words = ["id", "severity", "certainty", "root_cause", "explains"].map { "\(finding[$0] ?? "")" }
            return
                "found \(words) \(subject["object"] ?? "") \(netns?["inode"] ?? "") \((finding["fix"] as? [Any] ?? []).count)"
        }
        return lines + checks.map { "check \($0["id"] ?? "") \($0["state"] ?? "")" }
    }
}
