import Addresses
import NetworkModel
import Routing

/// Which addresses a NAT rule may put into a packet.
struct NATAddresses {
    let context: HookContext
    let path: RoutePath?

    /// Absent: there is none, and the kernel drops the packet. A known nil keeps the packet's own.
    func range(_ request: NATRequest, _ packet: Packet) -> Observed<ClosedRange<IPAddress>?> {
        switch request.target {
        case .addresses(let range): .known(range)
        case .masquerade: masquerade(packet).map { $0...$0 }
        case .redirect: redirect(packet).map { $0...$0 }
        case .prefix(let range): netmap(range, request.side == .source ? packet.src : packet.dst).map { $0...$0 }
        }
    }

    /// inet_select_addr towards the next hop; ipv6_dev_get_saddr.
    private func masquerade(_ packet: Packet) -> Observed<IPAddress> {
        guard case .known(let output) = packet.output else { return .unknown("the output device is not known") }
        let router = context.router
        return observe { () throws(NotKnown) -> IPAddress? in
            switch packet.family {
            case .inet:
                return try router.source4(on: output.ifindex, near: path?.gateway ?? packet.dst, scope: 0)
            case .inet6:
                return try router.source6(for: packet.dst, on: output.ifindex)
            }
        }.flatMap { $0.map(Observed.known) ?? .absent }
    }

    /// nf_nat_redirect: the first address of the input device.
    private func redirect(_ packet: Packet) -> Observed<IPAddress> {
        let family = packet.family
        if context.point.hook == .output {
            return .known(IPAddress(family: family, bits: family == .inet ? 0x7f00_0001 : 1))
        }
        guard case .known(let input) = packet.input else { return .unknown("the input device is not known") }
        return observe { () throws(NotKnown) in
            try context.router.addresses.on(input.ifindex, family).first {
                $0.isUsable && !($0.address.isLinkLocal && family == .inet6)
            }?.address
        }.flatMap { $0.map(Observed.known) ?? .absent }
    }

    private func netmap(_ range: ClosedRange<IPAddress>, _ address: IPAddress) -> Observed<IPAddress> {
        let mask = range.lowerBound.bits ^ range.upperBound.bits
        return .known(IPAddress(family: address.family, bits: range.lowerBound.bits & ~mask | address.bits & mask))
    }
}
