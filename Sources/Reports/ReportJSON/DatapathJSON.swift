import Analysis
import JSON

extension Datapath {
    var json: JSONValue {
        [
            "plugin": JSONValue(plugin), "name": JSONValue(name), "mode": JSONValue(mode),
            "shape": .string(shape.rawValue), "certainty": JSONValue(certainty?.rawValue),
            "bridge": JSONValue(bridge), "carrier": JSONValue(carrier), "underlay": JSONValue(underlay),
            "distribution": JSONValue(distribution), "also": JSONValue(also), "services": JSONValue(services),
            "firewalls": JSONValue(firewalls), "tunnels": JSONValue(tunnels), "evidence": JSONValue(evidence),
            "summary": .string(words),
        ]
    }
}
