import Addresses

/// A value of the Common Expression Language.
///
/// `==` on this type is the language's equality: numbers compare across types, `NaN` equals
/// nothing, values of different kinds are simply unequal, lists and maps compare deeply.
/// The larger cases are indirect because values fill the frames of a deep recursion.
public enum CELValue: Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case uint(UInt64)
    case double(Double)
    case string(String)
    case bytes([UInt8])
    case list([CELValue])
    indirect case map(CELMap)
    indirect case object(any CELObject)
    case type(CELType)
    indirect case ip(IPAddress)
    indirect case cidr(IPPrefix)
    case mac(LinkLayerAddress)
    /// A value that may be missing; nil for none.
    indirect case optional(CELValue?)
    /// Not a value: something that could not be seen, and why.
    case unknown(Unknown)
    /// A variable's value that nobody has read yet; expressions never see it as such.
    case deferred(DeferredValue)
}

extension CELValue {
    /// The type that `type(value)` names. Element types are not part of it.
    public var type: CELType {
        switch self {
        case .null: .null
        case .bool: .bool
        case .int: .int
        case .uint: .uint
        case .double: .double
        case .string: .string
        case .bytes: .bytes
        case .list: .list(.dyn)
        case .map: .map(.dyn, .dyn)
        case .object(let object): .object(object.typeName)
        case .type: .type
        case .ip: .ip
        case .cidr: .cidr
        case .mac: .mac
        case .optional: .optional(.dyn)
        case .unknown: .dyn
        case .deferred(let late): late.value.type
        }
    }

    /// An unknown value with one reason.
    public static func unknown(because reason: String) -> CELValue {
        .unknown(Unknown(reason))
    }
}

extension CELValue {
    /// An optional value: none for nil; what could not be seen stays unknown.
    static func present(_ value: CELValue?) -> CELValue {
        if case .unknown(let reason)? = value { .unknown(reason) } else { .optional(value) }
    }
}
