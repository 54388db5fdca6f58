import Diagnosis
import NetworkModel

/// JUnit's XML as Ant's schema has it, which Jenkins, GitLab and others read: a suite for each runbook, a case for each of
/// its checks. What is found is a failure, what nobody could judge an error; notes stand in the suite's output, since a case
/// that passed has no room for them.
public enum JUnitReport {
    public static func render(_ told: Told) -> String {
        let cases = Case.all(told)
        var order: [String] = []
        for made in cases where !order.contains(made.suite) { order.append(made.suite) }
        var lines = [#"<?xml version="1.0" encoding="UTF-8"?>"#, "<testsuites>"]
        for (index, name) in order.enumerated() {
            lines += suite(name, cases.filter { $0.suite == name }, index, Header(told))
        }
        return (lines + ["</testsuites>"]).map { $0 + "\n" }.joined()
    }

    private typealias X = XMLEscape

    /// What each suite says of the whole run.
    private struct Header {
        var host = "localhost"
        var startedAt = ""
        var milliseconds = 0
        var properties: [(name: String, value: String)] = []

        init(_ told: Told) {
            switch told {
            case .report(let report): self.init(report)
            case .checklist(let checklist): self.init(checklist.report)
            case .path(let document, _): self.init(document)
            }
        }

        private init(_ document: PathDocument) {
            (host, startedAt) = (document.host.name, document.startedAt)
            properties = [("tool", "nsdoctor \(document.tool)"), ("kernel", document.host.kernel)]
        }

        private init(_ report: Report) {
            (host, startedAt, milliseconds) = (report.host.name, report.startedAt, report.durationMilliseconds)
            properties = [
                ("tool", "nsdoctor \(report.toolVersion)"), ("kernel", report.host.kernel),
                ("target", report.target.phrase), ("verdict", report.verdict.rawValue),
            ]
        }

        /// The schema wants no time zone, and a time; it is UTC.
        var timestamp: String {
            UTCTime(startedAt).map { "\($0.date)T\($0.time)" } ?? "1970-01-01T00:00:00"
        }

        /// One that nobody has read is no name for the schema.
        var hostname: String { host.contains { $0 != " " } ? host : "localhost" }

        /// In seconds, of the suite of the verdict alone: checks are not timed.
        func time(_ name: String) -> String {
            name == "verdict" ? Decimal.seconds(milliseconds: milliseconds) : "0"
        }
    }

    private static func suite(_ name: String, _ cases: [Case], _ index: Int, _ header: Header) -> [String] {
        let time = header.time(name)
        let counts = [
            ("tests", cases.count), ("failures", cases.count { $0.state == .failed }),
            ("errors", cases.count { $0.state == .unknown }), ("skipped", cases.count { $0.state == .skipped }),
        ].map { "\($0.0)=\"\($0.1)\"" }.joined(separator: " ")
        let shown = X.text(named(name))
        var lines = [
            "  <testsuite id=\"\(index)\" package=\"nsdoctor\" name=\"\(shown)\" timestamp=\"\(header.timestamp)\""
                + " hostname=\"\(X.text(header.hostname))\" \(counts) time=\"\(time)\">",
            "    <properties>",
        ]
        lines += header.properties.map { "      <property name=\"\($0.name)\" value=\"\(X.text($0.value))\"/>" }
        lines.append("    </properties>")
        for made in cases { lines += element(made, suite: shown, time) }
        let notes = cases.filter { $0.state == .passed && $0.message != nil }
            .flatMap { made in ["\(made.id): \(made.message ?? "")"] + made.details.map { "  \($0)" } }
        lines.append("    <system-out>\(notes.map(X.text).joined(separator: "\n"))</system-out>")
        return lines + ["    <system-err></system-err>", "  </testsuite>"]
    }

    /// The schema takes no name of nothing.
    private static func named(_ text: String) -> String { text.contains { $0 != " " } ? text : "unnamed" }

    private static func element(_ made: Case, suite: String, _ time: String) -> [String] {
        let name = X.text(named([made.id, made.title].filter { !$0.isEmpty }.joined(separator: ": ")))
        let head = "    <testcase classname=\"nsdoctor.\(suite)\" name=\"\(name)\" time=\"\(time)\""
        let message = X.text(made.message ?? made.title)
        let body = made.details.map(X.text).joined(separator: "\n")
        switch made.state {
        case .passed: return [head + "/>"]
        case .skipped: return [head + ">", "      <skipped message=\"\(message)\"/>", "    </testcase>"]
        case .failed, .unknown:
            let tag = made.state == .failed ? "failure" : "error"
            return [
                head + ">", "      <\(tag) message=\"\(message)\" type=\"\(made.grade)\">\(body)</\(tag)>",
                "    </testcase>",
            ]
        }
    }
}
