import Analysis
import Diagnosis
import JSON

extension PathReport {
    var json: JSONValue {
        var members: [String: JSONValue] = [
            "question": .string(question), "flow": flow.json, "forward": forward.json,
            "reply": reply?.json ?? .null,
        ]
        if let account { members["account"] = .string(account.rawValue) }
        if !assumptions.isEmpty { members["assumptions"] = JSONValue(assumptions) }
        return .object(members)
    }
}

extension PathReport.Flow {
    var json: JSONValue {
        var members: [String: JSONValue] = [
            "src": JSONValue(src), "dst": .string(dst), "proto": JSONValue(proto), "dport": JSONValue(dport),
        ]
        if let sport { members["sport"] = .int(sport) }
        return .object(members)
    }
}

extension PathReport.Direction {
    var json: JSONValue {
        var members: [String: JSONValue] = [
            "result": .string(result), "hops": .array(hops.map(\.json)),
            "stopped_by": stoppedBy?.json ?? .null, "mtu": JSONValue(mtu),
        ]
        if let errorReturns { members["error_returns"] = .bool(errorReturns) }
        return .object(members)
    }
}

extension PathReport.Hop {
    var json: JSONValue {
        var members: [String: JSONValue] = [
            "netns": .uint(netns), "stage": .string(stage), "link": JSONValue(link), "action": .string(action),
            "because": .string(because),
        ]
        if let mtu { members["mtu"] = .int(mtu) }
        if let nat {
            members["nat"] = [
                "side": .string(nat.side), "from": .string(nat.from), "to": .string(nat.to),
                "rule": JSONValue(nat.rule),
            ]
        }
        if !rules.isEmpty {
            members["rules"] = .array(
                rules.map { ["rule": .string($0.rule), "text": .string($0.text), "outcome": .string($0.outcome)] })
        }
        return .object(members)
    }
}

extension PathReport.DropPoint {
    var json: JSONValue {
        var members: [String: JSONValue] = [
            "netns": .uint(netns), "stage": .string(stage), "object": .string(object), "name": .string(name),
            "because": JSONValue(because),
        ]
        if let rule { members["rule"] = .string(rule) }
        return .object(members)
    }
}
