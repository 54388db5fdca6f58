import Addresses
import NetworkModel

extension XtTables {
    mutating func redact(_ redactor: Redactor) {
        names.redact(redactor) { $0.change { $0 = redactor.name($0) } }
        tables.change { $0.redact(redactor) { $0.redact(redactor) } }
        tables = tables.renamed(redactor.name)
    }
}

extension XtTable {
    fileprivate mutating func redact(_ redactor: Redactor) {
        name = redactor.name(name)
        chains.change { chain in
            chain.name = redactor.name(chain.name)
            chain.rules.change { $0.redact(redactor) }
        }
    }
}

extension XtAddress {
    mutating func redact(_ redactor: Redactor) {
        // What does not count need not be told.
        self = XtAddress(redactor.masked(address, mask: mask.bits), mask: mask)
    }
}

extension XtInterface {
    mutating func redact(_ redactor: Redactor) { (name, bytes) = redactor.link(name, bytes) }
}

extension XtIprange.Range {
    mutating func redact(_ redactor: Redactor) { (min, max) = redactor.range(min, max) }
}

extension XtRule {
    fileprivate mutating func redact(_ redactor: Redactor) {
        src.change { $0.change { $0.redact(redactor) } }
        dst.change { $0.change { $0.redact(redactor) } }
        inInterface.change { $0.change { $0.redact(redactor) } }
        outInterface.change { $0.change { $0.redact(redactor) } }
        let family = (src ?? dst)?.value.address.family ?? .inet
        matches.change { $0.redact(family, redactor) }
        target.redact(family, redactor)
    }
}

extension XtMatch {
    fileprivate mutating func redact(_ family: IPAddress.Family, _ redactor: Redactor) {
        switch self {
        case .comment(let text): self = .comment(redactor.name(text))
        case .iprange(var range):
            range.src.change { $0.change { $0.redact(redactor) } }
            range.dst.change { $0.change { $0.redact(redactor) } }
            self = .iprange(range)
        case .conntrack(var flow):
            flow.origSrc.change { $0.change { $0.redact(redactor) } }
            flow.origDst.change { $0.change { $0.redact(redactor) } }
            flow.replSrc.change { $0.change { $0.redact(redactor) } }
            flow.replDst.change { $0.change { $0.redact(redactor) } }
            self = .conntrack(flow)
        case .mac(var address):
            address.change { $0 = redactor.hardware($0) }
            self = .mac(address)
        case .physdev(var ports):
            ports.inDevice.change { $0.change { $0.redact(redactor) } }
            ports.outDevice.change { $0.change { $0.redact(redactor) } }
            self = .physdev(ports)
        case .helper(var name):
            name.change { $0 = redactor.name($0) }
            self = .helper(name)
        case .hashlimit(var limit):
            limit.name = redactor.name(limit.name)
            self = .hashlimit(limit)
        case .recent(var list):
            list.name = redactor.name(list.name)
            self = .recent(list)
        case .cgroup(var group):
            group.path.change { $0.change { $0 = redactor.name($0) } }
            self = .cgroup(group)
        case .unknown(let name, let revision, let bytes):
            let known = XtBytes(family, redactor).match(name, UInt32(revision), bytes)
            self = .unknown(name: name, revision: revision, bytes: known)
        default: break
        }
    }
}

extension XtTarget {
    fileprivate mutating func redact(_ family: IPAddress.Family, _ redactor: Redactor) {
        switch self {
        case .jump(let chain): self = .jump(redactor.name(chain))
        case .goto(let chain): self = .goto(redactor.name(chain))
        case .dnat(let nat): self = .dnat(nat.redacted(redactor))
        case .snat(let nat): self = .snat(nat.redacted(redactor))
        case .masquerade(let nat): self = .masquerade(nat.redacted(redactor))
        case .redirect(let nat): self = .redirect(nat.redacted(redactor))
        case .netmap(let nat):
            if let range = nat.addresses { redactor.keepHosts(of: range.min, range.max) }
            self = .netmap(nat.redacted(redactor))
        case .tproxy(var proxy):
            proxy.address = redactor.address(proxy.address)
            self = .tproxy(proxy)
        case .log(var log):
            log.prefix = redactor.name(log.prefix)
            self = .log(log)
        case .nflog(var log):
            log.prefix = redactor.name(log.prefix)
            self = .nflog(log)
        case .ct(var ct):
            ct.helper = redactor.name(ct.helper)
            ct.timeout = redactor.name(ct.timeout)
            self = .ct(ct)
        case .unknown(let name, let revision, let bytes):
            let known = XtBytes(family, redactor).target(name, UInt32(revision), bytes)
            self = .unknown(name: name, revision: revision, bytes: known)
        default: break
        }
    }
}

extension XtNat {
    fileprivate func redacted(_ redactor: Redactor) -> XtNat {
        var other = self
        other.addresses.change { $0.redact(redactor) }
        return other
    }
}

extension Ipset {
    mutating func redact(_ redactor: Redactor) {
        name = redactor.name(name)
        range.change { $0.redact(redactor) }
        members.redact(redactor) { $0.redact(redactor) }
    }
}

extension IpsetMember {
    fileprivate mutating func redact(_ redactor: Redactor) {
        if let from = address, let to = addressTo {
            let range = redactor.range(from, to)
            (address, addressTo) = (range.low, range.high)
        } else {
            address = address.map { network($0, prefixLength, redactor) }
        }
        address2 = address2.map { network($0, prefixLength2, redactor) }
        iface = redactor.name(iface)
        ether = redactor.hardware(ether)
        set = redactor.name(set)
        comment = redactor.name(comment)
    }

    private func network(_ address: IPAddress, _ length: UInt8?, _ redactor: Redactor) -> IPAddress {
        guard let length, let prefix = IPPrefix(address, length: Int(length)) else { return redactor.address(address) }
        return redactor.prefix(prefix).address
    }
}
