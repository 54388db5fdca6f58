import Diagnosis

extension PathReport {
    var json: JSONValue {
        [
            "question": .string(question), "flow": flow.json, "forward": forward.json,
            "reply": reply?.json ?? .null,
        ]
    }
}

extension PathReport.Flow {
    var json: JSONValue {
        ["src": JSONValue(src), "dst": .string(dst), "proto": JSONValue(proto), "dport": JSONValue(dport)]
    }
}

extension PathReport.Direction {
    var json: JSONValue {
        [
            "result": .string(result), "hops": .array(hops.map(\.json)),
            "stopped_by": stoppedBy?.json ?? .null, "mtu": JSONValue(mtu),
        ]
    }
}

extension PathReport.Hop {
    var json: JSONValue {
        [
            "netns": .uint(netns), "stage": .string(stage), "link": JSONValue(link), "action": .string(action),
            "because": .string(because),
        ]
    }
}

extension PathReport.Stop {
    var json: JSONValue {
        [
            "netns": .uint(netns), "stage": .string(stage), "object": .string(object), "name": .string(name),
            "because": JSONValue(because),
        ]
    }
}
