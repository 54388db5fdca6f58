import Addresses
import NetworkModel

/// A snapshot made by hand: a few namespaces of which everything is known, as a live kernel would fill them. What is said
/// by name, `"node"`, `"eth0"`, must be there already.
///
///     var network = SmallNetwork()
///     network.namespace("node", isOwn: true)
///     network.namespace("red")
///     network.veth("eth0", in: "red", "v-red", in: "node")
///     network.address("10.0.0.2/24", on: "eth0", in: "red")
///     network.aim(at: "red")
public struct SmallNetwork: Sendable {
    public private(set) var snapshot = Snapshot(
        tool: "test", startedAt: "2026-01-01T00:00:00Z", host: Snapshot.Host(name: "node", kernel: "6.18.0"))
    private var ids: [String: NetnsID] = [:]

    public init() {}

    /// What is known of a namespace, to change it in a way that has no word here.
    public subscript(_ name: String) -> Namespace {
        get { snapshot.namespaces[id(name)] ?? Namespace(id: id(name)) }
        set { snapshot.namespaces[id(name)] = newValue }
    }

    public func id(_ name: String) -> NetnsID { ids[name] ?? NetnsID(inode: 0) }

    public mutating func change(_ body: (inout Snapshot) -> Void) { body(&snapshot) }

    // MARK: Namespaces and processes

    /// With `lo`, which is up, and the rules that every namespace is born with.
    public mutating func namespace(_ name: String, isOwn: Bool = false) {
        let id = NetnsID(inode: 4_026_532_000 + UInt64(ids.count))
        ids[name] = id
        snapshot.namespaces[id] = Namespace(allKnown: id, name: name, isOwn: isOwn)
        var lo = Link(ifindex: 1, ifname: "lo", flags: [.up, .running, .lowerUp, .loopback], mtu: 65536, linkType: 772)
        lo.address = LinkLayerAddress(bytes: [0, 0, 0, 0, 0, 0])
        add(lo, in: name)
        address("127.0.0.1/8", on: "lo", in: name)
    }

    /// A process that lives in a namespace; the number tells it from others.
    public mutating func process(_ comm: String, _ pid: Int, in name: String) {
        var process = Process(pid: pid, startTime: UInt64(pid), comm: comm, state: "S", parent: 1, nspid: [pid])
        process.netns = id(name)
        snapshot.processes[pid] = process
        self[name].holders?.processes.append(Holders.Member(pid: pid, comm: comm))
        snapshot.resolvers[pid] = ResolverFiles(nameservers: [])
    }

    /// What the diagnosis is about: a process of the namespace if it has one, else its name.
    public mutating func aim(at name: String) {
        let pid = self[name].holders?.processes.first?.pid
        var target = Target(kind: pid == nil ? .netns : .pid, spelling: pid.map { "\($0)" } ?? name)
        (target.pid, target.netns) = (pid, id(name))
        snapshot.target = target
    }

    /// `--to ADDR:PORT/PROTO`; without a port a ping.
    public mutating func ask(about address: String, _ proto: Destination.Proto = .icmp, port: UInt16? = nil) {
        let destination = Destination(address: parsed(address), proto: proto, port: port)
        let known = snapshot.target?.destinations ?? []
        snapshot.target?.destinations = known + [destination]
    }

    /// In the target's own resolv.conf.
    public mutating func nameservers(_ addresses: String...) {
        guard let pid = snapshot.target?.pid else { return }
        snapshot.resolvers[pid] = ResolverFiles(nameservers: addresses.map(parsed))
    }

    // MARK: Links

    /// A card of the machine, by which packets leave it.
    public mutating func card(_ ifname: String, in name: String) { add(link(ifname, in: name, kind: nil), in: name) }

