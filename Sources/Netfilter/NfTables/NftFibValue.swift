import Addresses
import NetworkModel
import Routing
import SnapshotQuery

/// `fib`: a route lookup inside a rule.
struct NftFib {
    var result: NftFibResult
    /// NFTA_FIB_F_*
    var flags: UInt32

    private var usesSource: Bool { flags & 1 != 0 }
    private var usesMark: Bool { flags & 4 != 0 }
    private var usesInput: Bool { flags & 8 != 0 }
    private var usesOutput: Bool { flags & 16 != 0 }
    private var isPresence: Bool { flags & 32 != 0 }

    func fetch(_ packet: Packet, _ context: HookContext) -> NftFetch {
        guard packet.etherType == 0x0800 || packet.etherType == 0x86dd else { return .none }
        var device: Interface?
        if usesInput || usesOutput {
            switch usesInput ? packet.input : packet.output {
            case .known(let known): device = known
            case .absent: device = nil
            case .unknown(let reason): return .unknown(reason)
            }
        }
        return result == .type ? addressType(packet, device, context) : outputDevice(packet, device, context)
    }

    /// nft_fib4_eval_type and nft_fib6_eval_type: RTN_*.
    private func addressType(_ packet: Packet, _ device: Interface?, _ context: HookContext) -> NftFetch {
        switch context.router.addressType(usesSource ? packet.src : packet.dst, on: device?.ifindex) {
        case .known(let type): .value(KnownBytes(host: UInt32(type.rawValue)))
        case .absent: .none
        case .unknown(let reason): .unknown(reason)
        }
    }

    /// nft_fib4_eval and nft_fib6_eval: the device of the route, 0 for none.
    private func outputDevice(_ packet: Packet, _ device: Interface?, _ context: HookContext) -> NftFetch {
        let loopback = packet.input.value?.linkType == 772
        if context.point.hook == .prerouting || context.point.hook == .input || context.point.hook == .ingress, loopback
        {
            return found(packet.input.value)
        }
        if usesSource, packet.src.isUnspecified, packet.dst.isMulticast || packet.dst.isBroadcast {
            return .value(zero)
        }
        var flow = RouteFlow(dst: usesSource ? packet.src : packet.dst, src: usesSource ? packet.dst : packet.src)
        // The source counts for policy rules only; a group address cannot be one.
        if let src = flow.src, src.isMulticast || src.isBroadcast { flow.src = nil }
        flow.tos = packet.tos ?? 0
        if usesMark {
            guard let mark = packet.mark else { return .unknown("meta mark is not known") }
            flow.mark = mark
        }
        // As a packet of lo (flowi4_iif = LOOPBACK_IFINDEX): a bare lookup, without the checks of input or output.
        flow.iif = Devices.loopback
        switch context.router.lookup(flow) {
        case .unknown(let reason): return .unknown(reason)
        case .absent: return .value(zero)
        case .known(let decision):
            guard decision.error == nil else { return .value(zero) }
            // Local addresses have no device in the kernel's eyes.
            guard decision.type == .unicast else { return .value(zero) }
            guard let oif = decision.oif else { return .unknown("the route has several next hops") }
            if let device, device.ifindex != oif { return .value(zero) }
            switch context.query.link(context.point.netns, oif) {
            case .known(let link): return found(Interface(link))
            case .absent: return .value(zero)
            case .unknown(let reason): return .unknown(reason)
            }
        }
    }

    private func found(_ device: Interface?) -> NftFetch {
        if isPresence { return .value(KnownBytes([device == nil ? 0 : 1])) }
        if result == .oifname { return .name(device?.name ?? "") }
        return .value(KnownBytes(host: UInt32(clamping: device?.ifindex ?? 0)))
    }

    private var zero: KnownBytes {
        if isPresence { return KnownBytes([0]) }
        return KnownBytes([UInt8](repeating: 0, count: result == .oifname ? 16 : 4))
    }
}

extension IPAddress {
    /// 255.255.255.255
    fileprivate var isBroadcast: Bool { family == .inet && bits == 0xffff_ffff }
}
