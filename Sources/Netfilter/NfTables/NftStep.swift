import Addresses
import NetworkModel
import SnapshotQuery

// What each expression does: the eval functions of net/netfilter/nft_*.c.

extension NftRuleRun {
    func step(_ expression: NftExpression, _ state: inout NftState, _ registers: inout NftRegisters) -> NftStep {
        // Most expressions do not look at the packet, and it is large.
        var packet: Packet { state.packet.withTemplate(state.zone) }
        switch expression {
        case .immediate(let dreg, let data):
            registers.store(dreg, KnownBytes(data.bytes))
            return .next
        case .verdict(let verdict): return step(verdict)
        case .payload(let dreg, let base, let offset, let len):
            return store(dreg, payload(state.packet, base, offset, len), &registers, len)
        case .meta(let key, let dreg): return store(dreg, key.fetch(packet, context), &registers)
        case .ct(let key, let dreg, let direction):
            return store(dreg, key.fetch(packet, direction: direction), &registers)
        case .fib(let dreg, let result, let flags):
            return store(dreg, NftFib(result: result, flags: flags).fetch(packet, context), &registers)
        case .exthdr(let dreg, let op, let type, _, let len, let present):
            guard let dreg else { return .next }
            return store(dreg, option(packet, op, type, present: present), &registers, len)
        case .rt(let key, let dreg):
            if key == .classid { return store(dreg, .realms(packet, context), &registers) }
            if key == .ipsec, !context.hasIpsec { return store(dreg, .value(KnownBytes([0])), &registers) }
            return store(dreg, .unknown("rt \(key.rawValue) is not modelled"), &registers, key == .nexthop6 ? 16 : 4)
        case .socket(let key, let dreg, _): return socket(key, dreg, packet, &registers)
        case .numgen(let dreg, let type, let modulus, let offset):
            return choice(dreg, modulus, offset, "numgen \(type.rawValue) mod \(modulus)")
        case .hash(let dreg, let sreg, _, let modulus, _, let offset):
            return choice(dreg, modulus, offset, "\(sreg == nil ? "symhash" : "jhash") mod \(modulus)")
        case .osf(let dreg, _, _): return store(dreg, .unknown("osf is not modelled"), &registers, 16)
        case .tunnel(let dreg, _, _): return store(dreg, .unknown("tunnel is not modelled"), &registers)
        case .xfrm where !context.hasIpsec: return .stop(nil)
        case .xfrm(let dreg, _, _, _): return store(dreg, .unknown("ipsec is not modelled"), &registers, 16)
        case .bitwise, .byteorder: return compute(expression, &registers)
        case .cmp(let sreg, let op, let data):
            if let step = registers.span(sreg)?.compare(op, data) { return step }
            return compare(registers.load(sreg, data.bytes.count), op, data, doubt(registers))
        case .range(let sreg, let inverted, let from, let to):
            if let step = registers.span(sreg)?.isBetween(from, to, inverted: inverted) { return step }
            let value = registers.load(sreg, from.bytes.count)
            let (below, above) = (value.compare(from.bytes), value.compare(to.bytes))
            if below.upperBound < 0 || above.lowerBound > 0 { return inverted ? .next : .stop(nil) }
            if below.lowerBound >= 0, above.upperBound <= 0 { return inverted ? .stop(nil) : .next }
            return .doubt(doubt(registers))
        case .lookup(let name, let sreg, let dreg, let inverted):
            return lookup(name, sreg, dreg, inverted, &registers)
        case .dynset(let set, let op, let sreg, _, _, let inverted, let expressions):
            return dynset(set, op, sreg, inverted, expressions, registers)
        case .counter, .limit, .quota, .connlimit, .last, .objref, .objrefMap:
            return count(expression, packet, registers)
        case .payloadSet, .metaSet, .ctSet, .exthdrSet, .notrack, .dup, .log, .flowOffload:
            return change(expression, &state, registers)
        case .nat, .masq, .redir: return translate(expression, &state, registers)
        case .reject, .queue, .tproxy, .fwd, .synproxy: return divert(expression, &state, registers)
        case .match(let name, let revision, let info): return match(name, revision, info, &state)
        case .target(let name, let revision, let info):
            return target(name, revision, info, &state)
        case .unknown(let name, _): return .unknown("the expression \(name) is not known")
        }
    }