    public mutating func bridge(_ ifname: String, in name: String) {
        var bridge = link(ifname, in: name, kind: "bridge")
        var info = BridgeInfo()
        (info.stpState, info.vlanFiltering, info.mcastSnooping, info.groupFwdMask) = (0, false, true, 0)
        (info.nfCallIptables, info.nfCallIp6tables, info.nfCallArptables) = (false, false, false)
        bridge.info = .bridge(info)
        add(bridge, in: name)
        remember(bridge, on: bridge.ifindex, in: name)
    }

    public mutating func veth(
        _ inner: String, in name: String, _ outer: String, in other: String, master: String? = nil
    ) {
        var (mine, theirs) = (link(inner, in: name, kind: "veth"), link(outer, in: other, kind: "veth"))
        // In one namespace the second end comes after the first.
        if name == other { theirs.ifindex += 1 }
        (mine.linkIndex, theirs.linkIndex) = (theirs.ifindex, mine.ifindex)
        if name != other {
            (mine.linkNetnsid, theirs.linkNetnsid) = (nsid(of: other, in: name), nsid(of: name, in: other))
        }
        add(mine, in: name)
        add(theirs, in: other)
        if let master { enslave(outer, to: master, in: other) }
    }

    /// A port that forwards.
    public mutating func enslave(_ ifname: String, to master: String, in name: String) {
        let bridge = ifindex(master, in: name)
        change(ifname, in: name) { link in
            link.master = bridge
            link.infoSlaveKind = "bridge"
            var port = BridgePort()
            port.state = .forwarding
            (port.hairpin, port.isolated, port.learning, port.flood) = (false, false, true, true)
            (port.proxyArp, port.proxyArpWifi, port.neighSuppress) = (false, false, false)
            link.port = port
        }
        if let port = self[name].links.rows.first(where: { $0.ifname == ifname }) {
            remember(port, on: bridge, in: name)
        }
    }

    /// A bridge takes frames for the hardware addresses of its own and of its ports itself.
    private mutating func remember(_ link: Link, on bridge: Int, in name: String) {
        guard let mac = link.address else { return }
        self[name].fdb.rows.append(FDBEntry(mac: mac, ifindex: link.ifindex, master: bridge, state: .permanent))
    }

    public mutating func change(_ ifname: String, in name: String, _ body: (inout Link) -> Void) {
        guard let place = self[name].links.rows.firstIndex(where: { $0.ifname == ifname }) else { return }
        body(&self[name].links.rows[place])
    }

    /// `ip link set IFNAME down`: it takes its routes along, and its peer loses the carrier.
    public mutating func down(_ ifname: String, in name: String) {
        let ifindex = ifindex(ifname, in: name)
        change(ifname, in: name) { link in
            link.flags.subtract([.up, .running, .lowerUp])
            link.operstate = .down
            link.carrier = nil
        }
        self[name].routes.rows.removeAll {
            $0.nexthops.contains { $0.ifindex == ifindex } && $0.table != RouteTable.local
        }
        self[name].neighbors.rows.removeAll { $0.ifindex == ifindex }
        guard let link = self[name].link(ifindex), let peer = link.linkIndex else { return }
        let there = link.linkNetnsid.flatMap { self[name].nsids[$0] } ?? id(name)
        guard let other = ids.first(where: { $0.value == there })?.key, let far = self[other].link(peer) else { return }
        change(far.ifname, in: other) { link in
            link.flags.subtract([.running, .lowerUp])
            link.operstate = .lowerLayerDown
            link.carrier = false
        }
    }

    public func ifindex(_ ifname: String, in name: String) -> Int {
        self[name].links.rows.first { $0.ifname == ifname }?.ifindex ?? 0
    }

    // MARK: Addresses, routes, settings

