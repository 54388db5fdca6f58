import Analysis
import JSON
import NetworkModel

extension ReportSchema {
    private typealias S = SchemaParts

    static var probes: [String: JSONValue] {
        [
            "probing": S.object(
                [
                    "started_at": S.text("RFC 3339, UTC"), "duration_ms": S.count,
                    "questions": S.array(of: S.reference("probe")),
                ], "What nsdoctor probe asked with real packets; absent in all other reports"),
            "probe": S.object(
                [
                    "asked": S.text("What was sent, in words"), "question": S.string, "netns": S.count,
                    "kind": S.oneOf(ProbeOrder.Kind.allCases.map(\.rawValue)), "src": S.stringOrNull,
                    "dst": S.string,
                    "dport": S.countOrNull, "simulated": S.oneOf(Foretold.Fate.allCases.map(\.rawValue)),
                    "because": S.stringOrNull, "outcome": S.oneOf(ProbeResult.Outcome.allCases.map(\.rawValue)),
                    "real": S.text("What came of it, in words"), "sent": S.count, "from": S.stringOrNull,
                    "rtt_us": S.countOrNull, "verdict": S.oneOf(JudgedProbe.Verdict.allCases.map(\.rawValue)),
                    "note": S.stringOrNull,
                    "icmp": S.object(["type": S.count, "code": S.count, "mtu": S.countOrNull]),
                    "sizes": S.object(
                        ["answered": S.count, "unanswered": S.countOrNull, "told": S.countOrNull],
                        "Bytes of the path's MTU"),
                ], optional: ["icmp", "sizes"]),
        ]
    }
}
