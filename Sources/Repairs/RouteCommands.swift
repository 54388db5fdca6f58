import Addresses
import NetworkModel

extension Scratch {
    /// `ip route add|replace|del [TYPE] PREFIX [via GATEWAY] [dev NAME] [onlink] [scope link] [table ID]`
    mutating func route(_ words: inout Words, _ family: IPAddress.Family?, in id: NetnsID) -> Bool {
        guard let verb = words.take(), ["add", "replace", "del"].contains(verb) else { return false }
        let type = words.next.flatMap(Self.errorTypes) ?? .unicast
        if type != .unicast { _ = words.take() }
        guard let text = words.take() else { return false }
        let (via, named) = (words.value("via"), words.value("dev"))
        let (gateway, device) = (via.flatMap { IPAddress($0) }, ifindex(named, in: id))
        guard (via == nil) == (gateway == nil), (named == nil) == (device == nil) else { return false }
        let isOnLink = words.flag("onlink")
        let table: UInt32
        switch words.value("table") {
        case nil, "main": table = RouteTable.main
        case "local": table = RouteTable.local
        case "default": table = RouteTable.default
        case let number?:
            guard let number = UInt32(number) else { return false }
            table = number
        }
        let isLinkScope = words.value("scope") == "link"
        guard words.isEmpty else { return false }
        let family = family ?? gateway?.family ?? Self.prefix(text)?.family ?? .inet
        guard let dst = text == "default" ? IPPrefix(.unspecified(family), length: 0) : Self.prefix(text) else {
            return false
        }
        let path = dst.family == .inet ? \Namespace.routes : \Namespace.routes6
        if verb != "add" {
            change(id) { namespace in
                namespace[keyPath: path].rows.removeAll { route in
                    route.dst == dst && route.table == table && (verb == "replace" || route.type == type)
                        && (device == nil || verb == "replace" || route.nexthops.contains { $0.ifindex == device })
                }
            }
            if verb == "del" { return true }
        }
        guard type == .unicast else { return false }
        guard let oif = device ?? gateway.flatMap({ connected(to: $0, in: id) }) else { return false }
        let hop = NextHop(ifindex: oif, gateway: gateway, flags: isOnLink ? .onlink : [])
        let scope = dst.family == .inet && (isLinkScope || gateway == nil) ? 253 : 0
        let metric: UInt32 = dst.family == .inet ? 0 : 1024
        change(id) {
            $0[keyPath: path].rows.append(
                Route(dst: dst, table: table, proto: RouteOrigin.boot, scope: scope, metric: metric, nexthops: [hop]))
        }
        return true
    }

    private static func errorTypes(_ word: String) -> RouteType? {
        [.blackhole, .unreachable, .prohibit, .throw].first { $0.name == word }
    }

    /// The link by which the kernel would reach a gateway.
    private func connected(to gateway: IPAddress, in id: NetnsID) -> Int? {
        let routes = snapshot.namespaces[id].map { gateway.family == .inet ? $0.routes : $0.routes6 }?.rows ?? []
        return routes.filter { $0.type == .unicast && $0.dst.contains(gateway) && $0.nexthops.first?.gateway == nil }
            .max { $0.dst.length < $1.dst.length }?.nexthops.first?.ifindex
    }

    /// `ip rule del pref N`, `ip rule add [pref N] [from PREFIX] [to PREFIX] [iif NAME] [oif NAME] [fwmark N[/MASK]]`
    /// `[ipproto PROTO] [sport N] [dport N] lookup TABLE [suppress_prefixlength N]`
    mutating func rule(_ words: inout Words, _ family: IPAddress.Family, in id: NetnsID) -> Bool {
        guard let verb = words.take() else { return false }
        let named = words.value("pref")
        switch verb {
        case "del":
            guard let priority = named.flatMap({ UInt32($0) }), words.isEmpty else { return false }
            change(id) { $0.rules.rows.removeAll { $0.family == family && $0.priority == priority } }
        case "add":
            let tables = ["local": RouteTable.local, "main": RouteTable.main, "default": RouteTable.default]
            let suppressed = words.value("suppress_prefixlength")
            guard let name = words.value("lookup"), let table = tables[name] ?? UInt32(name),
                let priority = named.map({ UInt32($0) }) ?? freePriority(family, id)
            else { return false }
            var rule = Rule(family: family, priority: priority, action: .table(table))
            rule.suppressPrefixlength = suppressed.flatMap { Int($0) }
            while let selector = words.take() {
                guard let value = words.take(), Self.select(selector, value, &rule) else { return false }
            }
            change(id) { namespace in
                namespace.rules.rows.append(rule)
                namespace.rules.rows.sort { ($0.family.rawValue, $0.priority) < ($1.family.rawValue, $1.priority) }
            }
        default: return false
        }
        return true
    }

    private static func select(_ selector: String, _ value: String, _ rule: inout Rule) -> Bool {
        switch selector {
        case "from", "to":
            if value == "all" { return true }
            guard let prefix = prefix(value), prefix.family == rule.family else { return false }
            if selector == "from" { rule.src = prefix } else { rule.dst = prefix }
        case "iif": rule.iif = value
        case "oif": rule.oif = value
        case "ipproto":
            guard let proto = ["icmp": 1, "tcp": 6, "udp": 17, "ipv6-icmp": 58][value] else { return false }
            rule.ipProto = proto
        case "sport", "dport":
            guard let port = UInt16(value) else { return false }
            let range = Rule.PortRange(start: port, end: port)
            if selector == "sport" { rule.sport = range } else { rule.dport = range }
        case "fwmark":
            let parts = value.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            guard let mark = parts.first.flatMap(number), parts.count <= 2 else { return false }
            guard let mask = parts.count == 2 ? number(parts[1]) : .max else { return false }
            (rule.fwmark, rule.fwmask) = (mark, mask)
        default: return false
        }
        return true
    }

    private static func number(_ text: String) -> UInt32? {
        text.hasPrefix("0x") ? UInt32(text.dropFirst(2), radix: 16) : UInt32(text)
    }

    /// fib_default_rule_pref: ahead of the second rule that there is.
    private func freePriority(_ family: IPAddress.Family, _ id: NetnsID) -> UInt32? {
        let priorities = (snapshot.namespaces[id]?.rules.rows ?? []).filter { $0.family == family }.map(\.priority)
            .sorted()
        guard priorities.count > 1, priorities[1] > 0 else { return 0 }
        return priorities[1] - 1
    }
}