    /// An address with the routes that the kernel makes for it.
    public mutating func address(_ text: String, on ifname: String, in name: String) {
        guard let local = IPPrefix(text) else { return }
        let hops = [NextHop(ifindex: ifindex(ifname, in: name))]
        let isHost = local.address.isLoopback
        let isOld = local.family == .inet
        self[name].addresses.rows.append(
            Address(ifindex: ifindex(ifname, in: name), local: local, scope: isHost ? 254 : 0))
        route(
            Route(
                type: .local, dst: .host(local.address), table: RouteTable.local, proto: 2, scope: isOld ? 254 : 0,
                prefsrc: isOld ? local.address : nil, nexthops: hops), in: name)
        guard local.length < local.family.width else { return }
        route(
            Route(
                type: isHost ? .local : .unicast, dst: local.network,
                table: isHost ? RouteTable.local : RouteTable.main,
                proto: 2, scope: isOld ? (isHost ? 254 : 253) : 0, metric: isOld ? 0 : 256,
                prefsrc: isOld ? local.address : nil, nexthops: hops), in: name)
    }

    /// `ip address del`: its routes go as well, and so does a default route that leads by way of its network.
    public mutating func remove(_ address: String, in name: String) {
        let address = parsed(address)
        guard let row = self[name].addresses.rows.first(where: { $0.address == address }) else { return }
        self[name].addresses.rows.removeAll { $0.address == address }
        self[name].routes.rows.removeAll { route in
            route.prefsrc == address || route.dst == .host(address)
                || route.nexthops.contains { $0.gateway.map(row.network.contains) ?? false }
        }
    }

    /// `ip route add DST via GATEWAY dev IFNAME`, `default` for everything.
    public mutating func route(_ dst: String, via gateway: String? = nil, dev ifname: String, in name: String) {
        let gateway = gateway.map(parsed)
        let dst = dst == "default" ? .everything(gateway?.family ?? .inet) : IPPrefix(dst) ?? .everything(.inet)
        let hop = NextHop(ifindex: ifindex(ifname, in: name), gateway: gateway)
        route(Route(dst: dst, scope: gateway == nil && dst.family == .inet ? 253 : 0, nexthops: [hop]), in: name)
    }

    public mutating func route(_ route: Route, in name: String) {
        if route.family == .inet {
            self[name].routes.rows.append(route)
        } else {
            self[name].routes6.rows.append(route)
        }
    }

    /// What `net.ipv4.ip_forward` sets.
    public mutating func forwards(_ isOn: Bool = true, in name: String) {
        let value = isOn ? 1 : 0
        for index in self[name].netconf.rows.indices where self[name].netconf.rows[index].family == .inet {
            self[name].netconf.rows[index].forwarding = value
        }
        for index in self[name].links.rows.indices { self[name].links.rows[index].inet?.forwarding = value }
        sysctl("net.ipv4.ip_forward", "\(value)", in: name)
    }

    public mutating func sysctl(_ setting: String, _ value: String, in name: String) {
        self[name].sysctls[setting] = .known(value)
    }

    /// `ip neigh`; without a hardware address one that failed.
    public mutating func neighbor(_ address: String, _ mac: LinkLayerAddress?, on ifname: String, in name: String) {
        self[name].neighbors.rows.append(
            Neighbor(
                ifindex: ifindex(ifname, in: name), dst: parsed(address), lladdr: mac,
                state: mac == nil ? .failed : .reachable))
    }

    /// A socket that waits for anybody.
    public mutating func listen(
        _ proto: Socket.`Protocol`, _ port: UInt16, at address: String = "0.0.0.0", in name: String
    ) {
        let address = parsed(address)
        var socket = Socket(
            proto: proto, family: address.family, state: proto == .tcp ? .listen : .close, src: address, sport: port,
            dst: .unspecified(address.family), dport: 0)
        socket.inode = UInt32(1000 + self[name].sockets.rows.count)
        self[name].sockets.rows.append(socket)
        let owner = self[name].holders?.processes.first
        self[name].socketOwners?[Int(socket.inode)] = owner.map { [$0] } ?? []
    }

    // MARK: How

    private func parsed(_ text: String) -> IPAddress { IPAddress(text) ?? .unspecified(.inet) }

