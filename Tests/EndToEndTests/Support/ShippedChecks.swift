import Foundation
import TestSupport

/// What `nsdoctor runbook list` says.
enum ShippedChecks {
    private struct Row: Decodable {
        var id: String
    }

    static let ids: Set<String> = {
        guard let outcome = try? Command.nsdoctor(["runbook", "list", "--json"]),
            let rows = try? JSONDecoder().decode([Row].self, from: Data(outcome.output.utf8))
        else { return [] }
        return Set(rows.map(\.id))
    }()
}
