import Addresses
import NetworkModel

/// What happens to a packet that came in by a device, as far as routing decides it.
public struct InputDecision: Hashable, Sendable {
    /// Where the packet goes from here.
    public enum Verdict: Hashable, Sendable {
        /// To a socket here. Multicast and broadcast count, though whether anyone has joined is not known.
        case local
        case forward
        case dropped(InputDrop)
    }

    /// What becomes of the packet.
    public var verdict: Verdict
    /// The route towards the destination; nil where it was not asked for.
    public var route: RouteDecision?
    /// The route back to the source that reverse-path filtering looked at.
    public var reverse: RouteDecision?
    /// The setting that decided, with its value.
    public var setting: Setting?

    /// A sysctl that decided.
    public struct Setting: Hashable, Sendable {
        public var key: SysctlKey
        /// Dotted, with the device.
        public var name: String
        /// The one in force, which `all` may have brought.
        public var value: Int
    }

    init(
        _ verdict: Verdict, route: RouteDecision? = nil, reverse: RouteDecision? = nil, setting: Setting? = nil
    ) {
        self.verdict = verdict
        self.route = route
        self.reverse = reverse
        self.setting = setting
    }

    /// Why it goes no further; nil where it does.
    public var drop: InputDrop? {
        if case .dropped(let drop) = verdict { drop } else { nil }
    }
}

/// Why a received packet goes no further: the SKB_DROP_REASON_IP_* of route input.
public enum InputDrop: Hashable, Sendable {
    /// The source address can be nobody's: multicast, broadcast, 0.0.0.0.
    case invalidSource
    /// A loopback address on the wire, and `route_localnet` is off.
    case loopbackAddress
    /// The source is one of this namespace's own addresses, and `accept_local` is off: a martian.
    case localSource
    /// No unicast route leads back to the source, or (strict) it leads out of another device.
    case reversePath(strict: Bool)
    case invalidDestination
    /// The lookup failed: no route, or one of type unreachable, prohibit or blackhole.
    case noRoute(RouteError)
    /// The destination is not ours and the input device does not forward (K7).
    case forwardingOff
    /// A link-local source may not leave its link.
    case beyondScope
    /// IPv6 is switched off on the device.
    case disabled

    /// What `RTM_GETROUTE` with `iif` answers on current kernels (K9).
    public var error: RouteError {
        switch self {
        case .noRoute(let error): error
        case .forwardingOff: .hostUnreachable
        case .invalidSource, .loopbackAddress, .localSource, .reversePath, .invalidDestination: .invalid
        case .beyondScope, .disabled: .networkUnreachable
        }
    }
}
