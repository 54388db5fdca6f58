import NetworkModel
import Netfilter

// What a rule asks besides addresses, ports, protocols and interfaces.

extension RuleMeaning {
    /// States of conntrack that a packet must have one of, in nft's words; nil where none is asked for, unknown where the
    /// question is another one.
    var connectionStates: Observed<[String]> {
        let asked = conditions.others.filter { $0.subject == .connection && $0.fragment.isAboutState }
        guard let first = asked.first else { return .absent }
        guard asked.count == 1, let bits = first.fragment.states else {
            return .unknown("what it asks of the connection cannot be said in states")
        }
        return .known(ConnectionState.names(bits))
    }

    /// The packet mark that it asks for as `0x1/0xff`; absent for none.
    var mark: Observed<String> {
        let asked = conditions.others.filter { $0.subject == .mark && $0.fragment.isAboutPacketMark }
        guard let first = asked.first else { return .absent }
        guard asked.count == 1, let text = first.fragment.markText else {
            return .unknown("what it asks of the mark cannot be said in one value")
        }
        return .known(text)
    }
}

/// The bits of `ct state` in nf_tables: NF_CT_STATE_BIT and its kin.
private enum ConnectionState {
    static let all: [(UInt32, String)] = [
        (1, "invalid"), (2, "established"), (4, "related"), (8, "new"), (64, "untracked"),
    ]

    static func names(_ bits: UInt32) -> [String] { all.filter { bits & $0.0 != 0 }.map(\.1) }

    /// Every state that there is.
    static let every: UInt32 = all.reduce(0) { $0 | $1.0 }

    /// From the bits of XT_CONNTRACK_STATE_*.
    static func bits(_ states: XtStates) -> UInt32? {
        let pairs: [(XtStates, UInt32)] = [
            (.invalid, 1), (.established, 2), (.related, 4), (.new, 8), (.untracked, 64),
        ]
        let known = pairs.reduce(into: XtStates()) { $0.formUnion($1.0) }
        guard states.isSubset(of: known) else { return nil }
        return pairs.reduce(0) { states.contains($1.0) ? $0 | $1.1 : $0 }
    }
}

extension RuleFragment {
    fileprivate var isAboutState: Bool {
        switch self {
        case .match(.conntrack(let match)): match.state != nil
        case .comparison(let loads, _, _, _, _):
            loads.contains { if case .ct(.state, _, _) = $0 { true } else { false } }
        case .members(_, let loads): loads.contains { if case .ct(.state, _, _) = $0 { true } else { false } }
        case .any(let parts, _): parts.contains(where: \.isAboutState)
        default: false
        }
    }

    /// Bits of the states that pass; nil where they cannot be said.
    fileprivate var states: UInt32? {
        switch self {
        case .match(.conntrack(let match)):
            guard let state = match.state, let bits = ConnectionState.bits(state.value) else { return nil }
            return state.inverted ? ConnectionState.every & ~bits : bits
        case .comparison(let loads, let offsets, let masks, let flips, let expression):
            guard loads.count == 1, let mask = Self.number(masks, offsets), flips.allSatisfy({ $0 == 0 }) else {
                return nil
            }
            switch expression {
            case .cmp(_, .neq, let data) where Self.number(data.bytes, offsets) == 0: return mask
            case .cmp(_, .eq, let data):
                guard let value = Self.number(data.bytes, offsets) else { return nil }
                return value == 0 ? ConnectionState.every & ~mask : mask == .max ? value : nil
            case .range(_, false, let from, let to):
                guard from == to, mask == .max else { return nil }
                return Self.number(from.bytes, offsets)
            default: return nil
            }
        case .any(let parts, let inverted):
            var bits: UInt32 = 0
            for part in parts {
                guard let more = part.states else { return nil }
                bits |= more
            }
            return inverted ? ConnectionState.every & ~bits : bits
        default: return nil
        }
    }

    fileprivate var isAboutPacketMark: Bool {
        switch self {
        case .match(.mark): true
        case .comparison(let loads, _, _, _, _): loads.contains { if case .meta(.mark, _) = $0 { true } else { false } }
        case .members(_, let loads): loads.contains { if case .meta(.mark, _) = $0 { true } else { false } }
        case .any(let parts, _): parts.contains(where: \.isAboutPacketMark)
        default: false
        }
    }

    fileprivate var markText: String? {
        switch self {
        case .match(.mark(let mark)) where !mark.inverted: return Self.mark(mark.value.value, mark.value.mask)
        case .comparison(let loads, let offsets, let masks, let flips, .cmp(_, .eq, let data)):
            guard loads.count == 1, flips.allSatisfy({ $0 == 0 }), let mask = Self.number(masks, offsets),
                let value = Self.number(data.bytes, offsets)
            else { return nil }
            return Self.mark(value, mask)
        default: return nil
        }
    }

    private static func mark(_ value: UInt32, _ mask: UInt32) -> String {
        "0x" + String(value, radix: 16) + (mask == .max ? "" : "/0x" + String(mask, radix: 16))
    }

    /// Four bytes in the host's order, all of which were loaded.
    private static func number(_ bytes: [UInt8], _ offsets: [Int]) -> UInt32? {
        guard bytes.count == 4, offsets == [0, 1, 2, 3] else { return nil }
        let ordered = NftData.hostIsLittle ? bytes.reversed() : bytes
        return ordered.reduce(0) { $0 << 8 | UInt32($1) }
    }
}
