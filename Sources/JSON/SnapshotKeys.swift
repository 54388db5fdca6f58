/// Names of properties as keys in a snapshot: snake_case that finds its way back. Foundation's own strategies lose
/// every name with an acronym: `acceptRa` becomes accept_ra, which becomes `acceptRa`, and nobody misses an optional.
package enum SnapshotKeys {
    private struct Key: CodingKey {
        let stringValue: String
        let intValue: Int? = nil
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// Properties that do not follow from their key. A test sends every property there and back.
    private static let acronyms = [
        "accept_dad": "acceptDad", "accept_ra": "acceptRa", "bridge_id": "bridgeId", "disable_ipv6": "disableIpv6",
        "guard_bpdu": "guardBpdu", "inner_pids": "innerPids", "owner_uid": "ownerUid", "pod_uid": "podUid",
        "program_id": "programId", "proxy_ndp": "proxyNdp", "tunnel_id": "tunnelId",
    ]
    private static let keys = Dictionary(uniqueKeysWithValues: acronyms.map { ($0.value, $0.key) })

    package static func decode(_ path: [any CodingKey]) -> any CodingKey {
        Key(stringValue: property(of: path.last?.stringValue ?? ""))
    }

    package static func key(of property: String) -> String {
        if let known = keys[property] { return known }
        var key = ""
        for character in property {
            if character.isUppercase { key += "_" }
            key += character.lowercased()
        }
        return key
    }

    package static func property(of key: String) -> String {
        if let known = acronyms[key] { return known }
        guard key.contains("_"), !key.hasPrefix("_") else { return key }
        let words = key.split(separator: "_", omittingEmptySubsequences: false)
        return String(words[0]) + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }
}
