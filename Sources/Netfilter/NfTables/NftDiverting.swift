import Addresses
import NetworkModel

// Expressions that end the chain: NAT, reject, queue, tproxy, fwd.

extension NftRuleRun {
    func translate(_ expression: NftExpression, _ state: inout NftState, _ registers: NftRegisters) -> NftStep {
        let family = state.packet.family
        switch expression {
        case .nat(let type, _, let addrMin, let addrMax, let protoMin, let protoMax, let flags):
            var target = NATRequest.Target.addresses(nil)
            if let addrMin, let addrMax {
                guard let range = addresses(registers, addrMin, addrMax, family) else {
                    return .unknown("the address to translate to is not known")
                }
                // NF_NAT_RANGE_NETMAP
                target = flags & 0x40 != 0 ? .prefix(range) : .addresses(range)
            }
            return ask(type == .snat ? .source : .destination, target, protoMin, protoMax, flags, &state, registers)
        case .masq(let protoMin, let protoMax, let flags):
            return ask(.source, .masquerade, protoMin, protoMax, flags, &state, registers)
        case .redir(let protoMin, let protoMax, let flags):
            return ask(.destination, .redirect, protoMin, protoMax, flags, &state, registers)
        default: return .next
        }
    }

    private func addresses(
        _ registers: NftRegisters, _ from: Int, _ to: Int, _ family: IPAddress.Family
    ) -> ClosedRange<IPAddress>? {
        let width = family.width / 8
        guard let low = registers.load(from, width).value.flatMap({ IPAddress(bytes: $0) }),
            let high = registers.load(to, width).value.flatMap({ IPAddress(bytes: $0) }), low <= high
        else { return nil }
        return low...high
    }

    private func ask(
        _ side: NATRequest.Side, _ target: NATRequest.Target, _ protoMin: Int?, _ protoMax: Int?, _ flags: UInt32,
        _ state: inout NftState, _ registers: NftRegisters
    ) -> NftStep {
        var request = NATRequest(side, to: target, by: reference)
        if let protoMin, let protoMax {
            guard let low = registers.load(protoMin, 2).big(UInt16.self),
                let high = registers.load(protoMax, 2).big(UInt16.self)
            else { return .unknown("the port to translate to is not known") }
            guard low <= high else { return .unknown("the range of ports to translate to is empty") }
            request.ports = low...high
        }
        // NF_NAT_RANGE_*
        request.isRandom = flags & 0x4 != 0
        request.isPersistent = flags & 0x8 != 0
        request.isFullyRandom = flags & 0x10 != 0
        state.nat = request
        return .end(.verdict(.accept))
    }

    func divert(_ expression: NftExpression, _ state: inout NftState, _ registers: NftRegisters) -> NftStep {
        switch expression {
        case .reject(let type, let code): return .end(.verdict(reject(type, code, state.packet)))
        case .queue(let num, let total, let flags, let sreg):
            var numbers: ClosedRange<UInt16>? = HookVerdict.queues(num, count: total)
            if let sreg { numbers = registers.load(sreg, 2).host(UInt16.self).map { $0...$0 } }
            return .end(.verdict(.queue(numbers: numbers, bypass: flags & 1 != 0, by: reference)))
        case .tproxy(_, let addr, let port):
            // nft_tproxy_eval_v4: other protocols have no sockets to look for.
            switch state.packet.transport {
            case .tcp, .udp: break
            default: return .stop(nil)
            }
            let address = addr.flatMap { registers.load($0, state.packet.family.width / 8).value }.flatMap {
                IPAddress(bytes: $0)
            }
            let number = port.flatMap { registers.load($0, 2).big(UInt16.self) }
            if (addr != nil && address == nil) || (port != nil && number == nil) {
                return .unknown("where tproxy sends the packet is not known")
            }
            // Where nobody listens the rule does not match.
            let open = SocketLookup(context: context).listeners(for: state.packet, at: address, number)
            if case .absent = open { return .stop(nil) }
            state.packet.proxy = ProxySocket(address: address, port: number)
            state.assumptions.append("a transparent socket listens where tproxy sends the packet")
            return .next
        case .fwd(let dev, _, _):
            guard let device = device(registers, dev) else {
                return .unknown("the device that fwd sends the packet to is not known")
            }
            return .end(.verdict(.stolen(to: device, by: reference)))
        case .synproxy:
            guard case .tcp = state.packet.transport else { return .stop(nil) }
            return .end(.verdict(.stolen(to: nil, by: reference)))
        default: return .next
        }
    }

    private func reject(_ type: NftRejectType, _ code: UInt8, _ packet: Packet) -> HookVerdict {
        let isIPv6 = packet.etherType == 0x86dd
        switch type {
        case .tcpReset:
            // A reset answers TCP only; anything else is dropped without a word.
            guard case .tcp = packet.transport else { return .drop(by: reference) }
            return .reject(.tcpReset, by: reference)
        case .icmp: return .reject(.icmp(type: isIPv6 ? 1 : 3, code: code), by: reference)
        case .icmpx:
            // nft_reject_icmp_code and nft_reject_icmpv6_code: no-route, port, host, admin-prohibited.
            let codes: [UInt8] = isIPv6 ? [0, 4, 3, 1] : [0, 3, 1, 13]
            guard Int(code) < codes.count else {
                return .unknown(from: reference, because: "the code \(code) of reject is not known")
            }
            return .reject(.icmp(type: isIPv6 ? 1 : 3, code: codes[Int(code)]), by: reference)
        }
    }
}
