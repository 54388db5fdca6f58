import Addresses
import NetworkModel
import Routing

extension XtAddrtype {
    func matches(_ packet: Packet, _ context: HookContext) -> Match {
        var device: Int?
        if limitIfaceIn || limitIfaceOut {
            switch limitIfaceIn ? packet.input : packet.output {
            case .known(let interface): device = interface.ifindex
            case .absent: break
            case .unknown(let reason): return .unknown(because: reason)
            }
        }
        return .all(
            source?.test { Self.test($0, packet.src, device, context) },
            destination?.test { Self.test($0, packet.dst, device, context) })
    }

    private static func test(_ mask: UInt16, _ address: IPAddress, _ device: Int?, _ context: HookContext) -> Match {
        if address.family == .inet6 { return testIPv6(mask, address, device, context) }
        switch context.router.addressType(address, on: device) {
        case .known(let type): return Match(mask >> UInt16(type.rawValue) & 1 != 0)
        case .absent: return .no
        case .unknown(let reason): return .unknown(because: reason)
        }
    }

    /// match_type6: several types may hold of one address, and only some are looked up.
    private static func testIPv6(_ mask: UInt16, _ address: IPAddress, _ device: Int?, _ context: HookContext) -> Match
    {
        func asks(_ type: RouteType) -> Bool { mask >> UInt16(type.rawValue) & 1 != 0 }
        if asks(.multicast), !address.isMulticast { return .no }
        // ipv6_addr_type: everything but groups and the unspecified address.
        if asks(.unicast), address.isMulticast || address.isUnspecified { return .no }
        if asks(.unspec), !address.isUnspecified { return .no }
        guard asks(.local) || asks(.anycast) || asks(.unreachable) else { return .yes }
        switch context.router.addressType(address, on: device) {
        case .known(let type): return Match(asks(type))
        case .absent: return .no
        case .unknown(let reason): return .unknown(because: reason)
        }
    }
}

extension XtInterface {
    /// A device that may not be there: the kernel compares with an empty name then.
    func test(_ device: Observed<Interface>) -> Match {
        switch device {
        case .known(let interface): Match(matches(interface.name))
        case .absent: Match(matches(""))
        case .unknown(let reason): .unknown(because: reason)
        }
    }
}

extension XtPhysdev {
    /// physdev_mt: ports are known only of packets that a bridge shows to the IP hooks.
    func matches(_ packet: Packet) -> Match {
        for case .unknown(let reason) in [packet.physicalInput, packet.physicalOutput] {
            return .unknown(because: reason)
        }
        let (input, output) = (packet.physicalInput.value, packet.physicalOutput.value)
        guard input != nil || output != nil else {
            let asked = [inDevice?.inverted, outDevice?.inverted, isIn?.inverted, isOut?.inverted, isBridged?.inverted]
            return Match(asked.allSatisfy { $0 != false })
        }
        // A packet without a port to come in by passes the question for one.
        let inside = inDevice.flatMap { condition in
            input.map { Match(condition.value.matches($0.name)).inverted(condition.inverted) }
        }
        let outside = outDevice.map { condition in
            output.map { Match(condition.value.matches($0.name)).inverted(condition.inverted) } ?? .no
        }
        return .all(
            isBridged.map { Match((output != nil) != $0.inverted) }, isIn.map { Match((input != nil) != $0.inverted) },
            isOut.map { Match((output != nil) != $0.inverted) }, inside, outside)
    }
}

extension XtDevgroup {
    func matches(_ packet: Packet) -> Match {
        .all(src.map { Self.test($0, packet.input) }, dst.map { Self.test($0, packet.output) })
    }

    private static func test(_ group: Invertible<XtMasked>, _ device: Observed<Interface>) -> Match {
        switch device {
        case .known(let interface):
            group.test { group in
                .on(interface.group, "the group of \(interface.name)") {
                    (UInt32(truncatingIfNeeded: $0) ^ group.value) & group.mask == 0
                }
            }
        case .absent: .no
        case .unknown(let reason): .unknown(because: reason)
        }
    }
}

extension XtRpfilter {
    /// rpfilter_mt: the route back, from the packet's source.
    func matches(_ packet: Packet, _ context: HookContext) -> Match {
        guard case .known(let input) = packet.input else { return .unknown(because: "the input device is not known") }
        // ARPHRD_LOOPBACK
        if packet.kind == .loopback || input.linkType == 772 { return Match.yes.inverted(inverted) }
        if packet.family == .inet, packet.dst.isMulticast, packet.src.bits >> 24 == 0 {
            // ipv4_is_local_multicast
            return Match(packet.dst.bits >> 8 == 0xe00000).inverted(inverted)
        }
        var flow = RouteFlow(
            dst: packet.src, src: packet.dst.isMulticast || packet.dst.bits == 0xffff_ffff ? nil : packet.dst)
        flow.tos = packet.tos ?? 0
        flow.iif = Devices.loopback
        if usesMark {
            guard let mark = packet.mark else { return .unknown(because: "the packet's mark is not known") }
            flow.mark = mark
        }
        switch context.router.lookup(flow) {
        case .unknown(let reason): return .unknown(because: reason)
        case .absent: return Match(inverted)
        case .known(let decision):
            guard decision.error == nil else { return Match(inverted) }
            if decision.type == .local { return Match(acceptsLocal != inverted) }
            guard decision.type == .unicast else { return Match(inverted) }
            if isLoose { return Match(!inverted) }
            guard let device = decision.oif else { return .unknown(because: "the route back has several next hops") }
            return Match((device == input.ifindex) != inverted)
        }
    }
}
