import Addresses
import NetworkModel
import SnapshotQuery

extension Scratch {
    /// `ip addr add|del ADDRESS/LENGTH dev NAME`
    mutating func address(_ words: inout Words, in id: NetnsID) -> Bool {
        guard let verb = words.take(), let text = words.take(), let local = Self.prefix(text),
            let ifindex = ifindex(words.value("dev"), in: id), words.isEmpty
        else { return false }
        switch verb {
        case "add":
            // The second of a network is a secondary one.
            let isSecond =
                snapshot.namespaces[id]?.addresses(on: ifindex).contains { Self.isTwin($0, of: local) } == true
            add(
                Address(ifindex: ifindex, local: local, flags: isSecond ? [.permanent, .secondary] : .permanent), to: id
            )
        case "del":
            let gone = (snapshot.namespaces[id]?.addresses(on: ifindex) ?? []).first {
                // Without a length any will do.
                text.contains("/") ? $0.local == local : $0.address == local.address
            }
            guard let gone else { return false }
            // inet_del_ifa: with the first of a network all others go, unless promote_secondaries is on.
            let takesAll = !gone.flags.contains(.secondary) && gone.local.family == .inet && !promotes(ifindex, id)
            change(id) { namespace in
                namespace.addresses.rows.removeAll { other in
                    guard other.ifindex == ifindex else { return false }
                    return other.local == gone.local
                        || takesAll && other.flags.contains(.secondary) && Self.isTwin(other, of: gone.local)
                }
                for table in [\Namespace.routes, \.routes6] {
                    namespace[keyPath: table].rows.removeAll { route in
                        // fib_del_ifaddr: the routes that came with it.
                        route.proto == RouteOrigin.kernel && route.nexthops.first?.ifindex == ifindex
                            && (route.prefsrc == local.address || route.dst.address == local.address)
                    }
                }
            }
            for address in snapshot.namespaces[id]?.addresses(on: ifindex) ?? [] { connect(address, id) }
        default: return false
        }
        return true
    }

    private static func isTwin(_ address: Address, of local: IPPrefix) -> Bool {
        local.family == .inet && address.local.length == local.length && address.network == local.network
    }

    private func promotes(_ ifindex: Int, _ id: NetnsID) -> Bool {
        let name = link(LinkRef(id, ifindex))?.ifname ?? ""
        return [name, "all"].contains { device in
            snapshot.namespaces[id]?.sysctls["net.ipv4.conf.\(device).promote_secondaries"]?.value == "1"
        }
    }

    static func prefix(_ text: String) -> IPPrefix? {
        IPPrefix(text) ?? IPAddress(text).flatMap { IPPrefix($0, length: $0.family.width) }
    }

    mutating func add(_ address: Address, to id: NetnsID) {
        change(id) { $0.addresses.rows.append(address) }
        connect(address, id)
    }

    /// fib_add_ifaddr and addrconf_prefix_route: what an address on a link that is up brings with it.
    mutating func connect(_ address: Address, _ id: NetnsID) {
        guard link(LinkRef(id, address.ifindex))?.isUp == true else { return }
        let isV4 = address.local.family == .inet
        let width = address.local.family.width
        guard let host = IPPrefix(address.address, length: width) else { return }
        let hop = [NextHop(ifindex: address.ifindex)]
        let isLoopback = address.address.isLoopback
        var routes = [
            Route(
                type: .local, dst: host, table: RouteTable.local, proto: RouteOrigin.kernel, scope: isV4 ? 254 : 0,
                prefsrc: isV4 ? address.address : nil, nexthops: hop)
        ]
        if address.local.length < width, !address.flags.contains(.noPrefixRoute) {
            routes.append(
                Route(
                    type: isLoopback ? .local : .unicast, dst: address.network,
                    table: isLoopback ? RouteTable.local : RouteTable.main, proto: RouteOrigin.kernel,
                    scope: isV4 ? (isLoopback ? 254 : 253) : 0, metric: isV4 ? 0 : 256,
                    prefsrc: isV4 ? address.address : nil, nexthops: hop))
        }
        change(id) { namespace in
            let table = isV4 ? \Namespace.routes : \Namespace.routes6
            for route in routes
            where !namespace[keyPath: table].rows.contains(where: {
                $0.dst == route.dst && $0.table == route.table && $0.nexthops.first?.ifindex == address.ifindex
            }) {
                namespace[keyPath: table].rows.append(route)
            }
        }
    }

    /// `ip neigh del ADDRESS dev NAME`, `ip neigh replace ADDRESS lladdr MAC dev NAME nud permanent`
    mutating func neighbor(_ words: inout Words, in id: NetnsID) -> Bool {
        guard let verb = words.take() else { return false }
        if words.take("proxy") {
            guard verb == "add", let dst = words.take().flatMap({ IPAddress($0) }),
                let ifindex = ifindex(words.value("dev"), in: id), words.isEmpty
            else { return false }
            change(id) { namespace in
                var entry = Neighbor(ifindex: ifindex, dst: dst, lladdr: nil, state: [])
                entry.flags |= 0x08  // NTF_PROXY of linux/neighbour.h.
                namespace.proxyNeighbors.rows.append(entry)
            }
            return true
        }
        guard let dst = words.take().flatMap({ IPAddress($0) }),
            let ifindex = ifindex(words.value("dev"), in: id)
        else { return false }
        switch verb {
        case "del":
            guard words.isEmpty else { return false }
            change(id) { $0.neighbors.rows.removeAll { $0.ifindex == ifindex && $0.dst == dst } }
        case "add", "replace":
            guard let mac = words.value("lladdr").flatMap({ LinkLayerAddress($0) }) else { return false }
            guard words.isEmpty || (words.take("nud") && words.take("permanent") && words.isEmpty) else { return false }
            change(id) { namespace in
                namespace.neighbors.rows.removeAll { $0.ifindex == ifindex && $0.dst == dst }
                namespace.neighbors.rows.append(
                    Neighbor(ifindex: ifindex, dst: dst, lladdr: mac, state: .permanent))
            }
        default: return false
        }
        return true
    }
}

/// RTPROT_* (linux/rtnetlink.h).
enum RouteOrigin {
    static let kernel = 2
    static let boot = 3
}
