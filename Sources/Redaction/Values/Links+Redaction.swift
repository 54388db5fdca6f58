import Addresses
import NetworkModel

extension Link {
    mutating func redact(_ redactor: Redactor) {
        (ifname, ifnameBytes) = redactor.link(ifname, ifnameBytes)
        altnames.change { $0 = redactor.name($0) }
        ifalias = redactor.name(ifalias)
        address = redactor.hardware(address)
        broadcast = redactor.hardware(broadcast)
        permaddr = redactor.hardware(permaddr)
        info.change { $0.redact(redactor) }
    }
}

extension LinkInfo {
    mutating func redact(_ redactor: Redactor) {
        switch self {
        case .bridge(var info):
            info.bridgeId.change { $0.redactBridge(redactor) }
            self = .bridge(info)
        case .vxlan(var info):
            (info.group, info.local) = (redactor.address(info.group), redactor.address(info.local))
            self = .vxlan(info)
        case .tunnel(var info):
            (info.local, info.remote) = (redactor.address(info.local), redactor.address(info.remote))
            self = .tunnel(info)
        case .geneve(var info):
            info.remote = redactor.address(info.remote)
            self = .geneve(info)
        case .macvlan(let mode, let sources, let flags):
            self = .macvlan(mode: mode, sources: sources?.map { redactor.hardware($0) }, flags: flags)
        case .ipvlan, .vlan, .vrf, .tun, .bond: break
        }
    }
}

extension [UInt8] {
    /// Two bytes of priority, and an address.
    fileprivate mutating func redactBridge(_ redactor: Redactor) {
        guard count == 8 else { return }
        self = Array(prefix(2)) + redactor.hardware(LinkLayerAddress(bytes: Array(dropFirst(2)))).bytes
    }
}

extension Address {
    mutating func redact(_ redactor: Redactor) {
        local = redactor.own(local)
        peer = redactor.address(peer)
        broadcast = redactor.address(broadcast)
        label = redactor.name(label)
    }
}

extension FDBEntry {
    mutating func redact(_ redactor: Redactor) {
        mac = redactor.hardware(mac)
        dst = redactor.address(dst)
    }
}

extension LinkTraffic {
    mutating func redact(_ redactor: Redactor) {
        ingress.change { $0.redact(redactor) }
        egress.change { $0.redact(redactor) }
        tcxIngress.redact(redactor) { _ in }
        tcxEgress.redact(redactor) { _ in }
    }
}

extension TrafficFilter {
    mutating func redact(_ redactor: Redactor) {
        switch match {
        case .bpf(var filter):
            filter.name = redactor.name(filter.name)
            match = .bpf(filter)
        case .u32(var keys):
            keys.change { $0.redact(redactor) }
            match = keys.contains(where: \.hidesAddress) ? .unread : .u32(keys)
        case .all, .unread: break
        }
    }
}

extension U32Key {
    /// Source and destination of IPv4.
    fileprivate mutating func redact(_ redactor: Redactor) {
        guard offset == 12 || offset == 16 else { return }
        value = UInt32(
            truncatingIfNeeded: redactor.masked(IPAddress(family: .inet, bits: UInt128(value)), mask: UInt128(mask))
                .bits)
    }

    /// It compares what may be a part of a hardware address, which lies before, or of an IPv6 address, which begins behind
    /// eight bytes, or lies where nobody knows what is there.
    fileprivate var hidesAddress: Bool {
        !(0...4).contains(offset) && offset != 12 && offset != 16 && mask.nonzeroBitCount > 16
    }
}