    /// Why a comparison could not be made; what was not known has said so when it was read.
    func doubt(_ registers: NftRegisters) -> String { registers.gap ?? "it looks at something that is not known" }

    private func step(_ verdict: NftVerdict) -> NftStep {
        switch verdict {
        case .accept: .end(.verdict(.accept))
        case .drop: .end(.verdict(.drop(by: reference)))
        case .continue: .next
        case .break: .stop(nil)
        case .return: .end(.return)
        case .jump(let chain): .end(.jump(chain))
        case .goto(let chain): .end(.goto(chain))
        case .queue(let number): .end(.verdict(.queue(numbers: number...number, bypass: false, by: reference)))
        case .other(let code): .unknown("the verdict \(code) is not known")
        }
    }

    private func store(_ dreg: Int, _ fetched: NftFetch, _ registers: inout NftRegisters, _ length: Int = 16) -> NftStep
    {
        switch fetched {
        case .value(let value):
            if !value.isKnown { registers.gap = "a part of the packet that it looks at is not known" }
            registers.store(dreg, value)
        case .none: return .stop(nil)
        // It matters only if somebody compares it.
        case .unknown(let reason):
            registers.gap = reason
            registers.store(dreg, KnownBytes(unknown: min(max(length, 4), 64)))
        case .span(let span):
            registers.gap = span.chance ?? "a part of the packet that it looks at is not known"
            registers.store(dreg, span)
        }
        return .next
    }

    private func match(_ name: String, _ revision: UInt32, _ info: NftData, _ state: inout NftState) -> NftStep {
        let packet = state.packet.withTemplate(state.zone)
        var here = context
        here.counter = counter
        here.listed = state.listed
        let result = compat.match(name: name, revision: revision, info: info, packet, here)
        if name == "recent",
            case .recent(let recent)? = XtMatch(compat: name, revision: revision, info: info, family: packet.family)
        {
            state.listed += recent.listing(packet, matched: result == .yes)
        }
        return switch result {
        case .yes: .next
        case .no: .stop(name)
        case .unknown(let reason): .doubt(reason)
        case .either(let chance): .either(chance)
        }
    }

    private func payload(_ packet: Packet, _ base: NftPayloadBase, _ offset: Int, _ len: Int) -> NftFetch {
        switch packet.header(base) {
        case .missing: return .none
        case .unknown(let reason): return .unknown(reason)
        case .bytes(let header):
            // Beyond the end of the packet there is nothing to read (skb_copy_bits).
            if let readable = packet.readable(base), offset > readable - len { return .none }
            return .value(header.part(offset, min(len, 64)))
        }
    }

    /// Simulated packets have no IP options and no extension headers; a TCP option may be the MSS.
    private func option(_ packet: Packet, _ op: NftExthdrOp, _ type: UInt8, present: Bool) -> NftFetch {
        switch op {
        case .ipv6 where packet.etherType == 0x86dd && type == 44 && packet.fragment != .whole:
            return present ? .value(KnownBytes([1])) : .unknown("fragment headers are not modelled")
        case .ipv6, .ipv4: return present ? .value(KnownBytes([0])) : .none
        case .tcpopt:
            guard case .tcp(let tcp) = packet.transport else { return .none }
            guard type == 2, let mss = tcp.maximumSegment else { return .unknown("TCP options are not known") }
            return .value(present ? KnownBytes([1]) : KnownBytes(big: mss))
        case .sctp, .dccp:
            guard packet.transport.proto == (op == .sctp ? 132 : 33) else { return .none }
            return .unknown("\(op.rawValue) chunks and options are not known")
        }
    }

    private func socket(
        _ key: NftSocketKey, _ dreg: Int, _ packet: Packet, _ registers: inout NftRegisters
    ) -> NftStep {
        let unknown = NftFetch.unknown("which socket would take the packet is not known")
        // What is sent here has the sender's own.
        guard context.point.hook != .output else { return store(dreg, unknown, &registers, 8) }
        switch SocketLookup(context: context).sockets(for: packet) {
        case .absent: return .stop(nil)
        case .unknown: return store(dreg, unknown, &registers, 8)
        case .known(let sockets):
            let wildcards = sockets.map(\.src.isUnspecified)
            guard key == .wildcard, let first = wildcards.first, wildcards.allSatisfy({ $0 == first }) else {
                return store(dreg, unknown, &registers, 8)
            }
            return store(dreg, .value(KnownBytes([first ? 1 : 0])), &registers)
        }
    }

