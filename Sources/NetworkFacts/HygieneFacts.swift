import Addresses
import Analysis
import CEL
import NetworkModel
import Rules
import SnapshotQuery
import Topology

/// A veth pair that serves nobody.
struct LooseVeth: Sendable {
    enum Why: String, Sendable {
        /// Both ends are in one namespace, plugged into nothing.
        case unmoved = "both ends are in the same namespace"
        /// It lies in our namespace, down and bare, though its far end elsewhere is in use.
        case left = "it lies unused, though the other end is in use"
        /// The far end is in a namespace without processes, and was never set up.
        case abandoned = "the other end is in a namespace without processes and was never set up"
    }

    let ref: LinkRef
    let link: Link
    let peer: LinkRef
    let peerLink: Link
    let why: Why
}

extension TargetAnalysis {
    /// Pairs that look left over: in a node view everywhere, for one subject only where they explain why it has no link.
    var looseVeths: [LooseVeth] {
        var seen: Set<LinkRef> = []
        let places = scope.isNode ? scope.subjects : lonelyServers
        return places.flatMap { id in
            (query.links(id).value ?? []).compactMap { link -> LooseVeth? in
                let ref = LinkRef(id, link.ifindex)
                guard link.infoKind == "veth", !seen.contains(ref), let edge = query.peer(of: ref, link),
                    let far = edge.to,
                    case .known(let farLink) = query.link(far)
                else { return nil }
                if far.netns == id {
                    seen.formUnion([ref, far])
                    let bare = [(ref, link), (far, farLink)].filter { isBare($0.0) }
                    // One end may be set up already, and the other one waits for its namespace.
                    let waits = !scope.isNode && bare.contains { !$0.1.isUp && $0.1.master == nil }
                    return bare.count < 2 && !waits
                        ? nil : LooseVeth(ref: ref, link: link, peer: far, peerLink: farLink, why: .unmoved)
                }
                // Of a node nobody knows which namespace it was meant for.
                guard scope.isNode else {
                    let isLeft = !link.isUp && link.master == nil && isBare(ref)
                    return isLeft ? LooseVeth(ref: ref, link: link, peer: far, peerLink: farLink, why: .left) : nil
                }
                guard let holders = query.holders(far.netns).value, holders.processes.isEmpty,
                    holders.gap == nil, isBare(far), !farLink.isUp
                else { return nil }
                return LooseVeth(ref: ref, link: link, peer: far, peerLink: farLink, why: .abandoned)
            }
        }
    }

    private func isBare(_ ref: LinkRef) -> Bool {
        (query.addresses(ref.netns, on: ref.ifindex).value ?? []).allSatisfy { !$0.address.isGlobal }
    }

    /// Where to look for the missing link of a subject that has none: our own namespace.
    private var lonelyServers: [NetnsID] {
        // Links not read yet are not links that are missing.
        let hasLonely = scope.subjects.contains { query.links($0).value != nil && attachments(of: $0).isEmpty }
        return hasLonely ? query.snapshot.namespaces.values.filter(\.isOwn).map(\.id) : []
    }

    /// Namespaces that live although nobody lives in them and nobody calls them by name.
    var pinned: [NetnsID] {
        guard scope.isNode else { return [] }
        return scope.subjects.filter { id in
            guard let namespace = query.namespace(id), !namespace.isOwn, let holders = query.holders(id).value else {
                return false
            }
            return holders.processes.isEmpty && holders.threads.isEmpty && namespace.names.isEmpty
        }
    }
}

extension FactTables {
    static let looseVeth = FactTable<View<LooseVeth>>(
        "LooseVeth", doc: "A veth pair that serves nobody.", key: { $0.object.ref },
        facts: [
            Fact("netns", .object("Netns"), doc: "Where it was found.") { $0.netns($0.object.ref.netns) },
            Fact("link", .object("Link"), doc: "One end.") { $0.link($0.object.ref, $0.object.link) },
            Fact("peer", .object("Link"), doc: "The other end.") { $0.link($0.object.peer, $0.object.peerLink) },
            Fact("why", .string, doc: "What makes it look left over.") { .string($0.object.why.rawValue) },
            Fact("is_left", .bool, doc: "One end is used elsewhere, this one lies bare.") {
                .bool($0.object.why == .left)
            },
            Fact("is_unmoved", .bool, doc: "Both ends are in one namespace.") { .bool($0.object.why == .unmoved) },
        ])

    static let staleName = FactTable<Snapshot.StaleName>(
        "StaleName", doc: "A file in /run/netns that is no namespace.", key: \.path,
        facts: [
            Fact("path", .string, doc: "The file.") { .string($0.path) },
            Fact("reason", .string, doc: "What is wrong with it.") { .string($0.reason) },
        ])
}
