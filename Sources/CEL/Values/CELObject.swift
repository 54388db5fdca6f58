/// A structured value whose fields are computed only when an expression reads them.
public protocol CELObject: Sendable {
    /// The name under which an ``ObjectType`` declares it, and which `type(x)` shows.
    var typeName: String { get }

    /// The field's value; `nil` when it is absent, `.unknown` when it could not be seen.
    func field(_ name: String) -> CELValue?

    /// Whether both are the same thing, for `==` and `in`.
    func isSame(as other: any CELObject) -> Bool
}
