import Foundation
import JSON
import NetworkModel
import Repairs
import TerminalText

/// Commands that a runbook or a report proposes, rehearsed on a snapshot.
enum CommandTarget {
    /// A recorded node, with bridges, namespaces and rules.
    private static let snapshot: Snapshot? = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        guard let data = try? Data(contentsOf: root.appending(path: "fixtures/kinds/ipvs-healthy.json")),
            let recorded = JSONReader.read(Array(data))?.member("snapshot")
        else { return nil }
        return SnapshotTarget.decode(Array(recorded.compact.utf8))
    }()

    static func run(_ bytes: [UInt8]) {
        guard let snapshot else { fatalError("broken: there is no snapshot to rehearse on") }
        let line = String(decoding: bytes, as: UTF8.self)
        _ = Repair(line)?.applied(to: snapshot)
        let quoted = ShellQuoting.quoted(line)
        hold(line.isEmpty || quoted.contains("'") || !line.contains(" "), "a word with spaces is not quoted")
    }
}
