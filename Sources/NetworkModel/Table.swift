/// Rows of one kernel table as far as they were read.
///
/// A node may hold thousands of links and neighbours of which a diagnosis needs a handful, so a table can be read
/// row by row: `asked` then says which rows were looked for, and a row that was asked for and is not there is absent.
public struct Table<Row> {
    public enum Coverage: Hashable, Sendable {
        /// Nobody has asked the kernel for this table as a whole.
        case unread
        /// Every row there was.
        case complete
        /// The dump ended early or was interrupted; what is here is true, what is not here is unknown.
        case incomplete(reason: String)
    }

    public var rows: [Row]
    public var coverage: Coverage
    /// Keys of rows asked for one by one.
    public var asked: Set<String>

    public init(_ rows: [Row] = [], coverage: Coverage = .unread, asked: Set<String> = []) {
        self.rows = rows
        self.coverage = coverage
        self.asked = asked
    }

    public var isComplete: Bool { coverage == .complete }

    /// Where each row is, by a key of it; of rows with the same key the first. Rows are large: whoever looks them up by
    /// more than one key keeps places, not copies.
    public func places<Key: Hashable>(of key: (Row) -> Key?) -> [Key: Int] {
        var places: [Key: Int] = [:]
        places.reserveCapacity(rows.count)
        for place in rows.indices {
            if let key = key(rows[place]), places[key] == nil { places[key] = place }
        }
        return places
    }

    /// Why absence from this table proves nothing; nil where it does.
    public var gap: String? {
        switch coverage {
        case .complete: nil
        case .unread: "not read"
        case .incomplete(let reason): reason
        }
    }

    /// Why not all of it was seen, where somebody wanted it; nil where nobody did, too.
    public var failure: String? {
        if case .incomplete(let reason) = coverage { reason } else { nil }
    }
}

/// How far a table was read. A collector only ever adds to a table, so an equal stamp means equal rows, and what was
/// worked out from them in an earlier round still holds.
public struct TableStamp<Row>: Equatable, Sendable {
    private let rows: Int
    private let asked: Int
    private let coverage: Table<Row>.Coverage

    fileprivate init(_ table: Table<Row>) {
        rows = table.rows.count
        asked = table.asked.count
        coverage = table.coverage
    }
}

extension Table {
    public var stamp: TableStamp<Row> { TableStamp(self) }
}

extension Table: Sendable where Row: Sendable {}
extension Table: Equatable where Row: Equatable {}

extension Table: Codable where Row: Codable {
    private enum CodingKeys: String, CodingKey { case rows, coverage, reason, asked }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        rows = try container.decodeIfPresent([Row].self, forKey: .rows) ?? []
        asked = try container.decodeIfPresent(Set<String>.self, forKey: .asked) ?? []
        switch try container.decode(String.self, forKey: .coverage) {
        case "complete": coverage = .complete
        case "unread": coverage = .unread
        default:
            coverage = .incomplete(reason: try container.decodeIfPresent(String.self, forKey: .reason) ?? "incomplete")
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(rows, forKey: .rows)
        if !asked.isEmpty { try container.encode(asked.sorted(), forKey: .asked) }
        switch coverage {
        case .complete: try container.encode("complete", forKey: .coverage)
        case .unread: try container.encode("unread", forKey: .coverage)
        case .incomplete(let reason):
            try container.encode("incomplete", forKey: .coverage)
            try container.encode(reason, forKey: .reason)
        }
    }
}
