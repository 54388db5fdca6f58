import Addresses
import NetworkModel

extension Place {
    /// - Parameters:
    ///   - snapshot: that it is in, where the far ends of its links have names.
    ///   - others: names of links that were not read this time, from another look at the same namespace.
    init(_ namespace: Namespace, in snapshot: Snapshot, naming others: [Int: String] = [:]) {
        self.init(name: snapshot.word(for: namespace.id), inode: namespace.id.inode)
        let names = namespace.linkNames.merging(others) { own, _ in own }
        addLinks(namespace, snapshot, names)
        addRoutes(namespace, names)
        addNeighbors(namespace, names)
        addRuleset(namespace, names)
        addXtables(namespace)
        addSettings(namespace)
        addSockets(namespace, names)
    }

    private mutating func note<Row>(_ topic: Topic, _ table: Table<Row>) {
        if let gap = table.gap { gaps[topic] = gaps[topic] ?? gap }
    }

    private mutating func addLinks(_ namespace: Namespace, _ snapshot: Snapshot, _ names: [Int: String]) {
        note(.link, namespace.links)
        note(.address, namespace.addresses)
        note(.forwarding, namespace.fdb)
        for link in namespace.links.rows where !link.isBrief { add(Fact(link, namespace, snapshot, names)) }
        for key in namespace.links.asked where key.hasPrefix("ifname ") {
            asked.insert(.init(topic: .link, name: String(key.dropFirst(7))))
        }
        for family in [IPAddress.Family.inet, .inet6]
        where namespace.addresses.asked.contains(Table<Address>.key(family)) {
            families[.address, default: []].insert(family)
        }
        links = Set(names.filter { namespace.addresses.asked.contains(Table<Address>.key($0.key)) }.values)
        for address in namespace.addresses.rows { add(Fact(address, names)) }
        for entry in namespace.fdb.rows where entry.isPlaced { add(Fact(entry, names)) }
        for (ifindex, traffic) in namespace.traffic ?? [:] {
            guard let traffic = traffic.value else { continue }
            for fact in traffic.facts(on: names[ifindex] ?? "\(ifindex)", names) { add(fact) }
        }
        for policy in namespace.xfrm?.value?.policies ?? [] { add(Fact(policy)) }
        if namespace.xfrm?.value == nil, namespace.xfrm?.isAbsent != true { gaps[.ipsec] = "not read" }
        if namespace.traffic == nil { gaps[.filter] = "not read" }
    }

    private mutating func addRoutes(_ namespace: Namespace, _ names: [Int: String]) {
        // One family may be unread: then only its own routes are unknown.
        note(.route, namespace.routes)
        note(.route, namespace.routes6)
        note(.policy, namespace.rules)
        if namespace.routes.isComplete { families[.route, default: []].insert(.inet) }
        if namespace.routes6.isComplete { families[.route, default: []].insert(.inet6) }
        for route in namespace.routes.rows + namespace.routes6.rows where !route.isCloned && !route.isDerived {
            add(Fact(route, names))
        }
        for object in namespace.nexthops.rows { add(Fact(object, names)) }
        for rule in namespace.rules.rows { add(Fact(rule)) }
    }

    private mutating func addNeighbors(_ namespace: Namespace, _ names: [Int: String]) {
        note(.neighbor, namespace.neighbors)
        for neighbor in namespace.neighbors.rows + namespace.proxyNeighbors.rows { add(Fact(neighbor, names)) }
    }

    private mutating func addSettings(_ namespace: Namespace) {
        gaps[.sysctl] = "not read"
        for (key, value) in namespace.sysctls where value.reason == nil {
            let key = Fact.Key(topic: .sysctl, name: key)
            asked.insert(key)
            guard let text = value.value else { continue }
            var fact = Fact(.sysctl, key.name)
            fact.add("value", text.trimmed)
            add(fact)
        }
        for conf in namespace.netconf.rows where conf.ifindex == NetConf.all {
            let isIPv4 = conf.family == .inet
            add(setting: isIPv4 ? "net.ipv4.ip_forward" : "net.ipv6.conf.all.forwarding", conf.forwarding)
            if isIPv4 { add(setting: "net.ipv4.conf.all.rp_filter", conf.rpFilter) }
        }
        if let max = namespace.conntrack?.value?.max.value {
            add(setting: "net.netfilter.nf_conntrack_max", Int(max))
        }
        gaps[.resolver] = namespace.resolver == nil ? "not read" : nil
        for fact in namespace.resolver?.facts ?? [] { add(fact) }
    }

    /// What a file of /proc/sys says that was not read itself.
    private mutating func add(setting name: String, _ value: Int?) {
        var fact = Fact(.sysctl, name)
        guard let value, facts[fact.key] == nil else { return }
        fact.add("value", value)
        asked.insert(fact.key)
        add(fact)
    }

    /// Who waits for packets.
    private mutating func addSockets(_ namespace: Namespace, _ names: [Int: String]) {
        note(.socket, namespace.sockets)
        for socket in namespace.sockets.rows where socket.isListening {
            let device = socket.ifindex == 0 ? "" : "%\(names[socket.ifindex] ?? "\(socket.ifindex)")"
            var fact = Fact(.socket, "\(socket.proto) \(socket.src.text(port: socket.sport))\(device)")
            fact.add("state", "listens")
            // One of several with the same address is as good as all.
            if facts[fact.key] == nil { add(fact) }
        }
    }
}

extension Namespace {
    var linkNames: [Int: String] {
        Dictionary(links.rows.map { ($0.ifindex, $0.ifname) }, uniquingKeysWith: { first, _ in first })
    }
}

extension String {
    var trimmed: String {
        let blank: Set<Character> = [" ", "\n", "\t"]
        var text = self[...]
        while let last = text.last, blank.contains(last) { text.removeLast() }
        return String(text.drop { blank.contains($0) })
    }
}

extension Snapshot {
    /// What people call a namespace.
    func word(for id: NetnsID) -> String {
        guard let namespace = namespaces[id] else { return "netns \(id)" }
        if namespace.isOwn { return "the host" }
        return namespace.names.first ?? "netns \(id)"
    }
}
