import Collectors
import Diagnosis
import FoundationEssentials
import Glibc
import NetworkModel
import Reports

/// What a guide judges, and what it can do about it: look again, try a command on paper, write a ticket.
struct GuideSession {
    let target: TargetWords?
    let options: DiagnosisOptions
    let destinations: [Destination]
    let milliseconds: Int
    private(set) var found: Examination
    /// Since the last look; a steady clock.
    private(set) var seenAt = Clock.monotonicMilliseconds
    private var written: Set<String> = []

    init(
        _ target: TargetWords?, _ options: DiagnosisOptions, asking destinations: [Destination], milliseconds: Int,
        found: Examination
    ) {
        (self.target, self.options, self.destinations) = (target, options, destinations)
        (self.milliseconds, self.found) = (milliseconds, found)
    }

    var isLive: Bool { options.snapshot == nil }

    /// When it was looked, RFC 3339.
    var time: String { isLive ? Clock.now : found.snapshot.startedAt }

    var checklist: Checklist { Checklist(found.diagnosis) }

    mutating func take(_ next: Examination) {
        found = next
        seenAt = Clock.monotonicMilliseconds
    }

    /// A look on a thread of its own, so that keys are still heard.
    func beginLook() -> GuideLook? { target.flatMap { GuideLook(self, $0) } }

    func questions(after command: String) -> QuestionCount? {
        found.diagnosis.questions(after: command, on: found.snapshot)
    }

    /// The ticket in the format of the file's name, and `NAME.snapshot.json` beside it, both for the owner alone.
    ///
    /// - Returns: the names of the files.
    mutating func write(_ guide: Guide, to path: String, replacing: Bool) throws(Failure) -> [String] {
        let dot = path.lastIndex(of: ".").flatMap { path[$0...].contains("/") ? nil : $0 }
        let base = dot.map { String(path[..<$0]) } ?? path
        let snapshot = "\(base).snapshot.json"
        for file in [path, snapshot] where !replacing && !written.contains(file) && access(file, F_OK) == 0 {
            throw Failure(.output, "\(file) is there already; :w! \(path) replaces it")
        }
        let text =
            switch dot.map({ path[$0...] }) {
            case ".json"?: GuideTicket.json(guide)
            case ".txt"?: GuideTicket.text(guide, TextOptions())
            default: GuideTicket.markdown(guide)
            }
        try SnapshotFile.write(.init(text.utf8), to: path)
        do {
            try SnapshotFile.write(found.snapshot, to: snapshot)
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(.output, "\(snapshot) cannot be encoded")
        }
        written.formUnion([path, snapshot])
        return [path, snapshot]
    }
}
