import Addresses
import Analysis
import CEL
import NetworkModel
import Rules
import SnapshotQuery
import Topology

extension FactTables {
    static let netns = FactTable<NetnsView>(
        "Netns", doc: "A network namespace.", key: \.id,
        facts: [
            Fact("inode", .int, doc: "Inode of its nsfs file: its identity.") { .number($0.id.inode) },
            Fact("name", .string, doc: "What a person would call it: a name, else the target's pid, else the inode.") {
                .string($0.label)
            },
            Fact(
                "names", .list(.string),
                doc: "What its container is called, then its names under /run/netns and /run/docker/netns."
            ) {
                .strings($0.namespace?.names ?? [])
            },
            Fact("enter", .string, doc: "Command prefix that runs something inside it.") { .string($0.enter) },
            Fact("is_own", .bool, doc: "nsdoctor itself runs in it.") { .bool($0.namespace?.isOwn ?? false) },
            Fact("is_subject", .bool, doc: "It is what the diagnosis was asked about.") {
                .bool($0.analysis.scope.subjects.contains($0.id))
            },
            Fact("is_router", .bool, doc: "It forwards for a namespace that the diagnosis was asked about.") {
                .bool($0.analysis.routers[$0.id] != nil)
            },
            Fact("affects", .list(.int), doc: "Inodes of the namespaces whose traffic passes through it.") {
                .inodes($0.analysis.affected(by: $0.id))
            },
            Fact("links", .list(.object("Link")), doc: "All its links.", get: links),
            Fact("lo", .object("Link"), optional: true, doc: "The loopback device.", get: loopback),
            Fact(
                "cable_bridge", .string,
                doc: "The node's only bridge with an IPv4 address, to plug it into; empty where there is no such."
            ) {
                .string($0.analysis.cabling(of: $0.id)?.bridge ?? "")
            },
            Fact("cable_name", .string, doc: "A name for the node's end of a pair to that bridge; else empty.") {
                .string($0.analysis.cabling(of: $0.id)?.veth ?? "")
            },
            Fact("cable_address", .string, doc: "`10.1.0.12/24`: one that nobody on that bridge has; else empty.") {
                .string($0.analysis.cabling(of: $0.id)?.address.description ?? "")
            },
            Fact("cable_gateway", .string, doc: "That bridge's address; else empty.") {
                .string($0.analysis.cabling(of: $0.id)?.gateway.description ?? "")
            },
            Fact("attachments", .int, doc: "How many links other than lo, bridges and ports it has.") { view in
                .number(view.analysis.attachments(of: view.id).count)
            },
            Fact("global_addresses", .int, doc: "How many addresses usable beyond the own link it has.") { view in
                CELValue.observed(view.analysis.query.addresses(view.id, .inet)) { v4 in
                    CELValue.observed(view.analysis.query.addresses(view.id, .inet6)) { v6 in
                        .number((v4 + v6).filter { $0.address.isGlobal }.count)
                    }
                }
            },
            Fact("listeners", .int, doc: "Sockets that wait for a first packet.") { view in
                CELValue.observed(view.analysis.query.sockets(view.id)) { .number($0.filter(\.isListening).count) }
            },
            Fact("open_ports", .list(.string), doc: "`tcp 80`: where it waits for others than itself; at most eight.") {
                view in
                CELValue.observed(view.analysis.query.sockets(view.id)) { sockets in
                    let open = sockets.filter {
                        $0.isListening && $0.proto != .raw && !$0.src.unmapped.isLoopback
                    }
                    return .strings(Set(open.map { "\($0.proto) \($0.sport)" }).sorted().prefix(8))
                }
            },
            Fact(
                "far_ends", .list(.string),
                doc: "Addresses beyond loopback that sockets are connected to; at most eight."
            ) { view in
                CELValue.observed(view.analysis.query.sockets(view.id)) { sockets in
                    let far = sockets.filter { [.established, .synSent].contains($0.state) }.map(\.dst.unmapped)
                    let named = far.filter { !$0.isLoopback && !$0.isUnspecified }
                    return .strings(Set(named.map(\.description)).sorted().prefix(8))
                }
            },
            Fact("sockets", .list(.object("Socket")), doc: "Sockets, TCP, UDP and raw.") { view in
                CELValue.observed(view.analysis.query.sockets(view.id)) { sockets in
                    FactTables.socket.list(
                        sockets.map { SocketView(analysis: view.analysis, netns: view.id, socket: $0) })
                }
            },
            Fact("processes", .int, doc: "Processes that live in it.") { view in
                CELValue.observed(view.analysis.query.holders(view.id)) { .number($0.processes.count) }
            },
            Fact("holders", .list(.string), doc: "What keeps it alive: processes, threads, descriptors, mounts.") {
                view in
                CELValue.observed(view.analysis.query.holders(view.id)) { .strings(sentences(for: $0)) }
            },
            Fact("container", .string, optional: true, doc: "Container id of the target process.") { view in
                let snapshot = view.analysis.query.snapshot
                guard snapshot.target?.netns == view.id, let pid = snapshot.target?.pid else { return nil }
                return snapshot.processes[pid]?.container.map { .string($0.id) }
            },
        ])

    @Sendable private static func links(_ view: NetnsView) -> CELValue? {
        CELValue.observed(view.analysis.query.links(view.id)) { links in
            FactTables.link.list(
                links.map { LinkView(analysis: view.analysis, ref: .init(view.id, $0.ifindex), link: $0) })
        }
    }

    /// Loopback is link 1 in every namespace (loopback_net_init in the kernel).
    @Sendable private static func loopback(_ view: NetnsView) -> CELValue? {
        CELValue.observed(view.analysis.query.link(view.id, 1)) { link in
            link.isLoopback
                ? FactTables.link.value(LinkView(analysis: view.analysis, ref: .init(view.id, 1), link: link)) : nil
        }
    }

    private static func sentences(for holders: Holders) -> [String] {
        holders.processes.map { "process \($0.pid) (\($0.comm))" }
            + holders.threads.map { "thread \($0.pid) (\($0.comm))" }
            + holders.descriptors.map { "descriptor \($0.fd) of process \($0.pid) (\($0.comm))" }
            + holders.mounts.map { "mount \($0.path)" + ($0.seenBy.map { " seen by process \($0)" } ?? "") }
    }
}