    /// Up, with the next number and a hardware address of its own.
    private func link(_ ifname: String, in name: String, kind: String?) -> Link {
        let ifindex = (self[name].links.rows.map(\.ifindex).max() ?? 0) + 1
        var link = Link(
            ifindex: ifindex, ifname: ifname, flags: [.up, .running, .lowerUp, .broadcast, .multicast], mtu: 1500,
            operstate: .up)
        link.infoKind = kind
        link.carrier = true
        link.address = LinkLayerAddress(bytes: [
            2, 0, 0, UInt8(truncatingIfNeeded: id(name).inode), 0, UInt8(truncatingIfNeeded: ifindex),
        ])
        return link
    }

    private mutating func add(_ link: Link, in name: String) {
        var link = link
        link.inet = InetConf(allZero: self[name].netconf.rows.first { $0.family == .inet }?.forwarding ?? 0)
        self[name].links.rows.append(link)
        self[name].traffic?[link.ifindex] = .known(LinkTraffic())
    }

    /// The number by which a namespace knows another; the next one where it has none.
    private mutating func nsid(of other: String, in name: String) -> Int {
        if let known = self[name].nsids.first(where: { $0.value == id(other) })?.key { return known }
        let next = self[name].nsids.count
        self[name].nsids[next] = id(other)
        return next
    }
}

extension Namespace {
    /// One of which everything is known, and in which there is nothing.
    fileprivate init(allKnown id: NetnsID, name: String, isOwn: Bool) {
        self.init(id: id)
        names = [name]
        paths = ["/run/netns/\(name)"]
        self.isOwn = isOwn
        holders = Holders()
        links = Table(coverage: .complete)
        addresses = Table(coverage: .complete)
        routes = Table(coverage: .complete)
        routes6 = Table(coverage: .complete)
        rules = Table(coverage: .complete)
        nexthops = Table(coverage: .complete)
        neighbors = Table(coverage: .complete)
        proxyNeighbors = Table(coverage: .complete)
        fdb = Table(coverage: .complete)
        netconf = Table(asked: [Table<NetConf>.keyOfAll])
        sockets = Table(coverage: .complete)
        flows = Table(coverage: .complete)
        ipsets = Table(coverage: .complete)
        for family in XtFamily.allCases { xtables[family] = XtTables(names: .known([])) }
        conntrack = .known(Conntrack(count: .known(0), max: .known(65536), statistics: .known([])))
        flowCensus = .known(ConntrackCensus())
        xfrm = .absent
        ruleset = Ruleset(generation: 1, tables: Table(coverage: .complete))
        traffic = [:]
        socketOwners = [:]
        resolver = ResolverFiles(nameservers: [])
        for family in [IPAddress.Family.inet, .inet6] {
            rules.rows += [(0, RouteTable.local), (32766, RouteTable.main)].map {
                Rule(family: family, priority: $0.0, action: .table($0.1))
            }
            var all = NetConf(family: family, ifindex: NetConf.all)
            (all.forwarding, all.rpFilter, all.proxyNeigh) = (0, 0, 0)
            netconf.rows.append(all)
        }
        rules.rows.append(Rule(family: .inet, priority: 32767, action: .table(RouteTable.default)))
    }
}

extension ResolverFiles {
    fileprivate init(nameservers: [IPAddress]) {
        self.init(
            path: "/etc/resolv.conf", isHostFile: false, resolvConf: .known(ResolvConf(nameservers: nameservers)),
            hosts: .known("127.0.0.1 localhost\n"), nsswitch: .known("hosts: files dns\n"))
    }
}

extension InetConf {
    fileprivate init(allZero forwarding: Int) {
        self.init()
        self.forwarding = forwarding
        (rpFilter, arpIgnore, arpAnnounce, arpFilter, proxyArp, proxyArpPvlan) = (0, 0, 0, 0, 0, 0)
        (acceptLocal, routeLocalnet, srcValidMark, logMartians, ignoreRoutesWithLinkdown) = (0, 0, 0, 0, 0)
    }
}
