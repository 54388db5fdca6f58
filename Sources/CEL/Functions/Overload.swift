/// One way to call a function: which types it takes, which it returns, what it does.
struct Overload: Sendable {
    typealias Body = @Sendable ([CELValue], inout Budget) throws(CELError) -> CELValue

    let name: String
    /// Whether the first parameter stands before the dot.
    let isMember: Bool
    let parameters: [CELType]
    let result: CELType
    /// Whether the last parameter may be given any number of times, at least once.
    var isVariadic = false
    let body: Body
    /// Makes a faster version for a last argument that is written out; nil where the argument is of no use to it.
    /// Throws where no call with that argument can succeed.
    var prepared: (@Sendable (CELValue) throws(CELError) -> Overload?)?
    /// The type of the result where it follows from those of the arguments.
    var resultOf: (@Sendable ([CELType]) -> CELType)?

    func takes(_ count: Int) -> Bool {
        isVariadic ? count >= parameters.count : count == parameters.count
    }

    /// The type that the argument at `index` must have.
    func parameter(_ index: Int) -> CELType {
        index < parameters.count ? parameters[index] : parameters.last ?? .dyn
    }

    func admits(_ arguments: [CELValue]) -> Bool {
        takes(arguments.count) && arguments.indices.allSatisfy { parameter($0).admits(arguments[$0]) }
    }

    func accepts(_ types: [CELType]) -> Bool {
        takes(types.count) && types.indices.allSatisfy { parameter($0).accepts(types[$0]) }
    }
}

extension CELType {
    /// Whether the value is of this type, as far as a running program can see.
    func admits(_ value: CELValue) -> Bool {
        switch (self, value) {
        case (.dyn, _), (.null, .null), (.bool, .bool), (.int, .int), (.uint, .uint), (.double, .double),
            (.string, .string), (.bytes, .bytes), (.list, .list), (.map, .map), (.type, .type), (.ip, .ip),
            (.cidr, .cidr), (.mac, .mac), (.optional, .optional):
            true
        case (.object(let name), .object(let object)): name == object.typeName
        default: false
        }
    }
}

/// Functions made from Swift functions; their signatures say which types they take and return.
extension Overload {
    typealias Function1<A, R> = @Sendable (A) throws(CELError) -> R
    typealias Function2<A, B, R> = @Sendable (A, B) throws(CELError) -> R
    typealias Costly1<A, R> = @Sendable (A, inout Budget) throws(CELError) -> R
    typealias Costly2<A, B, R> = @Sendable (A, B, inout Budget) throws(CELError) -> R
    typealias Costly3<A, B, C, R> = @Sendable (A, B, C, inout Budget) throws(CELError) -> R
    typealias Costly4<A, B, C, D, R> = @Sendable (A, B, C, D, inout Budget) throws(CELError) -> R

    init<A: Native, R: Native>(_ name: String, member: Bool = false, _ function: @escaping Function1<A, R>) {
        self.init(name: name, isMember: member, parameters: [A.celType], result: R.celType) {
            (arguments, _) throws(CELError) in
            guard let a = A(cel: arguments[0]) else { throw Self.mismatch(name, arguments) }
            return try function(a).cel
        }
    }

    init<A: Native, B: Native, R: Native>(
        _ name: String, member: Bool = false, _ function: @escaping Function2<A, B, R>
    ) {
        self.init(name: name, isMember: member, parameters: [A.celType, B.celType], result: R.celType) {
            (arguments, _) throws(CELError) in
            guard let a = A(cel: arguments[0]), let b = B(cel: arguments[1]) else {
                throw Self.mismatch(name, arguments)
            }
            return try function(a, b).cel
        }
    }

    /// A function whose work or result may be large, and which therefore asks the budget first.
    init<A: Native, R: Native>(_ name: String, member: Bool = false, costly function: @escaping Costly1<A, R>) {
        self.init(name: name, isMember: member, parameters: [A.celType], result: R.celType) {
            (arguments, budget) throws(CELError) in
            guard let a = A(cel: arguments[0]) else { throw Self.mismatch(name, arguments) }
            return try function(a, &budget).cel
        }
    }

    init<A: Native, B: Native, R: Native>(
        _ name: String, member: Bool = false, costly function: @escaping Costly2<A, B, R>
    ) {
        self.init(name: name, isMember: member, parameters: [A.celType, B.celType], result: R.celType) {
            (arguments, budget) throws(CELError) in
            guard let a = A(cel: arguments[0]), let b = B(cel: arguments[1]) else {
                throw Self.mismatch(name, arguments)
            }
            return try function(a, b, &budget).cel
        }
    }

    init<A: Native, B: Native, C: Native, R: Native>(
        _ name: String, member: Bool = false, costly function: @escaping Costly3<A, B, C, R>
    ) {
        self.init(name: name, isMember: member, parameters: [A.celType, B.celType, C.celType], result: R.celType) {
            (arguments, budget) throws(CELError) in
            guard let a = A(cel: arguments[0]), let b = B(cel: arguments[1]), let c = C(cel: arguments[2]) else {
                throw Self.mismatch(name, arguments)
            }
            return try function(a, b, c, &budget).cel
        }
    }

    init<A: Native, B: Native, C: Native, D: Native, R: Native>(
        _ name: String, member: Bool = false, costly function: @escaping Costly4<A, B, C, D, R>
    ) {
        let parameters = [A.celType, B.celType, C.celType, D.celType]
        self.init(name: name, isMember: member, parameters: parameters, result: R.celType) {
            (arguments, budget) throws(CELError) in
            guard let a = A(cel: arguments[0]), let b = B(cel: arguments[1]), let c = C(cel: arguments[2]),
                let d = D(cel: arguments[3])
            else { throw Self.mismatch(name, arguments) }
            return try function(a, b, c, d, &budget).cel
        }
    }

    private static func mismatch(_ name: String, _ arguments: [CELValue]) -> CELError {
        .noOverload(name, arguments.map(\.type.name))
    }
}
