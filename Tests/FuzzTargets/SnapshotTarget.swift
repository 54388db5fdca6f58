import Foundation
import JSON
import NetworkModel

/// Saved snapshots: what is read is written, and read again it is the same.
enum SnapshotTarget {
    static func run(_ bytes: [UInt8]) {
        if let value = JSONReader.read(bytes) {
            let text = Array(value.prettyASCII.utf8)
            hold(text.allSatisfy { $0 < 0x7f && ($0 >= 0x20 || $0 == 0x0a) }, "JSON that is no plain text")
        }
        guard JSONGuard.problem(in: bytes) == nil, let snapshot = decode(bytes) else { return }
        guard let written = encode(snapshot) else { fatalError("broken: what was read cannot be written") }
        hold(JSONGuard.problem(in: written) == nil, "what was written is refused")
        guard let again = decode(written) else { fatalError("broken: what was written cannot be read") }
        hold(again == snapshot, "what was written is another snapshot")
    }

    static func decode(_ bytes: [UInt8]) -> Snapshot? {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .custom(SnapshotKeys.decode)
        return try? decoder.decode(Snapshot.self, from: Data(bytes))
    }

    private static func encode(_ snapshot: Snapshot) -> [UInt8]? {
        try? JSONStream.encode(snapshot, repeating: NftExpression.self, rename: SnapshotKeys.key)
    }
}
