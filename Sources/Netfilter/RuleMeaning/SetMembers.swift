import Addresses
import NetworkModel
import SnapshotQuery

// What is in a set that a rule names, just now, as values that a rule without sets would have.

extension SnapshotQuery {
    /// Sets of more elements than this are not spelled out.
    private static var mostMembers: Int { 4096 }

    /// Members of a set of addresses.
    ///
    /// - Parameters:
    ///   - table: of the rule; nil for a rule of xtables.
    public func addressMembers(of set: SetReference, _ table: NftTable?, _ id: NetnsID) -> Observed<[AddressPattern]> {
        switch set {
        case .nft(let name): return nftMembers(name, table, id) { AddressPattern(from: $0, to: $1) }
        case .ipset(let index):
            return ipset(id, index: index).flatMap { set in
                guard set.isOfAddresses else { return .unknown("the set is one of \(set.typename)") }
                return ipsetMembers(id, set).flatMap { members in
                    let patterns = members.map { AddressPattern($0, netmask: set.netmask) }
                    let known = patterns.compactMap(\.self)
                    return known.count == patterns.count ? .known(known) : .unknown("the set has exceptions")
                }
            }
        }
    }

    /// Members of a set of ports, in host byte order.
    public func portMembers(of set: SetReference, _ table: NftTable?, _ id: NetnsID)
        -> Observed<[ClosedRange<UInt16>]>
    {
        guard case .nft(let name) = set else { return .unknown("an ipset of ports is not spelled out") }
        return nftMembers(name, table, id) { from, to in
            guard from.count == 2, to.count == 2 else { return nil }
            let (low, high) = (UInt16(from[0]) << 8 | UInt16(from[1]), UInt16(to[0]) << 8 | UInt16(to[1]))
            return low <= high ? low...high : nil
        }
    }

    /// Members of a set of IP protocols.
    public func protocolMembers(of set: SetReference, _ table: NftTable?, _ id: NetnsID) -> Observed<[UInt8]> {
        guard case .nft(let name) = set else { return .unknown("an ipset of protocols is not spelled out") }
        return nftMembers(name, table, id) { from, to in from.count == 1 && from == to ? from[0] : nil }
    }

    /// Members of a set of whole names of interfaces.
    public func interfaceMembers(of set: SetReference, _ table: NftTable?, _ id: NetnsID)
        -> Observed<[InterfacePattern]>
    {
        guard case .nft(let name) = set else { return .unknown("an ipset of interfaces is not spelled out") }
        return nftMembers(name, table, id) { from, to in
            guard from == to, let text = String(validating: from.prefix { $0 != 0 }, as: UTF8.self) else { return nil }
            return .named(XtInterface(name: text))
        }
    }

    /// Unknown where one of them is not what is asked for: a concatenation, a catch-all, a limit beside it.
    private func nftMembers<Member>(
        _ name: String, _ table: NftTable?, _ id: NetnsID, _ member: ([UInt8], [UInt8]) -> Member?
    ) -> Observed<[Member]> {
        guard let table, let set = table.sets[name] else { return .unknown("there is no set \(name)") }
        return nftElements(id, table.ref(name)).flatMap { elements in
            guard elements.count <= Self.mostMembers else {
                return .unknown("set \(name) has more than \(Self.mostMembers) elements")
            }
            let ranges = NftKeyRange.all(of: set, elements)
            let members = ranges.compactMap { $0.element.isCatchall ? nil : member($0.from, $0.to) }
            return members.count == ranges.count
                ? .known(members) : .unknown("set \(name) has elements that are not spelled out")
        }
    }
}

extension AddressPattern {
    fileprivate init?(from: [UInt8], to: [UInt8]) {
        guard from.count == 4 || from.count == 16, let low = IPAddress(bytes: from), let high = IPAddress(bytes: to),
            low.family == high.family, low <= high
        else { return nil }
        self.init(low, high)
    }

    /// Nil for what is no member, and for what has no address.
    fileprivate init?(_ member: IpsetMember, netmask: UInt8?) {
        guard !member.isNomatch, let address = member.address else { return nil }
        if let last = member.addressTo {
            guard last.family == address.family, address <= last else { return nil }
            self.init(address, last)
            return
        }
        let length = Int(member.prefixLength ?? netmask ?? UInt8(address.family.width))
        guard let prefix = IPPrefix(address, length: length) else { return nil }
        let low = prefix.network.address
        let high = IPAddress(family: low.family, bits: low.bits | low.family.ones >> UInt128(length))
        self.init(low, high)
    }
}
