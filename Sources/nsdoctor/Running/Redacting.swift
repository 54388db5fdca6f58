import FoundationEssentials
import JSON
import NetworkModel
import Redaction

extension RedactionOptions {
    /// Nil where nothing is to be redacted. The map is written by ``writeMap(_:)``, once nothing is to be translated any more.
    func redaction(of snapshot: Snapshot) throws(Failure) -> Redaction? {
        guard redact || map != nil else { return nil }
        guard map != "-" else {
            throw Failure(.usage, "--redact-map takes a file: on standard output it would go where the report goes")
        }
        var generator = SystemRandomNumberGenerator()
        return Redaction(snapshot, .random(using: &generator))
    }

    func writeMap(_ redaction: Redaction?) throws(Failure) {
        guard let redaction, let map else { return }
        try SnapshotFile.write(Data(redaction.map.json.pretty.utf8), to: map)
    }

    /// Of what is neither a snapshot nor made of one.
    func refuse(_ reason: String) throws(Failure) {
        if redact || map != nil { throw Failure(.usage, reason) }
    }
}

extension RedactionMap {
    fileprivate var json: JSONValue {
        func object(_ names: [String: String]) -> JSONValue { .object(names.mapValues(JSONValue.string)) }
        return .ordered([
            ("schema", "nsdoctor.redaction/1"), ("addresses", object(addresses)), ("hardware", object(hardware)),
            ("names", object(names)),
        ])
    }
}
