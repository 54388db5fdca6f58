import Addresses

/// The lookup key as the kernel fills it in before it asks the rules: `struct flowi_common` and friends.
struct FlowKey {
    var dst: IPAddress
    /// Zero where the sender has not bound an address.
    var src: IPAddress?
    /// `lo` for what the namespace sends itself.
    var iif: Int
    var oif: Int?
    var mark: UInt32
    var tos: UInt8
    var proto: UInt8?
    var sport: UInt16?
    var dport: UInt16?
    var uid: UInt32?
    /// flowi_l3mdev: the VRF of the output or input device; set by `Router.updateVRF`.
    var l3mdev: Int?
    var ignoringLinkState: Bool
    /// flowi4_scope: only routes of this scope or a narrower one will do. Universe for every packet.
    var scope = 0
    /// Passes over local, broadcast and like routes that no address brought along.
    var ignoresAddedLocals = false
    /// Passes over routes by this gateway: the one whose way is sought cannot lead to itself.
    var ignoredGateway: IPAddress?

    init(_ flow: RouteFlow) {
        dst = flow.dst
        src = flow.src.flatMap { $0.isUnspecified ? nil : $0 }
        iif = flow.iif ?? Devices.loopback
        oif = flow.iif == nil ? flow.oif : nil
        mark = flow.mark
        tos = flow.tos
        proto = flow.proto
        sport = flow.sport
        dport = flow.dport
        // sock_net_uid(net, NULL): packets from the wire belong to nobody, which the kernel writes as root.
        uid = flow.iif == nil ? flow.uid : flow.uid ?? 0
        ignoringLinkState = flow.ignoringLinkState
    }

    /// The address rules and source trees compare with: zero where there is none.
    var srcOrAny: IPAddress { src ?? .unspecified(dst.family) }
}
