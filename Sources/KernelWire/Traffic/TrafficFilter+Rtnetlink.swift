import CLinux
import NetworkModel

extension TrafficFilter {
    /// RTM_NEWTFILTER: struct tcmsg, then TCA_* attributes. Nil for the row that stands for a whole priority, and for
    /// those of the other direction: a qdisc of kind `ingress` shows its filters whatever it is asked for.
    public init?(rtnetlink message: RawSpan, _ direction: LinkTraffic.Direction) throws(WireError) {
        let header = try message.header(tcmsg(), "tcmsg")
        // The parent is that by which the last filter was added: `parent ffff:` of a qdisc of kind `ingress` means the same.
        guard
            header.tcm_parent == direction.parent
                || direction == .ingress && header.tcm_parent == NSD_TC_H_INGRESS_QDISC
        else { return nil }
        var kind = ""
        var chain: UInt32 = 0
        var options: Attribute?
        var attributes = Attributes(in: message, after: MemoryLayout<tcmsg>.size)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case TCA_KIND: kind = try message.text(attribute)
            case TCA_CHAIN: chain = try message.u32(attribute)
            case TCA_OPTIONS: options = attribute
            default: break
            }
        }
        guard let options else { return nil }
        self.init(
            kind: kind, priority: UInt16(truncatingIfNeeded: header.tcm_info >> 16),
            etherType: UInt16(bigEndian: UInt16(truncatingIfNeeded: header.tcm_info)), handle: header.tcm_handle)
        self.chain = chain
        switch kind {
        case "bpf": try readBPF(message, options)
        case "u32": guard try readU32(message, options) else { return nil }
        case "matchall": try readMatchall(message, options)
        case "flower": try readFlower(message, options)
        default: break
        }
    }

    private mutating func readBPF(_ message: RawSpan, _ options: Attribute) throws(WireError) {
        var filter = BPFFilter()
        var attributes = try Attributes(inside: options)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case TCA_BPF_NAME: filter.name = try message.text(attribute)
            case TCA_BPF_ID: filter.programId = Int(try message.u32(attribute))
            case TCA_BPF_FLAGS: filter.isDirect = try message.u32(attribute) & UInt32(TCA_BPF_FLAG_ACT_DIRECT) != 0
            case TCA_BPF_OPS where attribute.count == MemoryLayout<sock_filter>.size:
                let only = message.fixed(sock_filter(), attribute)
                if Int32(only.code) == BPF_RET | BPF_K { filter.constant = only.k }
            case TCA_BPF_ACT: actions = try TrafficAction.all(message, attribute)
            default: break
            }
        }
        match = .bpf(filter)
    }

    /// False for hash tables, which are no filters.
    private mutating func readU32(_ message: RawSpan, _ options: Attribute) throws(WireError) -> Bool {
        var attributes = try Attributes(inside: options)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case TCA_U32_DIVISOR: return false
            case TCA_U32_SEL: match = try Self.keys(message, attribute).map { .u32($0) } ?? .unread
            // What hangs in a link, and under a mark, is met in its own way.
            case TCA_U32_LINK where try message.u32(attribute) != 0, TCA_U32_MARK:
                match = .unread
                return true
            case TCA_U32_ACT: actions = try TrafficAction.all(message, attribute)
            default: break
            }
        }
        return true
    }

    /// Nil where the selector computes offsets, or leaves the packet to another filter.
    private static func keys(_ message: RawSpan, _ attribute: Attribute) throws(WireError) -> [U32Key]? {
        let header = MemoryLayout<tc_u32_sel>.size
        guard attribute.count >= header else { throw WireError(.truncated, "tc_u32_sel", at: attribute.start) }
        let flags = Int32(try message.u8(at: attribute.start))
        guard flags & TC_U32_TERMINAL != 0, flags & (TC_U32_VAROFFSET | TC_U32_OFFSET) == 0 else { return nil }
        let size = MemoryLayout<tc_u32_key>.size
        var keys: [U32Key] = []
        for index in 0..<Int(try message.u8(at: attribute.start + 2)) {
            let start = attribute.start + header + index * size
            guard start + size <= attribute.end else { throw WireError(.truncated, "tc_u32_sel", at: start) }
            let key = message.fixed(tc_u32_key(), from: start, to: start + size)
            guard key.offmask == 0 else { return nil }
            keys.append(
                U32Key(offset: Int(key.off), mask: UInt32(bigEndian: key.mask), value: UInt32(bigEndian: key.val)))
        }
        return keys
    }

    private mutating func readMatchall(_ message: RawSpan, _ options: Attribute) throws(WireError) {
        match = .all
        var attributes = try Attributes(inside: options)
        while let attribute = try attributes.next(in: message) {
            if attribute.type == TCA_MATCHALL_ACT { actions = try TrafficAction.all(message, attribute) }
        }
    }

    /// Without a key it matches everything; keys are not read.
    private mutating func readFlower(_ message: RawSpan, _ options: Attribute) throws(WireError) {
        match = .all
        var attributes = try Attributes(inside: options)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case TCA_FLOWER_ACT: actions = try TrafficAction.all(message, attribute)
            // The protocol that the filter is asked for anyway.
            case TCA_FLOWER_KEY_ETH_TYPE where try message.be16(attribute) == etherType: break
            case TCA_FLOWER_FLAGS, TCA_FLOWER_IN_HW_COUNT, TCA_FLOWER_CLASSID: break
            default: match = .unread
            }
        }
    }
}

extension TrafficAction {
    /// A list of actions: an attribute for each, numbered from 1.
    static func all(_ message: RawSpan, _ list: Attribute) throws(WireError) -> [TrafficAction] {
        var actions: [TrafficAction] = []
        var attributes = try Attributes(inside: list)
        while let attribute = try attributes.next(in: message) {
            actions.append(try TrafficAction(message, attribute))
        }
        return actions
    }

    private init(_ message: RawSpan, _ action: Attribute) throws(WireError) {
        self.init(kind: "")
        var options: Attribute?
        var attributes = try Attributes(inside: action)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case TCA_ACT_KIND: kind = try message.text(attribute)
            case TCA_ACT_OPTIONS: options = attribute
            default: break
            }
        }
        guard let options else { return }
        var inner = try Attributes(inside: options)
        while let attribute = try inner.next(in: message) {
            switch (kind, attribute.type) {
            case ("gact", TCA_GACT_PARMS): verdict = message.fixed(tc_gact(), attribute).action
            // `random`: chance decides.
            case ("gact", TCA_GACT_PROB): kind = "gact random"
            case ("mirred", TCA_MIRRED_PARMS):
                let parameters = message.fixed(tc_mirred(), attribute)
                verdict = parameters.action
                mirror = Mirror(action: parameters.eaction, ifindex: Int(parameters.ifindex))
            default: break
            }
        }
        if kind == "gact random" { verdict = nil }
    }
}
