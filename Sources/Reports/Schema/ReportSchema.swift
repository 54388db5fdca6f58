import Analysis
import Diagnosis
import JSON
import NetworkModel
import PacketTrace

/// The JSON Schema of `nsdoctor.report/1`. Its objects are closed: within the major, fields are only added here first,
/// so readers who validate should take the schema of the tool's own version.
public enum ReportSchema {
    public static var text: String { value.pretty }

    public static var value: JSONValue {
        guard case .object(var schema) = root else { return root }
        schema["$schema"] = "http://json-schema.org/draft-07/schema#"
        // No $id: only an absolute address may be one, and below "nsdoctor.report/1" some validators find no definitions.
        schema["title"] = "nsdoctor report"
        schema["definitions"] = .object(
            [findings, paths, captures, WatchSchema.parts, probes, topology].reduce(base) { all, part in
                all.merging(part) { $1 }
            })
        return .object(schema)
    }

    private typealias S = SchemaParts

    private static var root: JSONValue {
        S.object(
            [
                "schema": ["const": .string(Report.schema)],
                "tool": S.object(["name": ["const": "nsdoctor"], "version": S.string]),
                "started_at": S.text("RFC 3339, UTC"),
                "duration_ms": S.count,
                "host": S.object(["name": S.string, "kernel": S.string]),
                "target": S.reference("target"),
                "verdict": S.oneOf(Verdict.allCases.map(\.rawValue)),
                "coverage": S.object(["ok": S.count, "found": S.count, "unknown": S.count, "skipped": S.count]),
                "questions": S.object(["wanted": S.count, "answered": S.count, "unknown": S.count]),
                "datapath": S.orNull(S.reference("datapath")),
                "vantage": S.stringOrNull,
                "open_questions": S.strings,
                "scope": S.strings,
                "not_looked_at": S.strings, "not_applied": S.strings,
                "findings": S.array(of: S.reference("finding")),
                "plan": S.array(of: S.reference("plan_step")),
                "checks": S.array(of: S.reference("check")),
                "paths": S.array(of: S.reference("path")),
                "topology": S.reference("topology"),
                "incomplete": S.array(of: S.reference("gap")),
                "capture": S.reference("capture"),
                "watched": S.reference("watched"), "probing": S.reference("probing"),
            ], optional: ["capture", "watched", "probing"])
    }

    private static var base: [String: JSONValue] {
        [
            "netns": S.object(["inode": S.count, "names": S.strings], "A network namespace; names may be empty"),
            "target": S.object([
                "kind": S.oneOf(Target.Kind.allCases.map(\.rawValue)),
                "spelling": S.text("as the user typed it"),
                "pid": S.countOrNull, "comm": S.stringOrNull, "nspid": S.array(of: S.count),
                "netns": S.orNull(S.reference("netns")), "container": S.orNull(S.reference("container")),
            ]),
            "container": S.object([
                "id": S.string, "runtime": S.stringOrNull, "pod_uid": S.stringOrNull, "name": S.stringOrNull,
                "pod": S.stringOrNull, "service": S.stringOrNull,
            ]),
            "datapath": S.object(
                [
                    "plugin": S.stringOrNull, "name": S.stringOrNull, "mode": S.stringOrNull,
                    "shape": S.oneOf(Datapath.Shape.allCases.map(\.rawValue)),
                    "certainty": S.orNull(S.oneOf(Datapath.Certainty.allCases.map(\.rawValue))),
                    "bridge": S.stringOrNull, "carrier": S.stringOrNull, "underlay": S.stringOrNull,
                    "distribution": S.stringOrNull, "also": S.strings, "services": S.strings, "firewalls": S.strings,
                    "tunnels": S.strings, "evidence": S.strings, "summary": S.string,
                ], "Whose network the target is in, by what is on the node; docs/platforms.md has the ids"),
            "check": S.object([
                "id": S.string, "title": S.string, "state": S.oneOf(["ok", "found", "unknown", "skipped"]),
                "reason": S.stringOrNull, "runbook": S.reference("step"),
            ]),
            "step": S.object(["id": S.string, "step": S.string], "Runbook and step"),
            "gap": S.object(
                ["netns": S.countOrNull, "fact": S.string, "reason": S.string, "hint": S.stringOrNull],
                "Something that could not be read"),
        ]
    }

