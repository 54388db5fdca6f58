import Comparison
import JSON
import NetworkModel

/// What `nsdoctor diff` and `nsdoctor compare` print.
public struct DifferenceDocument: Sendable {
    /// Two looks at one target, or one look at two.
    public enum Kind: String, Sendable, CaseIterable {
        case diff, compare

        /// The value of `schema` in JSON: readers refuse another major.
        public var schema: String { "nsdoctor.\(rawValue)/1" }
    }

    /// One of both.
    public struct Side: Sendable {
        /// The file, `now`, or the target.
        public var name: String
        /// The machine's name for itself.
        public var host: String
        /// RFC 3339, UTC.
        public var startedAt: String
        /// In the words of the command line.
        public var target: String

        /// With what the snapshot says of itself.
        public init(_ name: String, _ observation: Observation) {
            let snapshot = observation.snapshot
            (self.name, host, startedAt) = (name, snapshot.host.name, snapshot.startedAt)
            target = snapshot.target.map { "\($0.kind.rawValue) \($0.spelling)" } ?? "node"
        }
    }

    /// Which command it is of.
    public var kind: Kind
    /// The version of nsdoctor.
    public var tool: String
    /// What was before, or was named first.
    public var first: Side
    /// What came after, or was named second.
    public var second: Side
    /// What it is all about.
    public var difference: Difference

    /// Of two sides whose difference is known.
    public init(_ kind: Kind, _ first: Side, _ second: Side, _ difference: Difference, tool: String) {
        (self.kind, self.first, self.second, self.difference) = (kind, first, second, difference)
        self.tool = tool
    }

    // MARK: Words

    var headline: String {
        switch (kind, difference.outcome) {
        case (_, .equal): kind == .diff ? "Nothing that matters has changed." : "Nothing that matters differs."
        case (.diff, .differs): "\(count) changed."
        case (.compare, .differs): "\(count) differ\(difference.changes.count == 1 ? "s" : "")."
        case (_, .unknown): "Nothing differs of what both have seen, but not both have seen the same."
        }
    }

    private var count: String {
        let changes = difference.changes.count
        return "\(changes) thing\(changes == 1 ? "" : "s")"
    }

    /// `before: a.json, pid 7 on node1, 2026-01-01T00:00:00Z`
    var sides: [(label: String, text: String)] {
        [(kind == .diff ? "before" : "first", first), (kind == .diff ? "after" : "second", second)].map { label, side in
            (label, "\(side.name): \(side.target) on \(side.host), \(side.startedAt)")
        }
    }

    /// `only the first`: what became of it.
    func word(_ change: Change) -> String {
        switch (kind, change.kind) {
        case (.diff, .added): "+"
        case (.diff, .removed): "-"
        case (.compare, .added): ">"
        case (.compare, .removed): "<"
        case (_, .changed): "~"
        case (_, .moved): "^"
        }
    }

    func title(_ change: Change) -> String {
        let place =
            change.place == "the target" && [.question, .finding, .process].contains(change.topic)
            ? "" : " in \(change.place)"
        guard let text = change.text else { return "\(change.topic.word) \(change.name)\(place)" }
        let position = change.position.map { " \($0)" } ?? ""
        return "\(change.topic.word)\(position) of \(change.name)\(place): \(text)"
    }

    func words(_ attribute: Change.Attribute) -> String {
        switch (attribute.before, attribute.after) {
        case (let before?, let after?): "\(attribute.name): \(before) -> \(after)"
        case (let before?, nil): "\(attribute.name): \(before) -> none"
        case (nil, let after?): "\(attribute.name): none -> \(after)"
        case (nil, nil): attribute.name
        }
    }

    /// Of what was added or removed the properties say what it was.
    func details(_ change: Change) -> [String] {
        switch change.kind {
        case .changed: change.attributes.map(words)
        case .added, .removed, .moved:
            [
                change.attributes.compactMap { attribute in
                    (attribute.before ?? attribute.after).map { "\(attribute.name) \($0)" }
                }.joined(separator: ", ")
            ].filter { !$0.isEmpty }
        }
    }

    func words(_ unseen: Unseen, all: Bool) -> String {
        let who =
            kind == .diff
            ? (unseen.isLost ? "not seen any more" : "not seen then")
            : unseen.isLost ? "not seen of the second" : "not seen of the first"
        let most = all ? unseen.names.count : 3
        let rest = unseen.names.count - most
        let names = unseen.names.prefix(most).joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
        return
            "\(who): \(unseen.topic.word)\(unseen.names.count == 1 ? "" : "s") in \(unseen.place): \(names) (\(unseen.reason))"
    }

    // MARK: JSON

    /// As `DifferenceSchema` describes it.
    public var json: JSONValue {
        [
            "schema": .string(kind.schema), "tool": ["name": "nsdoctor", "version": .string(tool)],
            "outcome": .string(difference.outcome.rawValue), "first": first.json, "second": second.json,
            "changes": .array(difference.changes.map(\.json)), "unseen": .array(difference.unseen.map(\.json)),
        ]
    }
}

extension DifferenceDocument.Side {
    fileprivate var json: JSONValue {
        [
            "name": .string(name), "host": .string(host), "started_at": .string(startedAt), "target": .string(target),
        ]
    }
}

extension Change {
    fileprivate var json: JSONValue {
        [
            "place": .string(place), "first_netns": JSONValue(before), "second_netns": JSONValue(after),
            "topic": .string(topic.rawValue), "change": .string(kind.rawValue), "name": .string(name),
            "text": JSONValue(text), "position": JSONValue(position), "explains": JSONValue(explains),
            "attributes": .array(
                attributes.map {
                    ["name": .string($0.name), "first": JSONValue($0.before), "second": JSONValue($0.after)]
                }),
        ]
    }
}

extension Unseen {
    fileprivate var json: JSONValue {
        [
            "place": .string(place), "topic": .string(topic.rawValue), "names": JSONValue(names),
            "by": .string(isLost ? "second" : "first"), "reason": .string(reason),
        ]
    }
}
