import Analysis
import Diagnosis
import JSON
import NetworkModel

extension WatchReport {
    /// As a member of a report.
    var json: JSONValue {
        [
            "started_at": .string(startedAt), "duration_ms": .int(milliseconds), "samples": .int(samples),
            "watched": .int(watched), "sources": .array(sources.map(\.json)), "gaps": JSONValue(gaps),
            "ways": .array(ways.map(\.json)),
        ]
    }

    /// Of what moved between two looks: one line of `nsdoctor watch -o json`.
    ///
    /// - Parameter seconds: since the first look.
    public func sample(_ number: Int, seconds: Double) -> JSONValue {
        ["sample": .int(number), "seconds": .double(seconds), "sources": .array(sources.map(\.json))]
    }
}

extension WatchReport.Way {
    fileprivate var json: JSONValue {
        [
            "to": .string(destination), "there": .array(there.map(\.json)), "back": .array(back.map(\.json)),
            "silent": silence.map(\.at.json) ?? .null,
        ]
    }
}

extension WatchReport.Way.Step {
    fileprivate var json: JSONValue {
        [
            "netns": .uint(netns), "place": .string(place), "ifname": .string(name),
            "direction": .string(isOutgoing ? "out" : "in"), "packets": .uint(packets),
        ]
    }
}

extension WatchReport.Source {
    fileprivate var json: JSONValue {
        [
            "object": .string(object), "netns": netns.map { .uint($0) } ?? .null, "place": JSONValue(place),
            "name": .string(name), "restarts": .int(restarts), "replacements": .int(replacements),
            "gone": .bool(isGone),
            "counters": .array(
                counters.map {
                    [
                        "name": .string($0.name), "rise": .uint($0.rise), "meaning": .string($0.meaning.word),
                        "because": JSONValue($0.meaning.reason),
                    ]
                }),
            "levels": .array(
                levels.map {
                    [
                        "name": .string($0.name), "first": .uint($0.first), "last": .uint($0.last),
                        "highest": .uint($0.highest),
                    ]
                }),
        ]
    }
}
