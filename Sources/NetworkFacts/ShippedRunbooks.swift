import CShipped
import Rules

/// The files of runbooks/, which CShipped brings into the binary.
public enum ShippedRunbooks {
    /// All of them, in the order of the checklist.
    public static func all() throws(RunbookProblems) -> [Runbook] {
        var runbooks: [Runbook] = []
        for file in texts { runbooks.append(try Runbook.parse(text: file.text, file: file.name)) }
        return runbooks
    }

    /// The same for a diagnosis: what findings say is read when there are some.
    public static func outlines() throws(RunbookProblems) -> [Runbook] {
        var runbooks: [Runbook] = []
        for file in texts { runbooks.append(try Runbook.outline(text: file.text, file: file.name)) }
        return runbooks
    }

    private static var texts: [(name: String, text: String)] {
        files(nsd_shipped_runbooks()).map { ("runbooks/\($0.name)", String(decoding: $0.bytes, as: UTF8.self)) }
    }

    /// Snapshots for cases that no lab can make.
    public static func snapshot(named name: String) -> [UInt8]? {
        files(nsd_shipped_snapshots()).first { $0.name == name }?.bytes
    }

    private static func files(_ first: UnsafePointer<nsd_shipped_file>?) -> [(name: String, bytes: [UInt8])] {
        var files: [(name: String, bytes: [UInt8])] = []
        var next = first
        while let file = next?.pointee, let name = file.name {
            files.append((String(cString: name), [UInt8](UnsafeBufferPointer(start: file.bytes, count: file.count))))
            next = next?.successor()
        }
        return files
    }
}
