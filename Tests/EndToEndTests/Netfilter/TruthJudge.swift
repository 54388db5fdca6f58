import Addresses
import Netfilter
import NetworkModel
import PacketTrace
import Testing

/// Compares one trace with one packet that was sent.
struct TruthJudge {
    let snapshot: Snapshot
    let router: NetnsID
    let server: NetnsID
    let entry: TruthRuleset.Case

    func flow(from netns: NetnsID) throws -> PathFlow {
        let packet = entry.packet
        let ports = Transport.Ports(source: packet.sport, destination: packet.dport)
        let transport: Transport =
            switch packet.proto {
            case "tcp": .tcp(.init(ports: ports, flags: Transport.TCP.syn))
            case "udp": .udp(ports)
            case _ where packet.dst.contains(":"): .icmpv6(.init(type: 128, id: packet.sport))
            default: .icmp(.init(type: 8, id: packet.sport))
            }
        let src: IPAddress = try #require(IPAddress(packet.src))
        let dst: IPAddress = try #require(IPAddress(packet.dst))
        return PathFlow(from: netns, src: src, to: dst, transport, tos: packet.tos, uid: 0, length: packet.length)
    }

    /// Nil: this way is what happened.
    func complaint(about path: Trace) -> String? {
        placeComplaint(path) ?? countComplaint(path)
    }

    private func placeComplaint(_ path: Trace) -> String? {
        let isAtServer = path.hops.contains { $0.netns == server }
        let isAtRouter =
            !isAtServer && (path.disposition == .delivered || path.stage == .socket) && path.netns == router
        let heard = entry.heard.first
        guard isAtServer || isAtRouter else {
            return heard == nil ? nil : "it was heard at the \(heard?.place ?? "")"
        }
        guard let heard else { return "nobody heard it" }
        guard heard.place == (isAtServer ? "server" : "router") else { return "it was heard at the \(heard.place)" }
        let packet = path.packet
        if heard.endpoints.src != packet.src.description {
            return "it came from \(heard.endpoints.src), not \(packet.src)"
        }
        if heard.endpoints.dst != packet.dst.description {
            return "it went to \(heard.endpoints.dst), not \(packet.dst)"
        }
        if let tos = packet.tos, heard.endpoints.tos != tos { return "tos was \(heard.endpoints.tos), not \(tos)" }
        if let ttl = packet.ttl, heard.endpoints.ttl != ttl { return "ttl was \(heard.endpoints.ttl), not \(ttl)" }
        guard let ports = packet.transport.ports else { return nil }
        if let port = ports.destination, port != heard.endpoints.dport {
            return "the port was \(heard.endpoints.dport), not \(port)"
        }
        if let port = ports.source, port != heard.endpoints.sport {
            return "it came from port \(heard.endpoints.sport), not \(port)"
        }
        return nil
    }

    private func countComplaint(_ path: Trace) -> String? {
        let rejected = path.disposition == .rejected
        // What answers, or an error on its way back, meets other chains.
        var ignored: Set<String> = []
        if entry.packet.way != "output" { ignored.formUnion(["rawoutput", "output", "natout"]) }
        let isLocal = path.netns == router && !rejected && path.disposition != .dropped
        if rejected || (entry.packet.way != "output" && isLocal) { ignored.formUnion(["postrouting", "natpost"]) }
        let relevant = { (key: String) in
            let chain = key.split(separator: " ")[1]
            return !ignored.contains { chain == $0 || chain.hasPrefix($0 + "_") }
        }
        let predicted = Set(counted(path).filter(relevant)).subtracting(undecided(path))
        // Chance, or an expression behind the counter, leaves open whether these count.
        let open = undecided(path)
        let observed = entry.moved.filter(relevant).subtracting(open)
        let missed = predicted.subtracting(observed)
        if let rule = missed.min() { return "\(rule) did not count it" }
        if entry.packet.way == "output", rejected || isLocal { return nil }
        if let rule = observed.subtracting(predicted).min() { return "\(rule) counted it" }
        return nil
    }

    /// Rules of the router that matched and have a counter.
    private func counted(_ path: Trace) -> [String] {
        path.hops.filter { $0.netns == router }.flatMap(\.visits).compactMap { visit in
            switch visit.outcome {
            case .noMatch, .immaterial: return nil
            default: break
            }
            guard case .handle(let handle) = visit.rule.place, let rule = rule(visit.rule, handle),
                rule.expressions.contains(where: { if case .counter = $0 { true } else { false } })
            else { return nil }
            return "\(visit.rule.family.rawValue) \(visit.rule.chain) \(handle)"
        }
    }

    private func undecided(_ path: Trace) -> Set<String> {
        Set(
            path.hops.filter { $0.netns == router }.flatMap(\.visits).compactMap { visit in
                guard case .handle(let handle) = visit.rule.place, let rule = rule(visit.rule, handle) else {
                    return nil
                }
                let key = "\(visit.rule.family.rawValue) \(visit.rule.chain) \(handle)"
                if case .immaterial = visit.outcome { return key }
                guard
                    let counter = rule.expressions.firstIndex(where: { if case .counter = $0 { true } else { false } })
                else { return nil }
                let mayBreak = rule.expressions[counter...].contains { expression in
                    switch expression {
                    case .lookup, .ct: true
                    default: false
                    }
                }
                return mayBreak ? key : nil
            })
    }

    private func rule(_ reference: RuleReference, _ handle: UInt64) -> NftRule? {
        guard let family = NftFamily(rawValue: reference.family.rawValue) else { return nil }
        let chain = snapshot.namespaces[router]?.ruleset?.chain(NftRef(family, reference.table, reference.chain))
        return chain?.rules.rows.first { $0.handle == handle }
    }

    func story(_ answer: PathAnswer, _ complaints: [String?]) -> String {
        let packet = entry.packet
        var text =
            "\(packet.way) \(packet.proto) \(packet.src):\(packet.sport) > \(packet.dst):\(packet.dport) tos \(packet.tos) length \(packet.length)"
        text += "\nheard: \(entry.heard.map { "\($0.place) \($0.endpoints)" })\nmoved: \(entry.moved.sorted())"
        for (way, complaint) in zip(answer.traces, complaints) {
            text +=
                "\n\(way.forward.disposition) \(way.forward.dropPoint?.reason ?? "") \(way.forward.assumptions): \(complaint ?? "")"
            for hop in way.forward.hops where hop.netns == router {
                for visit in hop.visits {
                    let outcome = "\(visit.outcome)".prefix(24)
                    text +=
                        "\n  \(visit.rule.family) \(visit.rule.chain) \(visit.rule.place) \(visit.rule.text) => \(outcome)"
                }
            }
        }
        return text
    }
}

extension Trace {
    /// The stage of the last hop, or of the stop.
    fileprivate var stage: Stage? { dropPoint?.stage ?? hops.last?.stage }
}
