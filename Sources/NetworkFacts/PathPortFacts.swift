import Addresses
import Analysis
import CEL
import NetworkModel
import Rules
import SnapshotQuery
import Topology

// Who listens where a packet ends that nobody takes.

extension FactTables {
    static let portFacts: [Fact<View<AskedPath>>] = [
        Fact("is_wanted", .bool, doc: "The user, a socket of the subject or its resolver waits for it.") {
            .bool($0.object.isWanted)
        },
        Fact(
            "is_failure", .bool,
            doc:
                "No rule but the network's own state stops what anybody would expect to arrive: a link, a neighbour, a setting."
        ) {
            .bool($0.analysis.isFailure($0.object))
        },
        Fact(
            "is_passed_on", .bool,
            doc: "It gets through, and another namespace in sight routes it on or takes it: the next hop answers."
        ) { .bool($0.object.isPassedOn) },
        Fact("is_refused", .bool, doc: "It got to a port that nobody takes it from.") {
            .bool($0.object.refusedPort != nil)
        },
        Fact("refused_address", .string, doc: "The address of that port; empty where there is none.") {
            .string($0.object.refusedPort?.address.description ?? "")
        },
        Fact("refused_port", .string, doc: "`tcp 80` as it arrived there; empty where there is none.") {
            .string($0.object.refusedPort.map { "\($0.proto) \($0.port)" } ?? "")
        },
        Fact("open_on", .list(.string), doc: "Addresses on which that port is open there.") { view in
            .strings(openSockets(view).map { Set($0.map(\.src.description)).sorted() } ?? [])
        },
        Fact("open_on_loopback_only", .bool, doc: "It is open there, but on loopback addresses only.") { view in
            let open = openSockets(view) ?? []
            return .bool(!open.isEmpty && open.allSatisfy(\.src.isLoopback))
        },
        Fact("open_elsewhere", .list(.object("Netns")), doc: "Other namespaces met in which that port is open.") {
            view in
            guard let refused = view.object.refusedPort else { return .list([]) }
            return .list(view.analysis.places(of: refused).map { view.netns($0.netns) })
        },
        Fact("open_ports", .list(.string), doc: "What else is open for others there, `tcp 8080`; at most eight.") {
            view in
            guard let refused = view.object.refusedPort else { return .list([]) }
            let open = (view.analysis.query.sockets(refused.netns).value ?? []).filter {
                $0.isListening && $0.proto == refused.proto && !$0.src.isLoopback
            }
            return .strings(Set(open.map(\.sport)).sorted().prefix(8).map { "\(refused.proto) \($0)" })
        },
        Fact("other_ports", .list(.int), doc: "Ports open at exactly that address, for the same protocol.") { view in
            guard let refused = view.object.refusedPort else { return .list([]) }
            let open = (view.analysis.query.sockets(refused.netns).value ?? []).filter {
                $0.isListening && $0.proto == refused.proto && $0.src == refused.address
            }
            return .list(Set(open.map(\.sport)).sorted().map { .number($0) })
        },
        Fact(
            "listener", .string,
            doc:
                "`nginx (pid 7)`: who has that port open, there or else elsewhere; `somebody` where no process is seen."
        ) { view in
            guard let refused = view.object.refusedPort else { return .string("") }
            let here = openSockets(view)?.first.map { (refused.netns, $0) }
            guard let (id, socket) = here ?? view.analysis.places(of: refused).first else { return .string("") }
            return .string(owner(of: socket, in: id, view.analysis))
        },
    ]

    private static func openSockets(_ view: View<AskedPath>) -> [Socket]? {
        view.object.refusedPort.map { $0.openSockets(among: view.analysis.query.sockets($0.netns).value ?? []) }
    }

    /// The first of the processes that hold a socket.
    static func owner(of socket: Socket, in id: NetnsID, _ analysis: TargetAnalysis) -> String {
        let first = analysis.query.owners(of: socket, in: id).value?.min { $0.pid < $1.pid }
        return first.map { "\($0.comm) (pid \($0.pid))" } ?? "somebody"
    }
}
