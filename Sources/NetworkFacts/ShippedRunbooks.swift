import CShipped
import Rules

/// The files of runbooks/, which CShipped brings into the binary.
public enum ShippedRunbooks {
    /// Parsed, in the order of the checklist.
    public static func all() throws(RunbookProblems) -> [Runbook] {
        var runbooks: [Runbook] = []
        for file in files(nsd_shipped_runbooks()) {
            runbooks.append(
                try Runbook.parse(text: String(decoding: file.bytes, as: UTF8.self), file: "runbooks/\(file.name)"))
        }
        return runbooks
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
