import Addresses
import CLinux
import NetworkModel

extension XtTable {
    /// What IPT_SO_GET_INFO says about a table, which IPT_SO_GET_ENTRIES must be asked with.
    public struct Info: Hashable, Sendable {
        /// Bytes of all entries.
        public let size: Int
        /// Offsets of the first entry and of the policy, by hook.
        let hooks: [(hook: Int, entry: Int, policy: Int)]

        /// struct ipt_getinfo; that of IPv6 is the same.
        public init(_ bytes: RawSpan) throws(WireError) {
            let raw = try bytes.info(ipt_getinfo())
            size = Int(raw.size)
            let entries = [raw.hook_entry.0, raw.hook_entry.1, raw.hook_entry.2, raw.hook_entry.3, raw.hook_entry.4]
            let policies = [raw.underflow.0, raw.underflow.1, raw.underflow.2, raw.underflow.3, raw.underflow.4]
            hooks = zip(entries, policies).enumerated()
                .filter { raw.valid_hooks >> UInt32($0.offset) & 1 != 0 }
                .map { ($0.offset, Int($0.element.0), Int($0.element.1)) }
        }

        public static func == (a: Info, b: Info) -> Bool {
            a.size == b.size && a.hooks.elementsEqual(b.hooks) { $0 == $1 }
        }

        public func hash(into hasher: inout Hasher) { hasher.combine(size) }
    }

    /// The entries of a table (`entrytable` of struct ipt_get_entries): chains that follow each other without a gap, each
    /// user's headed by an ERROR target with its name; jumps are offsets.
    public init(name: String, _ info: Info, entries blob: RawSpan, _ family: IPAddress.Family) throws(WireError) {
        guard blob.byteCount == info.size else { throw WireError(.truncated, "ipt_get_entries", at: blob.byteCount) }
        var decoder = XtBlobDecoder(info, family)
        try decoder.findChains(blob)
        try decoder.readRules(blob)
        self.init(name: name, chains: decoder.chains)
    }
}

private struct XtBlobDecoder {
    let info: XtTable.Info
    let family: IPAddress.Family
    let layout: XtEntry.Layout
    var chains: [XtChain] = []
    /// Offset of a chain's first entry → its place in `chains`.
    private var starts: [Int: Int] = [:]
    /// Offset of a built-in chain's policy → the chain's place.
    private var policies: [Int: Int] = [:]
    /// The entries that name users' chains.
    private var heads: Set<Int> = []

    init(_ info: XtTable.Info, _ family: IPAddress.Family) {
        self.info = info
        self.family = family
        layout = .of(family)
    }

    mutating func findChains(_ blob: RawSpan) throws(WireError) {
        var names: Set<String> = []
        for hook in info.hooks {
            let name = XtChain.builtInNames[hook.hook]
            guard starts.updateValue(chains.count, forKey: hook.entry) == nil,
                policies.updateValue(chains.count, forKey: hook.policy) == nil
            else { throw WireError(.unsupported, "hooks that share a chain", at: hook.entry) }
            names.insert(name)
            chains.append(XtChain(name: name, hook: hook.hook))
        }
        var offset = 0
        while offset < blob.byteCount {
            let entry = try XtEntry(blob, at: offset, layout)
            if let name = try entry.errorName(blob) {
                heads.insert(offset)
                // The last one ends the table.
                if entry.end < blob.byteCount {
                    // Names may become alike where bytes that are no text had to be written in another way.
                    guard names.insert(name).inserted else {
                        throw WireError(.unsupported, "chains of one name", at: offset)
                    }
                    starts[entry.end] = chains.count
                    chains.append(XtChain(name: name))
                }
            }
            offset = entry.end
        }
    }

    mutating func readRules(_ blob: RawSpan) throws(WireError) {
        var offset = 0
        var current: Int?
        while offset < blob.byteCount {
            let entry = try XtEntry(blob, at: offset, layout)
            defer { offset = entry.end }
            if let start = starts[offset] { current = start }
            if heads.contains(offset) {
                closeUserChain(current)
                current = nil
                continue
            }
            guard let place = current else { throw WireError(.badValue, "entry outside of a chain", at: offset) }
            let counters = try entry.counters(blob, layout)
            if let owner = policies[offset] {
                guard owner == place else { throw WireError(.badValue, "policy of another chain", at: offset) }
                chains[place].policy = try policy(entry, blob)
                (chains[place].packets, chains[place].bytes) = counters
                current = nil
                continue
            }
            var rule = try XtRule(conditions: blob, at: offset, family)
            rule.matches = try entry.matches(blob, family, layout)
            rule.target = try target(entry, blob)
            (rule.packets, rule.bytes) = counters
            chains[place].rules.append(rule)
        }
        guard chains.allSatisfy({ $0.hook == nil || $0.policy != nil }) else { throw WireError(.missing, "policy") }
    }

    /// Each user's chain ends with a RETURN of its own that nobody wrote.
    private mutating func closeUserChain(_ place: Int?) {
        guard let place, chains.indices.contains(place), chains[place].hook == nil, let last = chains[place].rules.last,
            last.target == .return, last.isUnconditional
        else { return }
        chains[place].rules.removeLast()
    }

    private func policy(_ entry: XtEntry, _ blob: RawSpan) throws(WireError) -> XtPolicy {
        guard try entry.targetName(blob).isEmpty else { throw WireError(.badValue, "policy", at: entry.target) }
        switch Int(try entry.verdict(blob)) {
        case NSD_XT_ACCEPT: return .accept
        case NSD_XT_DROP: return .drop
        case NSD_XT_QUEUE: return .queue
        case NSD_XT_RETURN: return .return
        default: throw WireError(.badValue, "policy", at: entry.target)
        }
    }

    private func target(_ entry: XtEntry, _ blob: RawSpan) throws(WireError) -> XtTarget {
        guard try entry.targetName(blob).isEmpty else { return try entry.extensionTarget(blob, family) }
        let verdict = Int(try entry.verdict(blob))
        switch verdict {
        case NSD_XT_ACCEPT: return .accept
        case NSD_XT_DROP: return .drop
        case NSD_XT_QUEUE: return .queue
        case NSD_XT_RETURN: return .return
        default: break
        }
        // A jump to the next entry is what iptables writes for a rule without a target.
        if verdict == entry.end { return .none }
        guard let place = starts[verdict] else { throw WireError(.badValue, "jump to no chain", at: entry.target) }
        return try isGoto(entry, blob) ? .goto(chains[place].name) : .jump(chains[place].name)
    }

    private func isGoto(_ entry: XtEntry, _ blob: RawSpan) throws(WireError) -> Bool {
        let rule = blob.extracting(entry.start..<entry.end)
        return switch family {
        case .inet: Int32(try rule.info(ipt_ip()).flags) & IPT_F_GOTO != 0
        case .inet6: Int32(try rule.u8(at: NSD_IP6T_FLAGS)) & IP6T_F_GOTO != 0
        }
    }
}
