import Addresses
import Foundation
import NetworkModel

/// Reads what `ip -N -j -d` prints into the model. Only for tests: nothing here is shared with the netlink code.
struct IPJSON {
    typealias Object = [String: Any]

    let family: IPAddress.Family
    private var indexes: [String: Int] = [:]

    init(_ family: IPAddress.Family) {
        self.family = family
    }

    mutating func namespace(_ state: Object, sysctls: [String: String]) -> Namespace {
        var namespace = Namespace(id: NetnsID(inode: 1))
        let rows = { (name: String) in state[name] as? [Object] ?? [] }
        let links = rows("links").map(link)
        indexes = Dictionary(links.map { ($0.ifname, $0.ifindex) }, uniquingKeysWith: { first, _ in first })
        namespace.links = Table(
            links.enumerated().map { offset, link in
                var link = link
                link.master = (rows("links")[offset]["master"] as? String).flatMap { indexes[$0] }
                return link
            }, coverage: .complete)
        namespace.addresses = Table(rows("addresses").flatMap(addresses), coverage: .complete)
        let routes = Table(rows("routes").compactMap(route), coverage: .complete)
        namespace.routes = family == .inet ? routes : Table(coverage: .complete)
        namespace.routes6 = family == .inet6 ? routes : Table(coverage: .complete)
        namespace.rules = Table(rows("rules").compactMap(rule), coverage: .complete)
        namespace.nexthops = Table(rows("nexthops").compactMap(nexthopObject), coverage: .complete)
        namespace.neighbors = Table(rows("neighbors").compactMap(neighbor), coverage: .complete)
        namespace.netconf = Table(rows("netconf").compactMap(netconf), coverage: .complete)
        namespace.sysctls = sysctls.mapValues { .known($0) }
        return namespace
    }

    // MARK: values

    private func integer(_ value: Any?) -> Int? {
        if let number = value as? NSNumber { return number.intValue }
        guard let text = value as? String else { return nil }
        return text.hasPrefix("0x") ? Int(text.dropFirst(2), radix: 16) : Int(text)
    }

    private func address(_ value: Any?) -> IPAddress? { (value as? String).flatMap(IPAddress.init) }

    private func prefix(_ value: Any?) -> IPPrefix? {
        guard let text = value as? String else { return nil }
        return text == "default" || text == "all" ? .everything(family) : IPPrefix(text)
    }

    private func flags(_ object: Object) -> NextHop.Flags {
        let known: [String: NextHop.Flags] = ["dead": .dead, "linkdown": .linkdown, "onlink": .onlink]
        return (object["flags"] as? [String] ?? []).reduce(into: []) { $0.formUnion(known[$1] ?? []) }
    }

    // MARK: tables

    private func link(_ object: Object) -> Link {
        let names: [String: LinkFlags] = ["UP": .up, "LOWER_UP": .lowerUp, "LOOPBACK": .loopback]
        let flags = (object["flags"] as? [String] ?? []).reduce(into: LinkFlags()) { $0.formUnion(names[$1] ?? []) }
        var link = Link(
            ifindex: integer(object["ifindex"]) ?? 0, ifname: object["ifname"] as? String ?? "", flags: flags)
        link.group = integer(object["group"])
        let info = object["linkinfo"] as? Object
        link.infoKind = info?["info_kind"] as? String
        link.infoSlaveKind = info?["info_slave_kind"] as? String
        if link.infoKind == "vrf", let table = integer((info?["info_data"] as? Object)?["table"]) {
            link.info = .vrf(table: UInt32(table))
        }
        return link
    }

    private func addresses(_ object: Object) -> [Address] {
        (object["addr_info"] as? [Object] ?? []).compactMap { row in
            guard let local = address(row["local"]), let length = integer(row["prefixlen"]),
                let prefix = IPPrefix(local, length: length)
            else { return nil }
            var flags: AddressFlags = []
            for (name, flag): (String, AddressFlags) in [
                ("secondary", .secondary), ("temporary", .secondary), ("deprecated", .deprecated),
                ("tentative", .tentative), ("dadfailed", .dadFailed), ("optimistic", .optimistic),
            ] where row[name] != nil { flags.formUnion(flag) }
            return Address(
                ifindex: integer(object["ifindex"]) ?? 0, local: prefix, peer: address(row["address"]), flags: flags,
                scope: integer(row["scope"]) ?? 0)
        }
    }

    private func nexthop(_ object: Object) -> NextHop {
        NextHop(
            ifindex: (object["dev"] as? String).flatMap { indexes[$0] },
            gateway: address(object["gateway"]) ?? address((object["via"] as? Object)?["host"]),
            weight: integer(object["weight"]) ?? 1, flags: flags(object))
    }