    private func choice(_ dreg: Int, _ modulus: UInt32, _ offset: UInt32, _ what: String) -> NftStep {
        guard modulus > 0, case let (last, overflow) = offset.addingReportingOverflow(modulus - 1), !overflow
        else { return .unknown("\(what) is not known") }
        return .choice(word: dreg, offset...last, what)
    }

    private func compare(_ value: KnownBytes, _ op: NftCmpOp, _ data: NftData, _ doubt: String) -> NftStep {
        let order = value.compare(data.bytes)
        switch op {
        case .eq: return .test(value.equals(data.bytes), doubt)
        case .neq: return .test(value.equals(data.bytes).map { !$0 }, doubt)
        case .lt: return .test(decide(order) { $0 < 0 }, doubt)
        case .lte: return .test(decide(order) { $0 <= 0 }, doubt)
        case .gt: return .test(decide(order) { $0 > 0 }, doubt)
        case .gte: return .test(decide(order) { $0 >= 0 }, doubt)
        }
    }

    private func decide(_ order: ClosedRange<Int>, _ test: (Int) -> Bool) -> Bool? {
        let (low, high) = (test(order.lowerBound), test(order.upperBound))
        return low == high ? low : nil
    }

    private func compute(_ expression: NftExpression, _ registers: inout NftRegisters) -> NftStep {
        switch expression {
        case .byteorder(let sreg, let dreg, _, let len, let size):
            var value = registers.load(sreg, len)
            let span = registers.span(sreg)
            if NftData.hostIsLittle { value.reverse(size: size) }
            registers.store(dreg, value)
            if var span, len == 4, size == 4 {
                span.isHost.toggle()
                registers.store(dreg, span)
            }
        case .bitwise(let sreg, let dreg, let len, let op, let mask, let xor, let data, let sreg2):
            let value = registers.load(sreg, len)
            let other = sreg2.map { registers.load($0, len) } ?? data.map { KnownBytes($0.bytes) }
            switch op {
            case .maskXor:
                guard let mask, let xor else { return .unknown("a bitwise expression lacks its mask") }
                registers.store(dreg, value.masked(KnownBytes(mask.bytes), xor: KnownBytes(xor.bytes)))
            case .lshift, .rshift:
                guard let amount = data.flatMap({ KnownBytes($0.bytes).host(UInt32.self) }) else {
                    return .unknown("a shift lacks its width")
                }
                registers.store(dreg, value.shifted(left: op == .lshift, by: amount))
            case .and, .or, .xor:
                guard let other else { return .unknown("a bitwise expression lacks its right side") }
                registers.store(dreg, op == .and ? value.and(other) : op == .or ? value.or(other) : value.xor(other))
            }
        default: break
        }
        return .next
    }

    // MARK: Sets

    func lookup(
        _ name: String, _ sreg: Int, _ dreg: NftLookupTarget?, _ inverted: Bool, _ registers: inout NftRegisters
    ) -> NftStep {
        switch find(name, sreg, registers) {
        // Both ways would be asked for what only one of them needs.
        case .failure(let reason) where dreg == .verdict || reason.isUnread: return .unknown(reason.text)
        case .failure(let reason): return undecided(reason.text, dreg, &registers)
        // Any of the map's verdicts.
        case .success(.unknown) where dreg == .verdict: return .unknown(doubt(registers))
        case .success(.unknown): return undecided(doubt(registers), dreg, &registers)
        case .success(.none): return inverted ? .next : .stop(nil)
        case .success(.element(let element)):
            if inverted { return .stop(nil) }
            let counted = state(of: element)
            switch dreg {
            case nil: return counted
            case .verdict?:
                guard case .next = counted else { return .unknown("an element of \(name) has a limit") }
                return element.verdict.map(step) ?? .unknown("an element of \(name) has no verdict")
            case .register(let word)?:
                guard let data = element.data else { return .unknown("an element of \(name) has no data") }
                registers.store(word, KnownBytes(data.bytes))
                return counted
            }
        }
    }

