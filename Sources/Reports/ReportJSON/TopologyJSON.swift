import Diagnosis
import TerminalText
import JSON

extension TopologyReport {
    /// Links are spelled as `ip -d -j` spells them; `master` is therefore a name, with `master_ifindex` beside it.
    public var json: JSONValue {
        let index = TopologyIndex(self)
        return [
            "namespaces": .array(namespaces.map(\.json)),
            "links": .array(links.map { $0.json(index) }),
            "edges": .array(edges.map(\.json)),
        ]
    }
}

extension TopologyReport.Namespace {
    var json: JSONValue {
        [
            "inode": .uint(ref.inode), "names": JSONValue(ref.names), "role": .string(role),
            "processes": JSONValue(processes),
        ]
    }
}

extension TopologyReport.Link {
    func json(_ index: TopologyIndex) -> JSONValue {
        let masterLink = master.flatMap { index.link(netns, $0) }
        var members: [String: JSONValue] = [
            "netns": .uint(netns), "ifindex": .int(ifindex), "ifname": .string(nameJSON),
            "linkinfo": ["info_kind": JSONValue(kind)],
            "flags": JSONValue(flags), "operstate": .string(operstate), "mtu": .int(mtu),
            "address": JSONValue(address), "addr_info": .array(addresses.map(Self.addressJSON)),
            "master": JSONValue(masterLink?.nameJSON), "master_ifindex": JSONValue(master),
            "link_index": JSONValue(linkIndex), "link_netnsid": JSONValue(linkNetnsid),
            "port_state": JSONValue(portState),
        ]
        if let network { members["network"] = .string(network) }
        if let tunnel { members["tunnel"] = .string(tunnel) }
        if !readers.isEmpty { members["readers"] = JSONValue(readers) }
        if let exactBytes { members["ifname_b64"] = .string(Base64.encode(exactBytes)) }
        return .object(members)
    }

    /// The name as every text format shows it.
    var displayName: String { ifnameBytes.map { Escape.text(bytes: $0) } ?? Escape.text(ifname) }

    private var isPrintable: Bool { ifnameBytes == nil && ifname.unicodeScalars.allSatisfy(Printable.allows) }

    /// The name itself where it is printable, else its display form, and only then `ifname_b64` beside it.
    fileprivate var nameJSON: String { isPrintable ? ifname : displayName }

    fileprivate var exactBytes: [UInt8]? { isPrintable ? nil : ifnameBytes ?? Array(ifname.utf8) }

    /// `10.1.0.11/24` as `ip -j addr` takes it apart.
    private static func addressJSON(_ text: String) -> JSONValue {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let local = parts.first.map(String.init) ?? text
        return [
            "family": local.utf8.contains(UInt8(ascii: ":")) ? "inet6" : "inet",
            "local": .string(local),
            "prefixlen": JSONValue(parts.dropFirst().first.flatMap { Int($0) }),
        ]
    }
}

extension TopologyReport.Edge {
    var json: JSONValue {
        [
            "from": from.json, "to": to.json, "kind": .string(kind), "known": .string(known),
            "at_edge": .bool(isAtEdge),
            "reason": JSONValue(reason),
        ]
    }
}

extension TopologyReport.End {
    var json: JSONValue {
        [
            "netns": JSONValue(netns), "ifindex": JSONValue(ifindex),
            "ifname": JSONValue(ifname),
        ]
    }
}
