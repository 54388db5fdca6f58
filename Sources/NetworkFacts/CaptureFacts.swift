import Analysis
import CEL
import Netfilter
import NetworkModel
import PacketTrace
import Rules
import SnapshotQuery

extension FactTables {
    static let capturedStream = FactTable<View<Ladder>>(
        "CapturedStream",
        doc: "One direction of a flow that was captured at several places, beside what the simulation says of it.",
        key: { "\($0.object.words) \($0.object.sent)" },
        facts: [
            Fact("flow", .string, doc: "tcp 10.1.0.2:40000 -> 8.8.8.8:443, as its sender made it.") {
                .string($0.object.words)
            },
            Fact(
                "netns", .object("Netns"),
                doc: "Where packets get lost, or left unanswered, or else where they were seen first."
            ) {
                $0.netns($0.lastSeen)
            },
            Fact("sender", .object("Netns"), doc: "Where they were seen first.") { view in
                view.netns(view.firstSeen)
            },
            Fact("destination", .string, doc: "8.8.8.8:443/tcp, as `nsdoctor path` takes it.") {
                .string($0.object.destination)
            },
            Fact("address", .string, doc: "8.8.8.8: whom they are for.") {
                .string($0.object.stream.sightings.first.map { "\($0.tuple.dst)" } ?? "")
            },
            Fact("sent", .int, doc: "Packets that the first place saw.") { .number($0.object.sent) },
            Fact(
                "lost", .int,
                doc:
                    "Of those, how many are missing where they should have been seen next; 0 where none is known to be."
            ) {
                .number($0.object.loss?.lost ?? 0)
            },
            Fact("sightings", .string, doc: "12 on veth-blue in blue, 0 on eth0 in the host.") { view in
                .string(view.analysis.sightings(view.object))
            },
            Fact("place", .string, doc: "Where packets get lost: behind br0 in the host, before eth0 in the host.") {
                view in
                .string(view.lossPlace)
            },
            Fact("is_as_simulated", .bool, doc: "The simulated packet is stopped just where packets get lost.") {
                .bool($0.object.isAsSimulated)
            },
            Fact("reason", .string, doc: "What stops the simulated packet there, in a sentence; empty for nothing.") {
                .string($0.object.loss?.dropPoint?.reason ?? "")
            },
            Fact("object", .string, doc: "The kind of the object that stops it: link, sysctl, chain …") {
                .string($0.object.loss?.dropPoint?.object.rawValue ?? "link")
            },
            Fact(
                "name", .string,
                doc:
                    "The name of that object, or else of the link where packets were seen before they got lost, or left."
            ) { view in
                .string(view.object.loss?.dropPoint?.name ?? view.lastName)
            },
            Fact("rule", .string, doc: "The rule that stops it, in its own words; empty for none.") {
                .string($0.object.loss?.dropPoint?.rule?.text ?? "")
            },
            Fact(
                "unexpected", .string,
                doc: "A place that saw them, and by which the simulated packet does not go; empty for none."
            ) { view in
                .string(view.object.unexpected.map { view.analysis.capturePlace($0.place) } ?? "")
            },
            Fact("is_wanted", .bool, doc: "Somebody waits for them: the user, a socket of the target, its resolver.") {
                view in
                .bool(view.analysis.isWanted(view.object))
            },
            Fact("is_refusal", .bool, doc: "They are refusals of connections (RST), and nothing else.") {
                .bool($0.object.isRefusal)
            },
            Fact(
                "is_unanswered", .bool,
                doc: "Connections were asked for, left by the last place, and nothing came back."
            ) {
                .bool($0.object.isUnanswered)
            },
            Fact("first_place", .string, doc: "Where they were seen first.") { view in
                .string(view.object.stream.sightings.first.map { view.analysis.capturePlace($0.place) } ?? "")
            },
            Fact("last_place", .string, doc: "The last place where they should be seen.") { view in
                .string(view.object.rungs.last { $0.isExpected }.map { view.analysis.capturePlace($0.place) } ?? "")
            },
            Fact("affects", .list(.int), doc: "Inodes of the namespaces whose packets they are.") { view in
                .inodes(view.analysis.scope.subjects)
            },
        ])

    static let capturedSolicitation = FactTable<View<PacketCapture.Solicitation>>(
        "CapturedSolicitation", doc: "Questions of one sender for the hardware address of one next hop.",
        key: { "\($0.object.sender) \($0.object.target)" },
        facts: [
            Fact("netns", .object("Netns"), doc: "Where they were seen first.") { view in
                view.netns(view.captured(view.object.place)?.netns ?? NetnsID(inode: 0))
            },
            Fact("link", .string, doc: "The link where they were seen first.") { view in
                .string(view.captured(view.object.place)?.ifname ?? "")
            },
            Fact("sender", .string, doc: "Who asks.") { .string("\($0.object.sender)") },
            Fact("target", .string, doc: "Whose hardware address is asked for.") { .string("\($0.object.target)") },
            Fact("questions", .int, doc: "How often it was asked.") { .number($0.object.questions) },
            Fact("answers", .int, doc: "How often that was answered.") { .number($0.object.answers) },
        ])
}

extension View {
    func captured(_ place: Int) -> PacketCapture.Place? {
        guard let places = analysis.query.snapshot.capture?.places, places.indices.contains(place) else { return nil }
        return places[place]
    }
}

extension View<Ladder> {
    /// The place behind which packets get lost, or left; the first one where they do not.
    private var last: PacketCapture.Place? {
        let rung =
            object.loss.map { object.rungs[$0.after] }
            ?? (object.isUnanswered ? object.rungs.last { $0.isExpected } : object.rungs.first)
        return rung.flatMap { captured($0.place) }
    }

    fileprivate var lastSeen: NetnsID { object.loss?.dropPoint?.netns ?? last?.netns ?? NetnsID(inode: 0) }

    fileprivate var firstSeen: NetnsID {
        object.stream.sightings.first.flatMap { captured($0.place)?.netns } ?? NetnsID(inode: 0)
    }

    fileprivate var lastName: String { last?.ifname ?? "" }

    fileprivate var lossPlace: String {
        guard let loss = object.loss else { return "" }
        let after = "behind \(analysis.capturePlace(object.rungs[loss.after].place))"
        return loss.before.map { "\(after), before \(analysis.capturePlace(object.rungs[$0].place))" } ?? after
    }
}
