/// What one number of a row is.
public struct CounterField: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// Counts up in 64 bits.
        case wide
        /// Counts up in 32 bits on each processor, so it begins at zero again after four thousand millions.
        case narrow
        /// Counts up in 64 bits, as far as is known: what a driver shows among its counters may be something else.
        case loose
        /// Goes up and down.
        case level
    }

    /// In the words of `ip -s`, nstat, `tc -s`, `conntrack -S`, `ethtool -S`.
    public let name: String
    public let kind: Kind

    public init(_ name: String, _ kind: Kind = .wide) {
        (self.name, self.kind) = (name, kind)
    }
}

/// The numbers of one source, as they were read at once.
public struct CounterRow: Hashable, Sendable {
    public var source: CounterSource
    /// Changes where another object has taken the name of the source: a link's ifindex.
    public var identity: Int
    /// One for each value. Rows of one kind share them.
    public var fields: [CounterField]
    public var values: [UInt64]

    public init(_ source: CounterSource, identity: Int = 0, _ fields: [CounterField], _ values: [UInt64]) {
        (self.source, self.identity) = (source, identity)
        (self.fields, self.values) = (fields, values)
    }
}

/// One look at all counters.
public struct CounterSample: Hashable, Sendable {
    /// Microseconds of a clock that never goes back, when the look was half done.
    public var microseconds: Int
    public var rows: [CounterRow]

    public init(microseconds: Int, rows: [CounterRow] = []) {
        (self.microseconds, self.rows) = (microseconds, rows)
    }
}
