import JSON

/// A table of anything, for `nsdoctor list` and its like.
public struct Listing: Sendable, Hashable {
    public struct Column: Sendable, Hashable {
        /// In JSON.
        public var key: String
        /// Above the column.
        public var title: String
        /// Aligned to the right, and a number in JSON where it reads as one.
        public var isNumber: Bool

        public init(_ key: String, _ title: String, isNumber: Bool = false) {
            self.key = key
            self.title = title
            self.isNumber = isNumber
        }
    }

    public var columns: [Column]
    /// Cells that are missing at a row's end are empty; surplus ones are not shown.
    public var rows: [[String]]

    public init(columns: [Column], rows: [[String]] = []) {
        self.columns = columns
        self.rows = rows
    }

    /// An array of objects.
    public var json: JSONValue {
        .array(
            rows.map { row in
                .object(
                    Dictionary(
                        zip(columns, row).map { column, cell in
                            let number = column.isNumber ? UInt64(cell).map(JSONValue.uint) : nil
                            return (column.key, number ?? .string(cell))
                        }, uniquingKeysWith: { first, _ in first }))
            })
    }

    /// Tab separated, without titles.
    public var plain: String {
        rows.map { PlainReport.line(Array($0.prefix(columns.count))) }.joined()
    }
}
