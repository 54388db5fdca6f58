import Addresses

/// A Swift type that stands for a type of the language, so that a function's Swift signature
/// is also its declaration.
protocol Native: Sendable {
    static var celType: CELType { get }
    init?(cel value: CELValue)
    var cel: CELValue { get }
}

extension CELValue: Native {
    static var celType: CELType { .dyn }
    init?(cel value: CELValue) { self = value }
    var cel: CELValue { self }
}

extension Bool: Native {
    static var celType: CELType { .bool }
    init?(cel value: CELValue) {
        guard case .bool(let value) = value else { return nil }
        self = value
    }
    var cel: CELValue { .bool(self) }
}

extension Int64: Native {
    static var celType: CELType { .int }
    init?(cel value: CELValue) {
        guard case .int(let value) = value else { return nil }
        self = value
    }
    var cel: CELValue { .int(self) }
}

extension UInt64: Native {
    static var celType: CELType { .uint }
    init?(cel value: CELValue) {
        guard case .uint(let value) = value else { return nil }
        self = value
    }
    var cel: CELValue { .uint(self) }
}

extension Double: Native {
    static var celType: CELType { .double }
    init?(cel value: CELValue) {
        guard case .double(let value) = value else { return nil }
        self = value
    }
    var cel: CELValue { .double(self) }
}

extension String: Native {
    static var celType: CELType { .string }
    init?(cel value: CELValue) {
        guard case .string(let value) = value else { return nil }
        self = value
    }
    var cel: CELValue { .string(self) }
}

extension [UInt8]: Native {
    static var celType: CELType { .bytes }
    init?(cel value: CELValue) {
        guard case .bytes(let value) = value else { return nil }
        self = value
    }
    var cel: CELValue { .bytes(self) }
}

/// A list; a type of its own because `Array` stands for bytes already.
struct CELList: Native {
    let elements: [CELValue]

    init(_ elements: [CELValue]) { self.elements = elements }

    static var celType: CELType { .list(.dyn) }
    init?(cel value: CELValue) {
        guard case .list(let elements) = value else { return nil }
        self.elements = elements
    }
    var cel: CELValue { .list(elements) }
}

extension CELMap: Native {
    static var celType: CELType { .map(.dyn, .dyn) }
    init?(cel value: CELValue) {
        guard case .map(let value) = value else { return nil }
        self = value
    }
    var cel: CELValue { .map(self) }
}

extension CELType: Native {
    static var celType: CELType { .type }
    init?(cel value: CELValue) {
        guard case .type(let value) = value else { return nil }
        self = value
    }
    var cel: CELValue { .type(self) }
}

extension IPAddress: Native {
    static var celType: CELType { .ip }
    init?(cel value: CELValue) {
        guard case .ip(let value) = value else { return nil }
        self = value
    }
    var cel: CELValue { .ip(self) }
}

extension IPPrefix: Native {
    static var celType: CELType { .cidr }
    init?(cel value: CELValue) {
        guard case .cidr(let value) = value else { return nil }
        self = value
    }
    var cel: CELValue { .cidr(self) }
}

extension LinkLayerAddress: Native {
    static var celType: CELType { .mac }
    init?(cel value: CELValue) {
        guard case .mac(let value) = value else { return nil }
        self = value
    }
    var cel: CELValue { .mac(self) }
}
