import Addresses
import NetworkModel

/// ipv6_dev_get_saddr: RFC 6724, section 5, as Linux does it.
struct IPv6Sources {
    let addresses: AddressBook
    let devices: Devices
    let conf: DeviceConf

    /// Nil: no address will do; the sender gets EADDRNOTAVAIL.
    func select(for dst: IPAddress, on ifindex: Int?) throws(NotKnown) -> IPAddress? {
        let candidates = try candidates(for: dst, on: ifindex)
        // Rule 7 is only asked where there are temporary addresses at all.
        let haveTemporary = candidates.contains { $0.flags.contains(.secondary) }
        var best: (address: Address, rank: Rank)?
        for address in candidates {
            let rank = try rank(address, dst, ifindex, haveTemporary)
            guard let current = best else {
                best = (address, rank)
                continue
            }
            // Equals stay with the one found first.
            if current.rank < rank { best = (address, rank) }
        }
        return best?.address.address
    }

    private func candidates(for dst: IPAddress, on ifindex: Int?) throws(NotKnown) -> [Address] {
        if let ifindex {
            let onlyOwn = dst.isMulticast || IPv6Scope.of(dst) <= IPv6Scope.linkLocal
            if onlyOwn || conf.value(.useOifAddrsOnly, ifindex) == 1 { return try usable(on: ifindex) }
        }
        let master: Int? = if let ifindex { try devices.l3Master(of: ifindex) } else { nil }
        try addresses.requireAll()
        var found: [Address] = []
        if let ifindex, let master {
            // Within a VRF the device's own addresses come first, then the VRF's, then those of its other ports.
            found = try usable(on: ifindex) + usable(on: master)
            if found.contains(where: { IPv6Scope.of($0.address) <= IPv6Scope.of(dst) }) { return found }
        }
        for device in addresses.devices {
            let own = try usable(on: device)
            if !own.isEmpty, try devices.l3Master(of: device) == master { found += own }
        }
        return found
    }

    private func usable(on ifindex: Int) throws(NotKnown) -> [Address] {
        try addresses.on(ifindex, .inet6).filter { address in
            let isTentative = address.flags.contains(.tentative) && !address.flags.contains(.optimistic)
            return !isTentative && !address.address.isUnspecified && !address.address.isMulticast
        }
    }

    /// The rules' results in order; the first that differs decides, the greater wins.
    private struct Rank: Comparable {
        var results: [Int]

        static func < (a: Rank, b: Rank) -> Bool { a.results.lexicographicallyPrecedes(b.results) }
    }

    private func rank(
        _ candidate: Address, _ dst: IPAddress, _ ifindex: Int?, _ haveTemporary: Bool
    ) throws(NotKnown) -> Rank {
        let address = candidate.address
        let scope = IPv6Scope.of(address)
        let wanted = IPv6Scope.of(dst)
        let avoided: AddressFlags = [.deprecated, .optimistic]
        let isPreferred = IPv6Scope.isExemptFromDeprecation(address) || candidate.flags.isDisjoint(with: avoided)
        return Rank(results: [
            address == dst ? 1 : 0,
            scope >= wanted ? -scope : scope - 128,
            isPreferred ? 1 : 0,
            ifindex == nil || ifindex == candidate.ifindex ? 1 : 0,
            AddressLabel.of(address) == AddressLabel.of(dst) ? 1 : 0,
            try prefersTemporary(candidate, haveTemporary) == candidate.flags.contains(.secondary) ? 1 : 0,
            AddressLabel.isORCHID(address) == AddressLabel.isORCHID(dst) ? 1 : 0,
            min(address.commonPrefixLength(dst), candidate.local.length),
            candidate.flags.contains(.optimistic) ? 0 : 1,
        ])
    }

    /// Rule 7: public addresses, unless use_tempaddr is 2.
    private func prefersTemporary(_ candidate: Address, _ haveTemporary: Bool) throws(NotKnown) -> Bool {
        guard haveTemporary else { return false }
        return try conf.require(.useTempaddr, candidate.ifindex) >= 2
    }
}
