import NetworkModel

/// The errno of a failed lookup: what `connect(2)` or `sendto(2)` returns.
public enum RouteError: String, Hashable, Sendable, Codable {
    /// No rule led to a route, or a rule says unreachable.
    case networkUnreachable = "ENETUNREACH"
    /// A route of type unreachable; for received packets also: forwarding is off.
    case hostUnreachable = "EHOSTUNREACH"
    /// prohibit
    case accessDenied = "EACCES"
    /// blackhole; for received packets also: martian.
    case invalid = "EINVAL"
    case noDevice = "ENODEV"
    case addressNotAvailable = "EADDRNOTAVAIL"

    /// fib_props[type].error and fib6_prop[type] in the kernel.
    init?(_ type: RouteType) {
        switch type {
        case .blackhole, .nat, .xresolve: self = .invalid
        case .unreachable: self = .hostUnreachable
        case .prohibit: self = .accessDenied
        case .unspec, .unicast, .local, .broadcast, .anycast, .multicast, .throw: return nil
        }
    }
}

/// A fact that the answer hangs on was not read. Becomes `Observed.unknown`.
public struct NotKnown: Error {
    /// In plain words.
    public let reason: String

    /// In plain words: they are shown to people.
    public init(_ reason: String) {
        self.reason = reason
    }
}

/// Runs a lookup that may meet unread facts.
public func observe<Value>(_ body: () throws(NotKnown) -> Value) -> Observed<Value> {
    do {
        return .known(try body())
    } catch {
        return .unknown(error.reason)
    }
}
