import Analysis
import Diagnosis
import JSON
import NetworkModel

extension ProbeReport {
    var json: JSONValue {
        [
            "started_at": .string(startedAt), "duration_ms": .int(milliseconds),
            "questions": .array(questions.map(\.json)),
        ]
    }
}

extension ProbeReport.Question {
    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = [
            "asked": .string(asked), "question": .string(question), "netns": .uint(netns),
            "kind": .string(kind.rawValue), "src": JSONValue(source), "dst": .string(destination),
            "dport": JSONValue(port.map(Int.init)),
            "simulated": .string(simulated.rawValue), "because": JSONValue(because),
            "outcome": .string(outcome.rawValue), "real": .string(real), "sent": .int(sent), "from": JSONValue(from),
            "rtt_us": JSONValue(microseconds), "verdict": .string(verdict.rawValue), "note": JSONValue(note),
        ]
        if let icmp {
            members["icmp"] = ["type": .int(icmp.type), "code": .int(icmp.code), "mtu": JSONValue(icmp.mtu)]
        }
        if let sizes {
            members["sizes"] = [
                "answered": .int(sizes.answered), "unanswered": JSONValue(sizes.unanswered),
                "told": JSONValue(sizes.told),
            ]
        }
        return .object(members)
    }
}
