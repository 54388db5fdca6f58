/// The value of a variable that is made when an expression first reads it: what nobody reads costs nothing.
public final class DeferredValue: Sendable {
    private let late: Late<CELValue>

    /// `make` is called at most once. It must not read the variable that it makes.
    public init(_ make: @escaping @Sendable () -> CELValue) { late = Late(make) }

    /// Made now, if it was not before.
    public var value: CELValue { late.value }
}
