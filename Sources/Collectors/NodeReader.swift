import Kernel
import KernelWire
import NetworkModel

/// All tables of one namespace, for `node`, `list` and whole snapshots.
enum NodeReader {
    static func read(
        _ handle: NamespaceHandle, into namespace: Namespace, _ facts: [Need.Fact], _ visitor: borrowing Visitor,
        _ patience: Patience
    ) -> (Namespace, NamespaceSession?) {
        var namespace = namespace
        if let end = patience.check() {
            namespace.markUnreadable(end.reason)
            return (namespace, nil)
        }
        do throws(SystemError) {
            if !namespace.isOwn { try visitor.enter(handle) }
            let session = try NamespaceSession(inside: handle)
            for fact in facts {
                if let end = patience.check() {
                    namespace.mark(fact, incomplete: end.reason)
                } else {
                    session.read(fact, into: &namespace)
                }
            }
            if patience.end != nil { return (namespace, session) }
            if facts.contains(.fdb), namespace.links.rows.contains(where: \.filtersVLANs) {
                session.readBridgeVLANs(into: &namespace)
            }
            let wireguards = namespace.links.rows.filter { $0.infoKind == "wireguard" }.map(\.ifindex)
            if facts.contains(.sockets), !wireguards.isEmpty { namespace.wireguards = WireGuardReader.read(wireguards) }
            if facts.contains(.ruleset) { readFirewall(session, into: &namespace) }
            return (namespace, session)
        } catch {
            namespace.markUnreadable(error.description)
            return (namespace, nil)
        }
    }

    /// What a packet meets besides nf_tables: legacy tables, sets, and every connection that is tracked.
    private static func readFirewall(_ session: NamespaceSession, into namespace: inout Namespace) {
        session.readConntrack(into: &namespace)
        session.readAllFlows(into: &namespace)
        session.readIpsets(into: &namespace)
        for set in namespace.ipsets.rows { session.readIpset(set.name, into: &namespace) }
        namespace.xfrm = XfrmReader.read()
        for family in XtFamily.allCases { namespace.xtables[family] = XtablesReader.read(family, nil, into: nil) }
    }
}
