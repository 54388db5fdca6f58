import Diagnosis
import NetworkModel
import JSON

extension CaptureReport {
    var json: JSONValue {
        var members: [String: JSONValue] = [
            "started_at": .string(startedAt), "duration_ms": .int(milliseconds), "filter": JSONValue(filter),
            "places": .array(places.map(\.json)), "streams": .array(streams.map(\.json)), "unlisted": .int(unlisted),
        ]
        if let drops { members["drops"] = .array(drops.map(\.json)) }
        if let machineDrops {
            members["machine_drops"] = [
                "missed": .int(missedMachineDrops), "places": .array(machineDrops.map(\.json)),
            ]
        }
        return .object(members)
    }
}

extension CaptureReport.Place {
    fileprivate var json: JSONValue {
        [
            "netns": .uint(netns), "ifname": .string(ifname), "label": .string(label), "received": .int(received),
            "missed": .int(missed),
        ]
    }
}

extension CaptureReport.Stream {
    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = [
            "flow": .string(flow), "flows": .int(flows), "answer": .bool(isAnswer), "answers": JSONValue(answers),
            "sent": .int(sent), "lost": .int(lost),
            "lost_after": JSONValue(lostAfter), "stopped_by": stoppedBy?.json ?? .null,
            "answer_stopped_by": answerStoppedBy?.json ?? .null, "multicast": .bool(isForGroup),
            "rungs": .array(rungs.map(\.json)),
        ]
        if let tcp {
            members["tcp"] = [
                "syns": .int(tcp.syns), "resets": .int(tcp.resets), "retransmissions": .int(tcp.retransmissions),
            ]
        }
        if let counted { members["counted"] = .uint(counted) }
        if let quoted { members["quoted"] = .string(quoted) }
        return .object(members)
    }
}

extension CaptureReport.Rung {
    fileprivate var json: JSONValue {
        [
            "place": .int(place), "seen": .int(seen), "expected": .bool(isExpected), "first_us": JSONValue(first),
            "last_us": JSONValue(last), "as": JSONValue(translation), "tunnel": JSONValue(tunnel),
        ]
    }
}

extension CaptureReport.Drop {
    fileprivate var json: JSONValue {
        [
            "flow": .string(flow), "packets": .int(packets), "symbol": .string(symbol), "reason": JSONValue(reason),
            "ifname": JSONValue(ifname), "words": JSONValue(words), "stopped_by": stoppedBy?.json ?? .null,
        ]
    }
}

extension CaptureReport.MachineDrop {
    fileprivate var json: JSONValue {
        [
            "frames": .int(frames), "proto": .string(proto), "symbol": JSONValue(symbol), "reason": JSONValue(reason),
            "words": JSONValue(words),
        ]
    }
}
