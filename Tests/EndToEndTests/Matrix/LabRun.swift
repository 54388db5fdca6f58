import Foundation
import Labs
import TestSupport
import Testing

/// Everything that is asked of one lab, which is built once for it.
struct LabRun: Sendable {
    var live: LabReport
    var liveStatus: Int32
    /// The same diagnosis of a snapshot taken at the same time.
    var replayed: LabReport
    var replayedStatus: Int32
    /// The snapshot, and what is said of it with pseudonyms; nil where that was not asked.
    var shared: SharedRun?
    /// The same from where the outside cannot be entered; nil where there is none.
    var hidden: HiddenRun?
    /// Of the sandbox's own network namespace.
    var ownInode: UInt64
    /// Probes that did not behave as the lab declares.
    var surprises: [String]
    /// `nsdoctor path` beside packets that were sent; nil where that was not asked.
    var paths: ScriptVerdict?
    /// The fix of the root cause, typed; nil where there is nothing to find.
    var fixes: ScriptVerdict?

    /// Builds it and asks everything, beside a few others.
    init(of place: LabPlace) async throws {
        let lab = try LabCatalog.find(place.lab)
        let sharing = LabPlace.shared.contains(place) ? Self.sharing : ""
        let looks = Self.saying + Self.looking + sharing + "\n" + Self.hiding(place, lab)
        let order = try LabRunner.Order(
            fault: place.id, command: ["sh", "-c", looks, "sh", Command.nsdoctor, "{target}"],
            probes: true, lastly: ["sh", "-c", Self.saying + Self.doing(at: place, lab)], capture: true)
        let outcome = try await Sandboxes.run(place.lab, order)
        let answers = LabAnswers(outcome)
        live = try LabReport(json: answers.text("live").utf8)
        liveStatus = try answers.status("live")
        replayed = try LabReport(json: answers.text("replayed").utf8)
        replayedStatus = try answers.status("replayed")
        if LabPlace.shared.contains(place) {
            shared = SharedRun(
                snapshot: try String(answers.text("saved")), report: try String(answers.text("replayed")),
                redacted: try String(answers.text("redacted")),
                others: [try String(answers.text("shared")), try String(answers.text("ticket"))])
        }
        hidden = try answers.json("hidden", as: HiddenRun.Answer.self).flatMap { try HiddenRun($0) }
        ownInode = try answers.number("inode")
        surprises = try LabCheck.surprises(outcome.probes, lab, fault: place.id)
        if LabPlace.walked.contains(place) { paths = try answers.verdict("paths") }
        if place.expect != nil { fixes = try answers.verdict("fixes") }
    }

    /// `say NAME COMMAND…`: what it prints, below its name, and then its exit status.
    private static let saying = """
        say() { echo "=== $1"; name=$1; shift; "$@"; status=$?; echo; echo "=== $name status"; echo $status; }

        """

    /// Before any packet is sent.
    private static let looking = """
        n=$1; shift
        say live "$n" "$@" --json
        say snapshot "$n" snapshot "$@" -o /run/snapshot.json
        say replayed "$n" "$@" --snapshot /run/snapshot.json --json
        say inode stat -L -c %i /proc/self/ns/net
        """

    /// The same with pseudonyms.
    private static let sharing = """

        say saved cat /run/snapshot.json
        say redacted "$n" "$@" --snapshot /run/snapshot.json --redact --redact-map /run/map.json --json
        say shared sh -c "$n snapshot $* --redact -o /run/shared.json.gz && zcat /run/shared.json.gz"
        say ticket "$n" "$@" --snapshot /run/snapshot.json --redact -o md
        """

    private static func hiding(_ place: LabPlace, _ lab: Lab) -> String {
        guard let script = HiddenRun.script(in: lab, fault: place.id) else { return "" }
        return "say hidden \(shellWords(script.command))\n"
    }

    /// After the probes, since these leave traces. The fixes change the lab, so they are typed at the very end.
    private static func doing(at place: LabPlace, _ lab: Lab) throws -> String {
        var lines = ""
        if LabPlace.walked.contains(place) {
            let script = Script("path_labs.py", [try PathProbe.json(of: lab), "16"])
            lines += "say paths \(shellWords(script.command))\n"
        }
        if place.expect != nil { lines += "say fixes \(shellWords(Script("fixes.py").command))\n" }
        return lines
    }

    private static func shellWords(_ words: [String]) -> String {
        words.map { "'" + $0.replacing("'", with: "'\\''") + "'" }.joined(separator: " ")
    }
}

/// The parts of a run's output by their names.
private struct LabAnswers {
    private let parts: [String: Substring]
    private let errors: String

    init(_ outcome: LabOutcome) {
        let text = "\n" + String(decoding: outcome.output, as: UTF8.self)
        parts = Dictionary(
            text.components(separatedBy: "\n=== ").dropFirst().map { part in
                let name = part.prefix { $0 != "\n" }
                return (String(name), part.dropFirst(name.count))
            }, uniquingKeysWith: { first, _ in first })
        errors = String(decoding: outcome.errors.suffix(2000), as: UTF8.self)
    }

    func text(_ name: String) throws -> Substring { try #require(parts[name], "no \(name): \(errors)") }

    func number<Number: FixedWidthInteger>(_ name: String) throws -> Number {
        try #require(Number(text(name).filter { !$0.isWhitespace }), "\(name): \(errors)")
    }

    func status(_ name: String) throws -> Int32 { try number("\(name) status") }

    func verdict(_ name: String) throws -> ScriptVerdict {
        try #require(try json(name, as: ScriptVerdict.self), "no \(name): \(errors)")
    }

    /// Nil where it was not asked for.
    func json<Value: Decodable>(_ name: String, as type: Value.Type) throws -> Value? {
        guard let text = parts[name] else { return nil }
        do {
            return try JSONDecoder().decode(Value.self, from: Data(text.utf8))
        } catch {
            throw Script.Failed(description: "\(name) ended with status \(try status(name)): \(errors) \(error)")
        }
    }
}
