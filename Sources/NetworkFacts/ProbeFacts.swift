import Addresses
import Analysis
import CEL
import Netfilter
import NetworkModel
import PacketTrace
import Rules
import SnapshotQuery

extension FactTables {
    static let probe = FactTable<View<JudgedProbe>>(
        "Probe",
        doc: "A question that `nsdoctor probe` asked with real packets, beside what the simulation says of it.",
        key: { view in view.analysis.words(view.object.result.order) },
        facts: [
            Fact("kind", .string, doc: "neighbor, echo, path-mtu, dns, tcp or udp.") {
                .string($0.object.result.order.kind.rawValue)
            },
            Fact("words", .string, doc: "ping 10.1.0.1: what was sent.") { view in
                .string(view.analysis.words(view.object.result.order))
            },
            Fact("netns", .object("Netns"), doc: "Where it was sent.") { view in
                view.netns(view.object.result.order.netns)
            },
            Fact("destination", .string, doc: "8.8.8.8:443/tcp, as `nsdoctor path` takes it.") {
                .string($0.object.destination)
            },
            Fact("address", .string, doc: "8.8.8.8: whom it was for.") { .string("\($0.object.result.order.dst)") },
            Fact("link", .string, doc: "The link that it left by, or should have; empty where none is known.") { view in
                .string(view.link)
            },
            Fact(
                "outcome", .string,
                doc:
                    "answered, refused, error (an ICMP error came back), silent, failed (the kernel refused it) or unsent."
            ) { .string($0.object.result.outcome.rawValue) },
            Fact("real", .string, doc: "no answer to 3 packets: what came of it, in words.") {
                .string($0.object.result.words)
            },
            Fact("from", .string, doc: "Who answered, or sent the error; empty for nobody.") {
                .string($0.object.result.from.map { "\($0)" } ?? "")
            },
            Fact("sent", .int, doc: "Packets that were sent.") { .number($0.object.result.sent) },
            Fact(
                "simulated", .string,
                doc:
                    "answered (by a kernel in sight), handed (to the outside, or to a program), refused, stopped, uncertain or unknown."
            ) { .string($0.object.foretold.fate.rawValue) },
            Fact("reason", .string, doc: "What stops the simulated packet, in a sentence; empty for nothing.") {
                .string($0.object.foretold.reason ?? "")
            },
            Fact(
                "verdict", .string,
                doc:
                    "agrees, works (and should not), fails (and should not), unanswered (it left as simulated), turned-back (by an error from outside) or undecided. What holds before or after the packets alone is no disagreement."
            ) { .string($0.object.verdict.rawValue) },
            Fact("is_wanted", .bool, doc: "Somebody waits for it: the user, a socket of the target, its resolver.") {
                .bool($0.object.result.order.isWanted)
            },
            Fact("object", .string, doc: "The kind of the object that stops the simulated packet; link for none.") {
                view in
                .string(view.dropPoint?.object.rawValue ?? "link")
            },
            Fact("name", .string, doc: "The name of that object, or else of the link that it left by.") { view in
                .string(view.dropPoint?.name ?? view.link)
            },
            Fact("stop", .object("Netns"), doc: "The namespace of that object, or else the one that sent it.") { view in
                view.netns(view.dropPoint?.netns ?? view.object.result.order.netns)
            },
            Fact(
                "mtu", .int,
                doc: "What the first link lets through, in bytes; 0 where the path's MTU was not asked for."
            ) {
                .number($0.object.result.order.mtu ?? 0)
            },
            Fact(
                "path_mtu", .int, doc: "Of the path's MTU, the largest packet that was answered; 0 where none was."
            ) { .number($0.object.result.sizes?.answered ?? 0) },
            Fact("is_narrow", .bool, doc: "Larger packets leave by the first link, and are not answered.") {
                .bool($0.object.result.isNarrow)
            },
            Fact("is_told", .bool, doc: "A router said what fits.") { .bool($0.object.result.sizes?.told != nil) },
            Fact("affects", .list(.int), doc: "Inodes of the namespaces whose packet it is.") { view in
                .inodes(view.analysis.scope.subjects)
            },
        ])
}

extension JudgedProbe {
    fileprivate var destination: String {
        let order = result.order
        guard let port = order.port else { return "\(order.dst)" }
        return "\(order.dst.text(port: port))/\(order.kind == .tcp ? "tcp" : "udp")"
    }
}

extension View<JudgedProbe> {
    fileprivate var dropPoint: DropPoint? {
        object.foretold.fate == .stopped ? analysis.dropPoint(of: object.result.order) : nil
    }

    fileprivate var link: String {
        let order = object.result.order
        guard let ifindex = order.ifindex ?? analysis.firstLink(of: order) else { return "" }
        return analysis.query.link(order.netns, ifindex).value?.ifname ?? ""
    }
}
