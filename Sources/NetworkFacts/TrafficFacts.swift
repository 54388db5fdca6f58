import Analysis
import CEL
import Rules

extension FactTables {
    static let traffic = FactTable<View<Traffic>>(
        "Traffic", doc: "How far the packets get that the target needs answered, all of them together.",
        key: { _ in "traffic" },
        facts: [
            Fact("wanted", .int, doc: "All but those whose packets their owner plainly wants stopped.") {
                .number($0.object.wanted)
            },
            Fact("answered", .int, doc: "Those that get there and back, or out of the node with a way back.") {
                .number($0.object.answered)
            },
            Fact("unknown", .int, doc: "Those of which nobody can tell.") { .number($0.object.unknown) },
            Fact(
                "is_routed", .bool,
                doc:
                    "One that goes farther than to a gateway finds a route where it begins; where there is none such, whether it would."
            ) {
                .bool($0.object.isRouted)
            },
            Fact(
                "is_sent", .bool,
                doc: "One such is handed to a link; where there is none such, whether it would have a route."
            ) {
                .bool($0.object.isSent)
            },
            Fact(
                "is_passed_on", .bool,
                doc:
                    "One such is passed on by a router, gets through without one, or ends at a rule; where there is none such, whether it would have a route."
            ) {
                .bool($0.object.isPassedOn)
            },
        ])
}
