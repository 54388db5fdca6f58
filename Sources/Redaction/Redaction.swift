import Addresses
import NetworkModel

/// A snapshot that can be given away: what identifies a site has pseudonyms, and a diagnosis says the same of it.
public struct Redaction {
    /// Pseudonyms in place of addresses and names.
    public let snapshot: Snapshot
    private let redactor: Redactor

    /// - Parameter key: another one each time, so that two redacted snapshots cannot be put side by side.
    public init(_ original: Snapshot, _ key: RedactionKey) {
        redactor = Redactor(key)
        var noted = original
        noted.redact(redactor)
        redactor.give()
        var snapshot = original
        snapshot.redact(redactor)
        self.snapshot = snapshot
    }

    /// What stands for what, for whoever must translate an answer; as secret as the snapshot was.
    public var map: RedactionMap { redactor.map }

    /// The pseudonym of an address that a question about the snapshot names.
    public func address(_ address: IPAddress) -> IPAddress { redactor.address(address) }
    /// The pseudonym of such a name.
    public func name(_ name: String) -> String { redactor.name(name) }
}

/// Originals and their pseudonyms.
public struct RedactionMap: Sendable, Equatable {
    /// Of addresses, networks and ranges.
    public internal(set) var addresses: [String: String] = [:]
    /// Of hardware addresses.
    public internal(set) var hardware: [String: String] = [:]
    /// Of names, paths and comments.
    public internal(set) var names: [String: String] = [:]
}
