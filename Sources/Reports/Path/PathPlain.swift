import Diagnosis

/// One record a line, fields separated by tabs, as in `PlainReport`.
///
///     verdict  WORD STATUS
///     way      NUMBER SRC DST PROTO DPORT FORWARD REPLY
///     hop      NUMBER there|back INODE STAGE LINK ACTION BECAUSE
///     nat      NUMBER there|back INODE source|destination FROM TO RULE
///     stop     NUMBER there|back INODE STAGE OBJECT NAME BECAUSE
public enum PathPlain {
    public static func render(_ document: PathDocument) -> String {
        var records: [[String?]] = [["verdict", document.verdict.word, String(document.verdict.exitStatus)]]
        for (index, path) in document.paths.enumerated() {
            let number = String(index + 1)
            records.append([
                "way", number, path.flow.src, path.flow.dst, path.flow.proto, path.flow.dport.map { String($0) },
                path.forward.result, path.reply?.result,
            ])
            records += of(path.forward, number, "there")
            if let reply = path.reply { records += of(reply, number, "back") }
        }
        return records.map(PlainReport.line).joined()
    }

    private static func of(_ direction: PathReport.Direction, _ number: String, _ label: String) -> [[String?]] {
        direction.hops.flatMap { hop -> [[String?]] in
            let netns = String(hop.netns)
            return [["hop", number, label, netns, hop.stage, hop.link, hop.action, hop.because]]
                + (hop.nat.map { [["nat", number, label, netns, $0.side, $0.from, $0.to, $0.rule]] } ?? [])
        }
            + (direction.stoppedBy.map {
                [["stop", number, label, String($0.netns), $0.stage, $0.object, $0.name, $0.because]]
            } ?? [])
    }
}
