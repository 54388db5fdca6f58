/// How two values stand to each other.
enum Order {
    case less, equal, greater
    /// `NaN` stands in no order to anything, not even to itself.
    case none

    init<Value: Comparable>(_ left: Value, _ right: Value) {
        self = left < right ? .less : left > right ? .greater : left == right ? .equal : .none
    }

    var reversed: Order {
        switch self {
        case .less: .greater
        case .greater: .less
        case .equal, .none: self
        }
    }
}

extension CELValue {
    /// The order of two numbers, also of different types; `nil` when one is no number.
    func numericOrder(_ other: CELValue) -> Order? {
        switch (self, other) {
        case (.int(let left), .int(let right)): Order(left, right)
        case (.uint(let left), .uint(let right)): Order(left, right)
        case (.double(let left), .double(let right)): Order(left, right)
        case (.int(let left), .uint(let right)): Order(left, right)
        case (.uint(let left), .int(let right)): Order(left, right)
        case (.int(let left), .double(let right)): Order(left, right)
        case (.uint(let left), .double(let right)): Order(left, right)
        case (.double(let left), .int(let right)): Order(right, left).reversed
        case (.double(let left), .uint(let right)): Order(right, left).reversed
        default: nil
        }
    }

    /// The order that `<` sees; `nil` when the language does not order these values.
    func order(_ other: CELValue) -> Order? {
        switch (self, other) {
        case (.string(let left), .string(let right)):
            // The bytes of UTF-8 sort like the code points they encode.
            Order(bytes: left.utf8, right.utf8)
        case (.bytes(let left), .bytes(let right)): Order(bytes: left, right)
        case (.bool(let left), .bool(let right)): Order(left ? 1 : 0, right ? 1 : 0)
        default: numericOrder(other)
        }
    }
}

extension Order {
    /// The language compares an integer with a double as two doubles, even where that rounds.
    init<Integer: FixedWidthInteger>(_ left: Integer, _ right: Double) {
        self = Order(Double(left), right)
    }

    init(_ left: Int64, _ right: UInt64) {
        self = UInt64(exactly: left).map { Order($0, right) } ?? .less
    }

    init(_ left: UInt64, _ right: Int64) {
        self = Order(right, left).reversed
    }

    init<Bytes: Sequence<UInt8>>(bytes left: Bytes, _ right: Bytes) {
        self = left.elementsEqual(right) ? .equal : left.lexicographicallyPrecedes(right) ? .less : .greater
    }
}
