import Diagnosis
import JSON
import NetworkModel
import TestSupport
import Testing

@testable import Reports

/// Lines for Nagios and gauges for Prometheus.
@Suite struct MonitoringFormatTests {
    private static let told = SampleTold.all + HostileStrings.all.flatMap { SampleTold.hostile($0) }

    /// One line of less than four kilobytes; behind its only bar performance data as the guidelines have it.
    @Test func nagiosLinesHaveTheirForm() throws {
        let datum = /[a-z_]+=[0-9]+(\.[0-9]+)?s?;;;0/
        for (name, told) in Self.told {
            let line = NagiosReport.render(told)
            #expect(
                line.utf8.count <= 4096 && line.hasSuffix("\n") && line.dropLast().contains("\n") == false, "\(name)")
            let parts = line.dropLast().split(separator: "|", omittingEmptySubsequences: false)
            try #require(parts.count == 2, "\(line)")
            #expect(parts[0].hasPrefix("NSDOCTOR \(told.verdict.word): "))
            let data = parts[1].split(separator: " ")
            #expect(data.allSatisfy { $0.wholeMatch(of: datum) != nil }, "\(parts[1])")
            let labels = data.compactMap { $0.split(separator: "=").first }
            #expect(Set(labels).count == labels.count)
        }
    }

    @Test func aLongLineLosesItsEndAndNotItsData() {
        let line = NagiosReport.render(
            .report(HostileStrings.report(filledWith: String(repeating: "|\u{7db2}", count: 4000))))
        #expect(line.utf8.count <= 4096)
        #expect(line.contains("... | findings=") && line.hasSuffix("s;;;0\n"))
    }

    /// The reader believes the status: what stands in the line is that, and the verdict where it is another.
    @Test func theWordIsThatOfTheStatus() {
        for verdict in Verdict.allCases {
            var report = SampleReports.oneCause()
            report.verdict = verdict
            for (status, word) in [(0, "OK"), (1, "WARN"), (2, "CRIT"), (3, "UNKN"), (130, "UNKN")] {
                let line = NagiosReport.render(.report(report), exitStatus: status)
                #expect(line.hasPrefix("NSDOCTOR \(word): "))
                #expect(line.contains("(verdict \(verdict.word)) ") == (status != verdict.exitStatus))
            }
        }
        #expect(NagiosReport.render(failure: "no process 7 | x\n") == "NSDOCTOR UNKN: no process 7 / x\\n\n")
    }

    /// By the specification of the text format, and by what promtool complains of.
    @Test(.enabled(if: Python.isThere, "python3 is not installed"))
    func prometheusTakesEveryFile() throws {
        let script = """
            import json, re, sys
            LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\["\\\\n])*"'
            SAMPLE = re.compile(r"([a-zA-Z_:][a-zA-Z0-9_:]*)\\{(" + LABEL + r"(?:," + LABEL + r")*)\\} (\\d+(?:\\.\\d+)?)")
            for number, text in enumerate(json.load(open(sys.argv[1], encoding="utf-8"))):
                if not text.endswith("\\n"): print(number, "no newline at the end")
                helped, typed, seen, family = set(), set(), set(), None
                for line in text[:-1].split("\\n"):
                    if line.startswith("# HELP "):
                        family = line.split(" ")[2]
                        if family in helped or not line.split(" ", 3)[3]: print(number, line)
                        helped.add(family)
                    elif line.startswith("# TYPE "):
                        if line != f"# TYPE {family} gauge" or family in typed: print(number, line)
                        typed.add(family)
                        if re.search("_(total|count|sum|bucket|info)$", family): print(number, "no name of a gauge", family)
                    else:
                        found = SAMPLE.fullmatch(line)
                        if not found or found[1] != family or family not in typed: print(number, repr(line)); continue
                        key = (found[1], found[2])
                        if key in seen: print(number, "twice", line)
                        seen.add(key)
                if not text.count("nsdoctor_verdict{") == 4: print(number, "no verdict")
            """
        let all = Self.told.map { JSONValue.string(PrometheusReport.render($0.told)) }
        let trouble = try Python.run(script, input: JSONValue.array(all).compact)
        #expect(trouble == "", "\(trouble.prefix(2000))")
    }

    /// The library of Prometheus itself gives the labels back that went in.
    @Test(.enabled(if: Python.hasPrometheus, "python3-prometheus-client is not installed: make deps-formats"))
    func theClientLibraryReadsTheSame() throws {
        let script = """
            import json, sys
            from prometheus_client.parser import text_string_to_metric_families as read
            for number, (text, target) in enumerate(json.load(open(sys.argv[1], encoding="utf-8"))):
                families = {f.name: f for f in read(text)}
                if any(f.type != "gauge" for f in families.values()): print(number, "types")
                verdicts = families["nsdoctor_verdict"].samples
                if sum(s.value for s in verdicts) != 1: print(number, verdicts)
                for s in (s for f in families.values() for s in f.samples):
                    if target is not None and s.labels["target"] != target: print(number, repr(s.labels["target"]), repr(target))
            """
        let all = Self.told.map { _, told in
            let kind = told.report.map { "\($0.target.kind.rawValue) \($0.target.spelling)" }
            return JSONValue.array([
                .string(PrometheusReport.render(told)), JSONValue(kind.map(Self.safe)),
            ])
        }
        let trouble = try Python.run(script, input: JSONValue.array(all).compact)
        #expect(trouble == "", "\(trouble.prefix(2000))")
    }

    /// As `Escape` shows it, which is what a label may hold.
    private static func safe(_ text: String) -> String { PlainReport.line([text]).split(separator: "\n").joined() }

    @Test func timesAreSecondsSince1970() {
        #expect(UTCTime("1970-01-01T00:00:00Z")?.seconds == 0)
        #expect(UTCTime("2026-01-01T00:00:00Z")?.seconds == 1_767_225_600)
        #expect(UTCTime("2024-02-29T23:59:59Z")?.seconds == 1_709_251_199)
        #expect(UTCTime("2100-03-01T00:00:00Z")?.seconds == 4_107_542_400)
        for bad in [
            "", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-01 00:00:00Z", "2026-01-01T24:00:00Z",
            "2026-01-01T00:00:00+01:00", "\u{0662}026-01-01T00:00:00Z",
        ] {
            #expect(UTCTime(bad) == nil, "\(bad)")
        }
    }
}
