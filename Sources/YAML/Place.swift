/// A position in a text file: both numbers count from 1, columns in code points.
public struct Place: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Counted from 1.
    public var line: Int
    /// In code points, counted from 1.
    public var column: Int

    /// Both numbers count from 1.
    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// The first character of a file.
    public static let start = Place(line: 1, column: 1)

    /// `12:9`
    public var description: String { "\(line):\(column)" }

    /// Earlier in the file.
    public static func < (a: Place, b: Place) -> Bool { (a.line, a.column) < (b.line, b.column) }
}
