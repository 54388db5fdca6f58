import Addresses
import NetworkModel

extension Namespace {
    mutating func redact(_ redactor: Redactor) {
        names.change { $0 = redactor.name($0) }
        paths.change { $0 = redactor.name($0) }
        holders.change { $0.redact(redactor) }
        socketOwners.change { $0.change { $0.change { $0.comm = redactor.name($0.comm) } } }
        lostNsids.change { $0 = redactor.sentence($0) }
        redactLinks(redactor)
        redactRoutes(redactor)
        redactNetfilter(redactor)
        for key in Array(sysctls.keys) { sysctls[key]?.redact(redactor) { $0 = redactor.setting($0) } }
        sysctls = sysctls.renamed(redactor.setting(named:))
        resolver.change { $0.redact(redactor) }
    }

    private mutating func redactLinks(_ redactor: Redactor) {
        links.redact(redactor, key: redactor.key) { $0.redact(redactor) }
        addresses.redact(redactor, key: redactor.key) { $0.redact(redactor) }
        fdb.redact(redactor, key: redactor.key) { $0.redact(redactor) }
        netconf.redact(redactor, key: redactor.key) { _ in }
        peeks.change {
            $0.redact(redactor) { peek in
                peek.link.redact(redactor)
                peek.addresses.change { $0.redact(redactor) }
            }
        }
        traffic.change { $0.change { $0.redact(redactor) { $0.redact(redactor) } } }
        offloads.change { $0.change { $0.redact(redactor) { _ in } } }
        wireguards.change { $0.change { $0.redact(redactor) { $0.redact(redactor) } } }
        bridgeVlans.change { $0.redact(redactor) { _ in } }
    }

    private mutating func redactRoutes(_ redactor: Redactor) {
        routes.redact(redactor, key: redactor.key) { $0.redact(redactor) }
        routes6.redact(redactor, key: redactor.key) { $0.redact(redactor) }
        rules.redact(redactor, key: redactor.key) { $0.redact(redactor) }
        nexthops.redact(redactor, key: redactor.key) { $0.gateway = redactor.address($0.gateway) }
        neighbors.redact(redactor, key: redactor.key) { $0.redact(redactor) }
        proxyNeighbors.redact(redactor, key: redactor.key) { $0.redact(redactor) }
        xfrm.change { $0.redact(redactor) { $0.redact(redactor) } }
    }

    private mutating func redactNetfilter(_ redactor: Redactor) {
        sockets.redact(redactor, key: redactor.key) {
            $0.src = redactor.address($0.src)
            $0.dst = redactor.address($0.dst)
        }
        for family in Array(xtables.keys) { xtables[family]?.redact(redactor) }
        conntrack.change { $0.redact(redactor) { $0.redact(redactor) } }
        flows.redact(redactor, key: redactor.key) { $0.redact(redactor) }
        flowCensus.change { $0.redact(redactor) { _ in } }
        portUses.change { $0.redact(redactor) { $0.change { $0.dst = redactor.address($0.dst) } } }
        portUses = portUses.renamed(redactor.key)
        ipsets.redact(redactor) { $0.redact(redactor) }
        ruleset.change { $0.redact(redactor) }
        procNet.change { $0.redact(redactor) }
    }
}

extension Redactor {
    /// A key under which rows were asked for: words of this program's, numbers, and addresses. Behind `ifname` a name.
    func key(_ key: String) -> String {
        let start = "ifname "
        return key.hasPrefix(start) ? start + name(String(key.dropFirst(start.count))) : addresses(in: key)
    }

    /// `net.ipv4.conf.veth0.rp_filter`: of links the name.
    func setting(named key: String) -> String {
        let parts = key.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 5, parts[0] == "net", parts[2] == "conf" || parts[2] == "neigh", let last = parts.last
        else {
            return key
        }
        let link = parts[3..<(parts.count - 1)].joined(separator: ".")
        return (parts[..<3] + [["all", "default"].contains(link) ? link : name(link), last]).joined(separator: ".")
    }

    /// A setting's value: numbers stay.
    func setting(_ value: String) -> String {
        let isNumeric = value.utf8.allSatisfy { (0x30...0x39).contains($0) || [0x09, 0x0a, 0x20, 0x2d].contains($0) }
        return isNumeric ? value : sentence(value)
    }
}

extension Holders {
    mutating func redact(_ redactor: Redactor) {
        processes.change { $0.comm = redactor.name($0.comm) }
        threads.change { $0.comm = redactor.name($0.comm) }
        descriptors.change { $0.comm = redactor.name($0.comm) }
        mounts.change { $0.path = redactor.name($0.path) }
        gap = redactor.sentence(gap)
    }
}
