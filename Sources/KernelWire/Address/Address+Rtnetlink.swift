import Addresses
import CLinux
import NetworkModel

extension Address {
    /// RTM_NEWADDR: struct ifaddrmsg, then IFA_* attributes.
    public init(rtnetlink message: RawSpan) throws(WireError) {
        let header = try message.header(ifaddrmsg(), "ifaddrmsg")
        let family = try IPAddress.Family(header.ifa_family, "ifaddrmsg")
        var address: IPAddress?
        var local: IPAddress?
        var broadcast: IPAddress?
        var label: String?
        // The header has room for eight flags; IFA_FLAGS (Linux 3.14) has them all.
        var flags = UInt32(header.ifa_flags)
        var proto: Int?
        var metric: UInt32?
        var lifetimes: ifa_cacheinfo?
        var attributes = Attributes(in: message, after: MemoryLayout<ifaddrmsg>.size)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case IFA_ADDRESS: address = try message.address(family, attribute)
            case IFA_LOCAL: local = try message.address(family, attribute)
            case IFA_BROADCAST: broadcast = try message.address(family, attribute)
            case IFA_LABEL: label = try message.text(attribute)
            case IFA_FLAGS: flags = try message.u32(attribute)
            case NSD_IFA_PROTO: proto = Int(try message.u8(attribute))
            case IFA_RT_PRIORITY: metric = try message.u32(attribute)
            case IFA_CACHEINFO: lifetimes = message.fixed(Self.forEver, attribute)
            default: break
            }
        }
        // IPv6 sends IFA_LOCAL only beside a peer address; IPv4 always sends both, equal where there is no peer.
        guard let own = local ?? address else { throw WireError(.missing, "IFA_ADDRESS", at: message.byteCount) }
        guard let prefix = IPPrefix(own, length: Int(header.ifa_prefixlen)) else {
            throw WireError(.badValue, "ifa_prefixlen")
        }
        self.init(
            ifindex: Int(header.ifa_index), local: prefix, peer: address == own ? nil : address, broadcast: broadcast,
            label: label, flags: AddressFlags(rawValue: flags), scope: Int(header.ifa_scope))
        self.proto = proto
        self.metric = metric
        validLifetime = Self.seconds(lifetimes?.ifa_valid)
        preferredLifetime = Self.seconds(lifetimes?.ifa_prefered)
    }

    /// INFINITY_LIFE_TIME stands for "for ever", as does a missing struct.
    private static func seconds(_ lifetime: UInt32?) -> UInt32? { lifetime == .max ? nil : lifetime }

    private static var forEver: ifa_cacheinfo {
        ifa_cacheinfo(ifa_prefered: .max, ifa_valid: .max, cstamp: 0, tstamp: 0)
    }
}