    private static var findings: [String: JSONValue] {
        [
            "finding": S.object([
                "id": S.string, "severity": S.oneOf(Severity.allCases.map(\.rawValue)),
                "certainty": S.oneOf(Certainty.allCases.map(\.rawValue)), "root_cause": S.flag,
                "explains": S.strings, "subject": S.reference("subject"), "title": S.string, "summary": S.string,
                "evidence": S.array(of: S.reference("evidence")), "confirm": S.strings,
                "fix": S.array(of: S.reference("fix")), "references": S.strings, "runbook": S.reference("step"),
            ]),
            "subject": S.object([
                "netns": S.orNull(S.reference("netns")), "object": S.text("link, route, sysctl, …"), "name": S.string,
            ]),
            "evidence": S.object([
                "fact": S.string, "observed": S.string, "expected": S.stringOrNull, "command": S.stringOrNull,
            ]),
            "fix": S.object([
                "command": S.string, "risk": S.stringOrNull,
                "effect": [
                    "type": ["string", "null"],
                    "description": "result of the simulation with the fix; null: not simulated",
                ],
                "answered": S.countOrNull, "wanted": S.countOrNull, "harmed": S.count,
            ]),
            "plan_step": S.object([
                "finding": S.string, "command": S.string, "answered": S.count, "wanted": S.count,
                "next": S.stringOrNull,
            ]),
        ]
    }

    private static var paths: [String: JSONValue] {
        [
            "path": S.object(
                [
                    "question": S.string,
                    "flow": S.object(
                        [
                            "src": S.stringOrNull, "dst": S.string, "proto": S.stringOrNull, "sport": S.count,
                            "dport": S.countOrNull,
                        ], optional: ["sport"]),
                    "forward": S.reference("direction"), "reply": S.orNull(S.reference("direction")),
                    "assumptions": S.strings,
                    "account": S.oneOf(Account.Word.allCases.map { ($0.rawValue, $0.about) }),
                ], optional: ["assumptions", "account"]),
            "direction": S.object(
                [
                    "result": S.reference("result"), "hops": S.array(of: S.reference("hop")),
                    "stopped_by": S.orNull(S.reference("stop")), "mtu": S.countOrNull, "error_returns": S.flag,
                ], optional: ["error_returns"]),
            "hop": S.object(
                [
                    "netns": S.count, "stage": S.reference("stage"), "link": S.stringOrNull, "action": S.string,
                    "because": S.string,
                    "mtu": S.count, "nat": S.reference("nat"), "rules": S.array(of: S.reference("rule")),
                ], optional: ["mtu", "nat", "rules"]),
            "result": S.oneOf(Disposition.allCases.map { ($0.rawValue, $0.about) }),
            "stage": S.oneOf(Stage.allCases.map { ($0.rawValue, $0.about) }),
            "nat": S.object([
                "side": S.oneOf(["source", "destination"]), "from": S.string, "to": S.string, "rule": S.stringOrNull,
            ]),
            "rule": S.object(["rule": S.string, "text": S.string, "outcome": S.string]),
            "stop": S.object(
                [
                    "netns": S.count, "stage": S.reference("stage"), "object": S.string, "name": S.string,
                    "because": S.stringOrNull,
                    "rule": S.string,
                ], optional: ["rule"]),
        ]
    }

