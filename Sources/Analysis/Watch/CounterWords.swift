import Addresses
import NetworkModel
import SnapshotQuery

extension TargetAnalysis {
    /// `veth-blue`, `rule handle 7 of inet filter forward`: what counts, without its namespace. Hostile text.
    public func name(of source: CounterSource) -> String {
        switch source {
        case .link(_, let ifname): ifname
        case .device(_, let ifname, let driver): "device of \(ifname) (\(driver))"
        case .bridge(_, let ifname): "bridging of \(ifname)"
        case .vlan(_, let ifname, let vid): "VLAN \(vid) of \(ifname)"
        case .qdisc(_, let ifname, let kind, let handle, let parent):
            handle == 0
                ? "queue \(kind) of \(ifname)\(parent == .max ? "" : " under \(Self.classid(parent))")"
                : "queue \(kind) \(Self.handle(handle)) of \(ifname)"
        case .protocols: "protocols"
        case .rule(_, let rule): rule.words
        case .counter(_, let counter): "counter \(counter.name) of \(counter.family) \(counter.table)"
        case .conntrack: "connection tracking"
        case .socket(_, let socket): socket.words
        case .neighbors(let family): "neighbours of \(family == .inet ? "IPv4" : "IPv6")"
        case .softnet: "received packets of all links"
        case .drops(let drops): drops.words
        }
    }

    /// `the host`, `blue`; nil for what the machine has once.
    public func place(of source: CounterSource) -> String? {
        guard let id = source.netns else { return nil }
        let namespace = query.namespace(id)
        if let name = namespace?.names.first { return name }
        if namespace?.isOwn ?? false { return "the host" }
        if let target = query.snapshot.target, target.netns == id, let pid = target.pid {
            return "the namespace of pid \(pid)"
        }
        return "netns \(id)"
    }

    /// `8001:`, as tc writes a handle.
    private static func handle(_ handle: UInt32) -> String { "\(String(handle >> 16, radix: 16)):" }

    /// `:1`, as tc writes a class of what has no handle: of a card with many queues each has its own.
    private static func classid(_ parent: UInt32) -> String {
        (parent >> 16 == 0 ? ":" : handle(parent)) + String(parent & 0xffff, radix: 16)
    }
}

extension CounterSource {
    /// What kind of thing counts: one of `kinds`.
    public var kind: String {
        switch self {
        case .link: "link"
        case .device: "device"
        case .bridge: "bridge"
        case .vlan: "vlan"
        case .qdisc: "qdisc"
        case .protocols: "netns"
        case .rule: "rule"
        case .counter: "counter"
        case .conntrack: "conntrack"
        case .socket: "socket"
        case .neighbors: "neighbors"
        case .softnet: "softnet"
        case .drops: "drops"
        }
    }

    /// All of them.
    public static let kinds = [
        "link", "device", "bridge", "vlan", "qdisc", "netns", "rule", "counter", "conntrack", "socket", "neighbors",
        "softnet", "drops",
    ]

    /// The link that it is about; nil for all others.
    public var ifname: String? {
        switch self {
        case .link(_, let ifname), .device(_, let ifname, _), .bridge(_, let ifname), .vlan(_, let ifname, _),
            .qdisc(_, let ifname, _, _, _):
            ifname
        case .drops(let drops): drops.ifname
        case .protocols, .rule, .counter, .conntrack, .socket, .neighbors, .softnet: nil
        }
    }
}

extension CountedRule {
    fileprivate var words: String {
        let chain = isLegacy ? "iptables \(chain.table) \(chain.name)" : "\(chain)"
        return switch place {
        case .handle(let handle): "rule handle \(handle) of \(chain)"
        case .number(let number): "rule \(number) of \(chain)"
        case .policy: "policy of \(chain)"
        }
    }
}

extension CountedDrops {
    /// `own drops by nft_do_chain, NETFILTER_DROP`; without `own` those of the whole machine.
    fileprivate var words: String {
        let place = [symbol, reason == "NOT_SPECIFIED" ? nil : reason].compactMap { $0 }.joined(separator: ", ")
        return (isOwn ? "own drops " : "drops ") + (place.isEmpty ? "in an unnamed place" : "by \(place)")
    }
}

extension CountedSocket {
    fileprivate var words: String {
        let name = proto == .tcp ? "tcp" : "udp"
        let far = dport == 0 ? "" : " -> \(dst.text(port: dport))"
        return "\(name) \(src.text(port: sport))\(far)"
    }
}
