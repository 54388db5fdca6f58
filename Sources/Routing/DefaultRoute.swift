import Addresses
import NetworkModel

extension Router {
    /// The way to "an outside address": the decision for a destination that only routes as wide as the Internet
    /// cover. The address is found, not fixed: it lies in the global space of the family and in no narrower prefix of
    /// any table or rule, so that what is decided holds for the outside at large.
    ///
    /// Absent: every global address is covered by something narrower. A decision with an error is the answer to
    /// "there is no default route".
    public func defaultRoute(_ family: IPAddress.Family, from flow: RouteFlow? = nil) -> Observed<RouteDecision> {
        if let gap = fib.routesGap[family] ?? fib.rulesGap { return .unknown(gap) }
        guard let outside = outsideAddress(family) else { return .absent }
        var question = flow ?? RouteFlow(dst: outside)
        question.dst = outside
        return output(question)
    }

    /// A global unicast address that no prefix narrower than the Internet covers. Nil where there is none.
    ///
    /// - Parameter others: routers that have none for it either.
    public func outsideAddress(_ family: IPAddress.Family, besides others: [Router] = []) -> IPAddress? {
        let taken = coveredRanges(family, others)
        for space in OutsideSpace.of(family) {
            var candidate = space.lowerBound
            // The ranges are sorted and disjoint, so one pass finds the first hole.
            for range in taken where range.upperBound >= candidate && range.lowerBound <= space.upperBound {
                if candidate < range.lowerBound { break }
                guard range.upperBound < space.upperBound else {
                    candidate = space.upperBound
                    break
                }
                candidate = range.upperBound + 1
            }
            let isFree = !taken.contains { $0.contains(candidate) }
            if isFree, space.contains(candidate) { return IPAddress(family: family, bits: candidate) }
        }
        return nil
    }

    /// The prefixes of routes and rule selectors, without those that stand for everything, as sorted ranges.
    private func coveredRanges(_ family: IPAddress.Family, _ others: [Router]) -> [ClosedRange<UInt128>] {
        let prefixes = ([self] + others).map(\.fib).flatMap { fib in
            (fib.tables[family] ?? [:]).values.flatMap(\.destinations) + (fib.rules[family] ?? []).compactMap(\.dst)
        }
        let wide = OutsideSpace.widest(family)
        let ranges = prefixes.filter { $0.length > wide }.map(\.range).sorted { $0.lowerBound < $1.lowerBound }
        return ranges.reduce(into: []) { merged, range in
            if let last = merged.last, range.lowerBound <= last.upperBound {
                merged[merged.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
    }
}

/// Where "outside" may be looked for.
public enum OutsideSpace {
    /// Prefixes this short count as the Internet itself: 0/0, the pair 0/1 and 128/1 with which VPNs shadow it, and for
    /// IPv6 also 2000::/3.
    public static func widest(_ family: IPAddress.Family) -> Int { family == .inet ? 1 : 3 }

    /// Unicast space without the special-purpose blocks at its edges (RFC 6890).
    static func of(_ family: IPAddress.Family) -> [ClosedRange<UInt128>] {
        switch family {
        // 11.0.0.0-99.255.255.255 and 193.0.0.0-197.255.255.255 hold no special-purpose block.
        case .inet: return [0x0b00_0001...0x63ff_fffe, 0xc100_0001...0xc5ff_fffe]
        // 2400::/6: the part of the global unicast space (2000::/3) without 2001::/23, 2001:db8::/32 and 2002::/16.
        case .inet6:
            let low = UInt128(0x2400) << 112
            return [(low + 1)...(low + (UInt128(0x0400) << 112) - 2)]
        }
    }
}

extension IPPrefix {
    /// First to last address, as numbers.
    var range: ClosedRange<UInt128> {
        let first = network.address.bits
        let hostBits = family.width - length
        let size: UInt128 = hostBits >= 128 ? .max : (UInt128(1) << UInt128(hostBits)) - 1
        return first...(first + size)
    }
}
