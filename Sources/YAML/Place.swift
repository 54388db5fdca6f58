/// A position in a text file: both numbers count from 1, columns in code points.
public struct Place: Sendable, Hashable, Comparable, CustomStringConvertible {
    public var line: Int
    public var column: Int

    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    public static let start = Place(line: 1, column: 1)

    public var description: String { "\(line):\(column)" }

    public static func < (a: Place, b: Place) -> Bool { (a.line, a.column) < (b.line, b.column) }
}
