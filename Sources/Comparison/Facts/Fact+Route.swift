import Addresses
import NetworkModel

extension Fact {
    init(_ address: Address, _ names: [Int: String]) {
        self.init(.address, "\(address.local) dev \(names[address.ifindex] ?? "\(address.ifindex)")")
        (family, link) = (address.local.family, names[address.ifindex])
        add("peer", address.peer?.description)
        add("broadcast", address.broadcast?.description)
        add("scope", address.scope)
        let flags: [(AddressFlags, String)] = [
            (.dadFailed, "dadfailed"), (.deprecated, "deprecated"), (.noPrefixRoute, "noprefixroute"),
        ]
        add("flags", flags.filter { address.flags.contains($0.0) }.map(\.1).joined(separator: " ").orNil)
    }

    init(_ route: Route, _ names: [Int: String]) {
        let destination = route.dst.isDefault ? (route.family == .inet ? "default" : "default (IPv6)") : "\(route.dst)"
        let table = route.table == RouteTable.main ? "" : " table \(RouteTable.name(route.table))"
        let source = route.src.map { " from \($0)" } ?? ""
        let metric =
            route.metric == 0 || route.family == .inet6 && route.metric == 1024 ? "" : " metric \(route.metric)"
        let device =
            route.family == .inet6 && route.proto == 2
            ? route.nexthops.first?.ifindex.map { " dev \(names[$0] ?? "\($0)")" } : nil
        self.init(
            .route,
            "\(destination)\(source)\(device ?? "")\(table)\(metric)\(route.tos == 0 ? "" : " tos \(route.tos)")")
        family = route.family
        if route.type != .unicast { add("type", route.type.name) }
        add("next hop", route.nexthops.map { $0.words(names) }.sorted().joined(separator: ", ").orNil)
        add("source", route.prefsrc?.description)
        add("mtu", route.mtu)
        add("next hop object", route.nhid)
    }

    init(_ object: NextHopObject, _ names: [Int: String]) {
        self.init(.route, "next hop object \(object.id)")
        add("via", object.gateway?.description)
        add("device", object.ifindex.map { names[$0] ?? "\($0)" })
        if object.blackhole { add("blackhole", "yes") }
        add("group", object.group.map { "\($0.id)*\($0.weight)" }.joined(separator: ", ").orNil)
    }

    init(_ rule: Rule) {
        self.init(.policy, "\(rule.family == .inet ? "" : "-6 ")\(rule.priority): \(rule.words)")
    }

    init(_ neighbor: Neighbor, _ names: [Int: String]) {
        self.init(
            .neighbor,
            "\(neighbor.dst) dev \(names[neighbor.ifindex] ?? "\(neighbor.ifindex)")\(neighbor.isProxy ? " proxy" : "")"
        )
        let isFixed = neighbor.state.contains(.permanent) || neighbor.isProxy
        isFleeting = !isFixed
        if neighbor.isProxy { return }
        let isValid = !neighbor.state.isDisjoint(with: .valid)
        add(
            "state",
            isFixed ? "permanent" : isValid ? "known" : neighbor.state.contains(.failed) ? "failed" : "asked for")
        if isValid { add("hardware address", neighbor.lladdr?.description) }
    }

    init(_ entry: FDBEntry, _ names: [Int: String]) {
        let vlan = entry.vlan.map { " vlan \($0)" } ?? ""
        self.init(.forwarding, "\(entry.mac) dev \(names[entry.ifindex] ?? "\(entry.ifindex)")\(vlan)")
        add("to", entry.dst?.description)
    }

    init(_ policy: XfrmPolicy) {
        self.init(.ipsec, "\(policy.direction.name) \(policy.src) -> \(policy.dst) priority \(policy.priority)")
        add("action", policy.isBlock ? "block" : "allow")
        add(
            "through",
            policy.templates.map { "\($0.dst) proto \($0.proto) reqid \($0.reqid)" }.joined(separator: ", ").orNil)
    }
}

extension Route {
    /// The kernel makes it of an address, and takes it away with that.
    var isDerived: Bool { proto == 2 && (table == RouteTable.local || type == .multicast) }
}

extension FDBEntry {
    /// Somebody has put it there: the others are learned, or a port's own address.
    var isPlaced: Bool { dst != nil || state.contains(.noARP) && master != nil && !isSelf }
}

extension NextHop {
    fileprivate func words(_ names: [Int: String]) -> String {
        var words = gateway.map { ["via \($0)"] } ?? []
        if let ifindex { words.append("dev \(names[ifindex] ?? "\(ifindex)")") }
        if weight > 1 { words.append("weight \(weight)") }
        if flags.contains(.onlink) { words.append("onlink") }
        if flags.contains(.dead) { words.append("dead") }
        if flags.contains(.linkdown) { words.append("linkdown") }
        return words.joined(separator: " ")
    }
}

extension Rule {
    fileprivate var words: String {
        var words = [invert ? "not from \(src?.description ?? "all")" : "from \(src?.description ?? "all")"]
        if let dst { words.append("to \(dst)") }
        if let iif { words.append("iif \(iif)") }
        if let oif { words.append("oif \(oif)") }
        if let fwmark { words.append("fwmark \(fwmark)/\(fwmask ?? .max)") }
        if let tos, tos != 0 { words.append("tos \(tos)") }
        if let ipProto { words.append("ipproto \(ipProto)") }
        if let sport { words.append("sport \(sport.start)-\(sport.end)") }
        if let dport { words.append("dport \(dport.start)-\(dport.end)") }
        if let uidRange { words.append("uidrange \(uidRange.map(String.init).joined(separator: "-"))") }
        if l3mdev { words.append("l3mdev") }
        if let suppressPrefixlength { words.append("suppress_prefixlength \(suppressPrefixlength)") }
        switch action {
        case .table(let table): words.append("lookup \(RouteTable.name(table))")
        case .goto(let priority): words.append("goto \(priority)")
        case .nop: words.append("nop")
        case .blackhole: words.append("blackhole")
        case .unreachable: words.append("unreachable")
        case .prohibit: words.append("prohibit")
        case .other(let number): words.append("action \(number)")
        }
        return words.joined(separator: " ")
    }
}

extension String {
    var orNil: String? { isEmpty ? nil : self }
}
