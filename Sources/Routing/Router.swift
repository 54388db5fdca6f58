import Addresses
import NetworkModel

/// Simulated routing: one namespace's rules, tables, devices and addresses, indexed once so that thousands of lookups
/// are quick. It answers what the kernel would, or why that cannot be known; it never guesses.
///
/// Tested against `RTM_GETROUTE` of the running kernel. Behaviour that differs by version follows `kernel`.
public final class Router: Sendable {
    let fib: FIB
    let devices: Devices
    let conf: DeviceConf
    /// The namespace's own addresses, as far as they were read.
    public let addresses: AddressBook
    let reachability: Reachability
    let kernel: KernelRelease

    /// - Parameters:
    ///   - kernel: `Snapshot.Host.kernel`; nil or unreadable counts as the newest.
    ///   - earlier: the router of the same namespace as it was known a round ago.
    public init(_ namespace: Namespace, kernel: String? = nil, after earlier: Router? = nil) {
        fib = FIB(namespace, after: earlier?.fib)
        devices = Devices(namespace, after: earlier?.devices)
        conf = DeviceConf(namespace, devices)
        let sameAddresses = earlier.flatMap { $0.addresses.stamp == namespace.addresses.stamp ? $0.addresses : nil }
        addresses = sameAddresses ?? AddressBook(namespace)
        reachability = Reachability(namespace, after: earlier?.reachability)
        self.kernel = KernelRelease(kernel ?? "") ?? .newest
    }

    /// One lookup, as `ip route get` does it: with `iif` the route a received packet would take (before any check of
    /// its source: see `input`), without it the route of a packet sent from here.
    public func lookup(_ flow: RouteFlow) -> Observed<RouteDecision> {
        observe { () throws(NotKnown) in try decide(flow) }
    }

    /// The route that a socket's packets take. For a sender that binds no address connect(2) picks the source by one
    /// lookup and may route again with it: IPv4 always, so that rules with `from` count; IPv6 only where the first
    /// lookup failed, as it does with nothing but source-specific routes.
    public func output(_ flow: RouteFlow) -> Observed<RouteDecision> {
        observe { () throws(NotKnown) in try connected(flow) }
    }

    func decide(_ flow: RouteFlow) throws(NotKnown) -> RouteDecision {
        switch (flow.family, flow.iif) {
        case (.inet, nil): try IPv4Output(router: self).decide(flow)
        case (.inet6, nil): try IPv6Output(router: self).decide(flow)
        case (_, _?): try decideInput(flow)
        }
    }

    /// fib_lookup and fib6_rule_lookup: rules first, then the table they name.
    func walk(
        _ key: FlowKey, by rules: [Rule]? = nil, _ lookUp: @escaping (RoutingTable) throws(NotKnown) -> TableAnswer
    ) throws(NotKnown) -> RuleVerdict {
        if let gap = fib.rulesGap { throw NotKnown(gap) }
        let family = key.dst.family
        let walk = RuleWalk(
            rules: rules ?? fib.rules[family] ?? [], devices: devices,
            sharedLengths: family == .inet6 ? fib.sharedLengths : [:]
        ) { [fib] id throws(NotKnown) in
            if let gap = fib.routesGap[family] { throw NotKnown(gap) }
            // A rule may name table 0 (unspec) only with l3mdev; a table that does not exist has no routes.
            guard let table = fib.tables[family]?[id] else { return .none }
            return try lookUp(table)
        }
        return try walk.run(key)
    }

    /// l3mdev_update_flow: a flow by a device of a VRF is looked up in that VRF.
    func updateVRF(_ key: inout FlowKey) throws(NotKnown) {
        if let oif = key.oif {
            key.l3mdev = try devices.l3Master(of: oif)
            if try devices.isVRF(oif) { key.oif = nil }
        } else if key.iif > Devices.loopback {
            key.l3mdev = try devices.l3Master(of: key.iif)
        }
    }
}

/// `MAJOR.MINOR` of a kernel release.
public struct KernelRelease: Comparable, Sendable {
    let major: Int
    let minor: Int

    /// What a release counts as that cannot be read.
    public static let newest = KernelRelease(major: .max, minor: 0)

    /// `6.1`
    public init(major: Int, minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// `6.1.0-57-amd64`; nil for what does not begin so.
    public init?(_ release: String) {
        let numbers = release.split(separator: ".", maxSplits: 2).prefix(2).map { Int($0.prefix { $0.isNumber }) }
        guard numbers.count == 2, let major = numbers[0], let minor = numbers[1] else { return nil }
        self.init(major: major, minor: minor)
    }

    public static func < (a: KernelRelease, b: KernelRelease) -> Bool {
        (a.major, a.minor) < (b.major, b.minor)
    }
}
