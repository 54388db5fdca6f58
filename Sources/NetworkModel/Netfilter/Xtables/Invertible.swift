/// A value that a match compares with, and the `!` that may stand before it.
public struct Invertible<Value> {
    public var value: Value
    public var inverted: Bool

    public init(_ value: Value, inverted: Bool = false) {
        self.value = value
        self.inverted = inverted
    }
}

extension Invertible: Sendable where Value: Sendable {}
extension Invertible: Equatable where Value: Equatable {}
extension Invertible: Hashable where Value: Hashable {}
extension Invertible: Codable where Value: Codable {}

/// Both ends belong to it. Nothing is in a range whose end comes before its start; the kernel takes such, too.
public struct XtRange: Hashable, Sendable, Codable {
    public var min: UInt32
    public var max: UInt32

    public init(_ min: UInt32, _ max: UInt32) {
        self.min = min
        self.max = max
    }

    public func contains(_ number: UInt32) -> Bool { min <= number && number <= max }
}

/// A number of which only some bits count, as of packet marks: `value/mask`.
public struct XtMasked: Hashable, Sendable, Codable {
    public var value: UInt32
    public var mask: UInt32

    public init(_ value: UInt32, mask: UInt32) {
        self.value = value
        self.mask = mask
    }
}
