import NetworkModel

extension LinkManager {
    /// /run/systemd/netif/links/IFINDEX: nil where networkd only watches the link.
    public init?(networkd bytes: [UInt8]) {
        let values = Self.values(bytes)
        guard let state = values["ADMIN_STATE"], ["configuring", "configured", "failed"].contains(state),
            let file = values["NETWORK_FILE"], !file.isEmpty
        else { return nil }
        self.init(program: .networkd, profile: file)
    }

    /// /run/NetworkManager/devices/IFINDEX: nil where it has no connection of its own on the link.
    public init?(networkManager bytes: [UInt8]) {
        let values = Self.values(bytes)
        guard values["managed"] == "true", let uuid = values["connection-uuid"], !uuid.isEmpty else { return nil }
        self.init(program: .networkManager, profile: uuid)
    }

    /// Lines `KEY=value`; of a key that occurs twice the first one counts.
    private static func values(_ bytes: [UInt8]) -> [String: String] {
        var found: [String: String] = [:]
        for line in bytes.lines {
            guard let sign = line.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let key = line[..<sign].text
            if found[key] == nil { found[key] = line[(sign + 1)...].text }
        }
        return found
    }
}
