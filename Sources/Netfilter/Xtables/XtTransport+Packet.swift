import NetworkModel

extension XtTCP {
    func matches(_ packet: Packet) -> Match {
        guard packet.fragment != .later, case .tcp(let tcp) = packet.transport else { return .no }
        return .all(
            sport?.test { $0.test(tcp.ports.source, "the source port") },
            dport?.test { $0.test(tcp.ports.destination, "the destination port") },
            flags?.test { $0.test(UInt32(tcp.flags), "the TCP flags") },
            option?.test { option in
                // TCPOPT_MSS
                if option == 2, tcp.maximumSegment != nil { return .yes }
                return .unknown(because: "the TCP options are not known")
            })
    }
}

extension XtUDP {
    func matches(_ packet: Packet, proto: UInt8) -> Match {
        guard packet.fragment != .later, packet.transport.proto == proto, let ports = packet.transport.ports else {
            return .no
        }
        return .all(
            sport?.test { $0.test(ports.source, "the source port") },
            dport?.test { $0.test(ports.destination, "the destination port") })
    }
}

extension XtSCTP {
    func matches(_ packet: Packet) -> Match {
        guard packet.fragment != .later, packet.transport.proto == 132, let ports = packet.transport.ports else {
            return .no
        }
        return .all(
            sport?.test { $0.test(ports.source, "the source port") },
            dport?.test { $0.test(ports.destination, "the destination port") },
            asksForChunks ? .unknown(because: "the chunks of SCTP are not known") : nil)
    }
}

extension XtICMP {
    func matches(_ packet: Packet, isIPv6: Bool) -> Match {
        let message: Transport.ICMP
        switch packet.transport {
        case .icmp(let icmp) where !isIPv6: message = icmp
        case .icmpv6(let icmp) where isIPv6: message = icmp
        default: return .no
        }
        guard packet.fragment != .later else { return .no }
        // IPv4 alone has a number for any type.
        let isAny = !isIPv6 && type == 255
        return Match(isAny || (message.type == type && code.contains(UInt32(message.code)))).inverted(inverted)
    }
}

extension XtMultiport {
    func matches(_ packet: Packet) -> Match {
        guard packet.fragment != .later, let known = packet.transport.ports else { return .no }
        var result = Match.no
        for range in ports {
            let here: [Match] =
                switch side {
                case .source: [range.test(known.source, "the source port")]
                case .destination: [range.test(known.destination, "the destination port")]
                case .either:
                    [
                        range.test(known.source, "the source port"),
                        range.test(known.destination, "the destination port"),
                    ]
                }
            if here.contains(.yes) { return Match.yes.inverted(inverted) }
            if let unknown = here.first(where: { $0 != .no }) { result = unknown }
        }
        return result.inverted(inverted)
    }
}

extension Invertible<XtRange> {
    /// The SPI of esp and ah.
    func matchesIndex(_ packet: Packet, proto: UInt8) -> Match {
        guard packet.fragment != .later, packet.transport.proto == proto else { return .no }
        return test { $0.min == 0 && $0.max == .max ? .yes : .unknown(because: "the SPI is not known") }
    }

    /// tcpmss_mt: a segment without the option passes only the inverted match.
    func matchesSegment(_ packet: Packet) -> Match {
        guard packet.fragment != .later, case .tcp(let tcp) = packet.transport else { return .no }
        if let size = tcp.maximumSegment { return test { Match($0.contains(UInt32(size))) } }
        // Only the segments that open a connection have one.
        return tcp.flags & Transport.TCP.syn == 0
            ? Match(inverted) : .unknown(because: "the maximum segment size is not known")
    }
}

extension XtHops {
    func matches(_ packet: Packet) -> Match {
        .on(packet.ttl, "the hop limit") { ttl in
            switch comparison {
            case .equal: ttl == value
            case .notEqual: ttl != value
            case .less: ttl < value
            case .greater: ttl > value
            }
        }
    }
}

extension XtEcn {
    func matches(_ packet: Packet) -> Match {
        .all(
            ipEct?.test { ect in .on(packet.tos, "the DS field") { $0 & 3 == ect } },
            ece.map { flag($0, 0x40, packet) },
            cwr.map { flag($0, 0x80, packet) })
    }

    private func flag(_ condition: Invertible<Bool>, _ bit: UInt8, _ packet: Packet) -> Match {
        guard packet.fragment != .later, case .tcp(let tcp) = packet.transport else { return .no }
        return Match((tcp.flags & bit != 0) != condition.inverted)
    }
}