    func route(_ object: Object) -> Route? {
        guard let dst = prefix(object["dst"]),
            let type = integer(object["type"]).flatMap({ RouteType(rawValue: UInt8($0)) })
        else { return nil }
        var nexthops = (object["nexthops"] as? [Object] ?? []).map(nexthop)
        if nexthops.isEmpty, object["dev"] != nil { nexthops = [nexthop(object)] }
        var route = Route(
            type: type, dst: dst, src: prefix(object["from"]), table: UInt32(integer(object["table"]) ?? 254),
            proto: integer(object["protocol"]) ?? 0, scope: integer(object["scope"]) ?? 0,
            tos: integer(object["tos"]) ?? 0, metric: UInt32(integer(object["metric"]) ?? 0),
            prefsrc: address(object["prefsrc"]), nexthops: nexthops)
        route.nhid = integer(object["nhid"]).map(UInt32.init)
        route.pref = (object["pref"] as? String).flatMap { ["medium": 0, "high": 1, "low": 3][$0] }
        return route
    }

    private func rule(_ object: Object) -> Rule? {
        var action = Rule.Action.table(UInt32(integer(object["table"]) ?? 0))
        if let target = integer(object["goto"]) { action = .goto(UInt32(target)) }
        if object["nop"] != nil { action = .nop }
        if let number = integer(object["action"]) {
            action = [6: .blackhole, 7: .unreachable, 8: .prohibit][number] ?? .other(UInt8(number))
        }
        var rule = Rule(family: family, priority: UInt32(integer(object["priority"]) ?? 0), action: action)
        rule.invert = object["not"] != nil
        rule.src = selector(object, "src")
        rule.dst = selector(object, "dst")
        rule.iif = object["iif"] as? String
        rule.oif = object["oif"] as? String
        rule.fwmark = integer(object["fwmark"]).map(UInt32.init)
        rule.fwmask = integer(object["fwmask"]).map(UInt32.init) ?? rule.fwmark.map { _ in .max }
        rule.tos = integer(object["tos"])
        // With -N: `ipproto-17`.
        rule.ipProto = (object["ipproto"] as? String).flatMap { Int($0.drop { !$0.isNumber }) }
        rule.sport = range(object, "sport")
        rule.dport = range(object, "dport")
        if let start = integer(object["uid_start"]), let end = integer(object["uid_end"]) {
            rule.uidRange = [UInt32(start), UInt32(end)]
        }
        rule.l3mdev = object["l3mdev"] != nil
        rule.suppressPrefixlength = integer(object["suppress_prefixlen"])
        rule.suppressIfgroup = integer(object["suppress_ifgroup"]).map(UInt32.init)
        return rule
    }

    private func selector(_ object: Object, _ name: String) -> IPPrefix? {
        guard let text = object[name] as? String, text != "all", let address = IPAddress(text) else { return nil }
        return IPPrefix(address, length: integer(object[name + "len"]) ?? family.width)
    }

    private func range(_ object: Object, _ name: String) -> Rule.PortRange? {
        if let port = integer(object[name]) { return Rule.PortRange(start: UInt16(port), end: UInt16(port)) }
        guard let start = integer(object[name + "_start"]), let end = integer(object[name + "_end"]) else { return nil }
        return Rule.PortRange(start: UInt16(start), end: UInt16(end))
    }

    private func nexthopObject(_ object: Object) -> NextHopObject? {
        guard let id = integer(object["id"]) else { return nil }
        let hop = nexthop(object)
        let group = (object["group"] as? [Object] ?? []).map {
            NextHopObject.Member(id: UInt32(integer($0["id"]) ?? 0), weight: integer($0["weight"]) ?? 1)
        }
        return NextHopObject(
            id: UInt32(id), ifindex: hop.ifindex, gateway: hop.gateway, blackhole: object["blackhole"] != nil,
            group: group, flags: hop.flags)
    }

    private func neighbor(_ object: Object) -> Neighbor? {
        guard let dst = address(object["dst"]), let ifindex = (object["dev"] as? String).flatMap({ indexes[$0] }) else {
            return nil
        }
        let names: [String: Neighbor.State] = [
            "INCOMPLETE": .incomplete, "REACHABLE": .reachable, "STALE": .stale, "DELAY": .delay, "PROBE": .probe,
            "FAILED": .failed, "NOARP": .noARP, "PERMANENT": .permanent,
        ]
        let state = (object["state"] as? [String] ?? []).reduce(into: Neighbor.State()) {
            $0.formUnion(names[$1] ?? [])
        }
        return Neighbor(ifindex: ifindex, dst: dst, lladdr: nil, state: state)
    }

    private func netconf(_ object: Object) -> NetConf? {
        guard let name = object["interface"] as? String else { return nil }
        guard let ifindex = ["all": NetConf.all, "default": NetConf.default][name] ?? indexes[name] else { return nil }
        var row = NetConf(family: family, ifindex: ifindex)
        row.forwarding = integer(object["forwarding"])
        row.rpFilter = (object["rp_filter"] as? String).flatMap { ["off": 0, "strict": 1, "loose": 2][$0] }
        row.ignoreRoutesWithLinkdown = integer(object["ignore_routes_with_linkdown"])
        return row
    }
}