    /// Whether the key is there is not known, and so what the map gives is not.
    private func undecided(_ reason: String, _ dreg: NftLookupTarget?, _ registers: inout NftRegisters) -> NftStep {
        if case .register(let word)? = dreg {
            registers.gap = reason
            registers.store(word, KnownBytes(unknown: 16))
        }
        return .doubt(reason)
    }

    struct Missing: Error {
        var text: String
        /// Nobody has asked the kernel yet.
        var isUnread = false
    }

    func find(_ name: String, _ sreg: Int, _ registers: NftRegisters) -> Result<NftFound, Missing> {
        guard let set = table.sets[name] else { return .failure(Missing(text: "the set \(name) does not exist")) }
        let key = registers.load(sreg, Int(clamping: set.keyLength))
        let (query, netns, ref) = (context.query, context.point.netns, table.ref(name))
        let before = query.lacks
        let missing = { (reason: String) in
            Missing(text: "the set \(name) \(reason)", isUnread: query.lacks != before)
        }
        // Sets that nft made for one rule are small, and their words are the rule's; the kernel is asked for the others.
        if let bytes = key.value, !set.elements.isComplete,
            !set.flags.contains(.anonymous) || set.elements.coverage != .unread
        {
            switch query.nftElement(netns, ref, key: NftData(bytes)) {
            case .known(let element): return .success(.element(element))
            case .absent: return .success(.none)
            case .unknown(let reason): return .failure(missing(reason))
            }
        }
        switch query.nftElements(netns, ref) {
        case .absent: return .failure(Missing(text: "the set \(name) does not exist"))
        case .unknown(let reason): return .failure(missing(reason))
        case .known(let elements):
            return .success(NftSetLookup(set: set, index: query.nftSetIndex(netns, ref, of: elements)).find(key))
        }
    }

    /// Counters and limits of the element itself (nft_set_elem_update_expr).
    private func state(of element: NftElement) -> NftStep {
        for expression in element.expressions {
            switch expression {
            case .counter, .last: continue
            case .limit, .quota, .connlimit:
                return .either(
                    Chance(
                        assuming: "the element's limit lets it match",
                        otherwise: "the element's limit keeps it from matching", share: usualShare(expression)))
            default: return .unknown("the expression of an element is not known")
            }
        }
        return .next
    }

    /// The set is not changed; what is added matters for later packets.
    private func dynset(
        _ set: String, _ op: NftDynsetOp, _ sreg: Int, _ inverted: Bool, _ expressions: [NftExpression],
        _ registers: NftRegisters
    ) -> NftStep {
        guard op != .delete else { return .next }
        let limit = expressions.first {
            switch $0 {
            case .limit, .quota, .connlimit: true
            default: false
            }
        }
        if let limit {
            // A key that is not there yet has a limit of its own of which nothing is used.
            var isNew = false
            if case .success(.none) = find(set, sreg, registers) { isNew = true }
            if case .connlimit(let count, let over) = limit, isNew { return .test((1 > count) == over, "") }
            return .either(
                Chance(
                    assuming: "the limit in \(set) lets the rule match",
                    otherwise: "the limit in \(set) keeps the rule from matching",
                    share: usualShare(limit, isNew: isNew)))
        }
        // Adding fails only when the set is full.
        return inverted ? .stop(nil) : .next
    }

    private func target(_ name: String, _ revision: UInt32, _ info: NftData, _ state: inout NftState) -> NftStep {
        // Only the first has a say.
        if state.zone != nil, name == "CT" || name == "NOTRACK" { return .next }
        switch compat.target(name: name, revision: revision, info: info, state.packet, by: reference, context) {
        case .next(let packet):
            state.packet = packet
            return .next
        case .return: return .end(.return)
        case .verdict(let verdict): return .end(.verdict(verdict))
        case .accept(let packet, let assumption):
            state.packet = packet
            state.assumptions.append(assumption)
            return .end(.verdict(.accept))
        case .nat(let request):
            state.nat = request
            return .end(.verdict(.accept))
        case .zone(let zone, let packet):
            state.zone = zone
            state.packet = packet
            return .next
        case .unknown(let reason): return .unknown(reason)
        }
    }
}