    private static var captures: [String: JSONValue] {
        [
            "capture": S.object(
                [
                    "started_at": S.text("RFC 3339, UTC"), "duration_ms": S.count, "filter": S.stringOrNull,
                    "places": S.array(
                        of: S.object([
                            "netns": S.count, "ifname": S.string, "label": S.string, "received": S.count,
                            "missed": S.count,
                        ])),
                    "streams": S.array(of: S.reference("stream")), "unlisted": S.count,
                    "drops": S.array(
                        of: S.object(
                            [
                                "flow": S.string, "packets": S.count, "symbol": S.text("The kernel's function"),
                                "reason": S.stringOrNull, "ifname": S.stringOrNull, "words": S.stringOrNull,
                                "stopped_by": S.orNull(S.reference("stop")),
                            ], "Packets that the kernel dropped, as drop_monitor tells it")),
                    "machine_drops": S.reference("machine_drops"),
                ], optional: ["drops", "machine_drops"], "What nsdoctor capture saw; absent in all other reports"),
            "machine_drops": S.object(
                [
                    "missed": S.count,
                    "places": S.array(
                        of: S.object([
                            "frames": S.count, "proto": S.string, "symbol": S.stringOrNull, "reason": S.stringOrNull,
                            "words": S.stringOrNull,
                        ])),
                ], "What the kernel dropped on the whole machine, whosever it was, as tracefs tells it"),
            "stream": S.object(
                [
                    "flow": S.text("As its sender made it; without the port that differs between several"),
                    "flows": S.count, "answer": S.flag, "answers": S.countOrNull, "sent": S.count, "lost": S.count,
                    "lost_after": S.countOrNull, "stopped_by": S.orNull(S.reference("stop")),
                    "answer_stopped_by": S.orNull(S.reference("stop")), "multicast": S.flag,
                    "rungs": S.array(
                        of: S.object([
                            "place": S.count, "seen": S.count, "expected": S.flag, "first_us": S.countOrNull,
                            "last_us": S.countOrNull, "as": S.stringOrNull, "tunnel": S.stringOrNull,
                        ])),
                    "tcp": S.object(["syns": S.count, "resets": S.count, "retransmissions": S.count]),
                    "quoted": S.string, "counted": S.count,
                ], optional: ["tcp", "quoted", "counted"]),
        ]
    }

    private static var topology: [String: JSONValue] {
        [
            "topology": S.object([
                "namespaces": S.array(
                    of: S.object(["inode": S.count, "names": S.strings, "role": S.string, "processes": S.strings])),
                "links": S.array(of: S.reference("link")),
                "edges": S.array(of: S.reference("edge")),
            ]),
            "link": S.object(
                [
                    "netns": S.count, "ifindex": S.count, "ifname": S.string,
                    "ifname_b64": S.text("the exact bytes, only where they are not printable UTF-8"),
                    "linkinfo": S.object(["info_kind": S.stringOrNull]), "flags": S.strings, "operstate": S.string,
                    "mtu": S.count, "address": S.stringOrNull,
                    "addr_info": S.array(
                        of: S.object([
                            "family": S.oneOf(["inet", "inet6"]), "local": S.string, "prefixlen": S.countOrNull,
                        ])),
                    "master": S.stringOrNull, "master_ifindex": S.countOrNull, "link_index": S.countOrNull,
                    "link_netnsid": S.integerOrNull, "port_state": S.stringOrNull,
                    "network": S.text("the container platform's network that the bridge is"),
                    "readers": S.strings,
                    "tunnel": S.text("where a tunnel leads that ends at no device in sight"),
                ], optional: ["ifname_b64", "network", "readers", "tunnel"], "Spelled as ip -d -j does"),
            "end": S.object(["netns": S.countOrNull, "ifindex": S.countOrNull, "ifname": S.stringOrNull]),
            "edge": S.object([
                "from": S.reference("end"), "to": S.reference("end"), "kind": S.string,
                "known": S.oneOf(TopologyReport.Edge.degrees), "at_edge": S.flag, "reason": S.stringOrNull,
            ]),
        ]
    }
}

extension TopologyReport.Edge {
    /// How well an edge is known.
    static let degrees = ["proved", "one-sided", "unresolved"]
}
