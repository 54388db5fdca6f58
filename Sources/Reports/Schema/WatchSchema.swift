import Analysis
import JSON
import NetworkModel

/// What nsdoctor watch saw, as the schema has it.
enum WatchSchema {
    private typealias S = SchemaParts

    static var parts: [String: JSONValue] {
        [
            "watched": S.object(
                [
                    "started_at": S.text("RFC 3339, UTC"), "duration_ms": S.count, "samples": S.count,
                    "watched": S.count, "sources": S.array(of: S.reference("watched_source")), "gaps": S.strings,
                    "ways": S.array(of: S.reference("watched_way")),
                ], "What nsdoctor watch saw; absent in all other reports"),
            "watched_way": S.object(
                [
                    "to": S.string, "there": S.array(of: S.reference("watched_step")),
                    "back": S.array(of: S.reference("watched_step")),
                    "silent": S.orNull(S.reference("watched_step")),
                ], "What the links on the way to a --to have counted; silent: the first that counted nothing"),
            "watched_step": S.object([
                "netns": S.count, "place": S.string, "ifname": S.string, "direction": S.oneOf(["in", "out"]),
                "packets": S.count,
            ]),
            "watched_source": S.object([
                "object": S.oneOf(CounterSource.kinds), "netns": S.countOrNull, "place": S.stringOrNull,
                "name": S.string, "restarts": S.count, "replacements": S.count, "gone": S.flag,
                "counters": S.array(
                    of: S.object([
                        "name": S.text("as ip -s, nstat, tc -s and conntrack -S have it"), "rise": S.count,
                        "meaning": S.oneOf(CounterMeaning.words), "because": S.stringOrNull,
                    ])),
                "levels": S.array(
                    of: S.object(["name": S.string, "first": S.count, "last": S.count, "highest": S.count])),
            ]),
        ]
    }
}
