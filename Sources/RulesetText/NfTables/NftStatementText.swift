import NetworkModel

// Lookups, counters and everything that does something.

extension NftRulePrinter {
    mutating func lookup(_ name: String, _ sreg: Int, _ dreg: NftLookupTarget?, _ inverted: Bool) {
        let set = text.table.sets[name]
        let parts = operands(sreg, bytes: Int(clamping: set?.keyLength ?? 4))
        let key = parts.map(\.text).joined(separator: " . ")
        let named = reference(name, set, parts)
        switch dreg {
        case nil: add("\(key) \(inverted ? "!= " : "")\(named)")
        case .verdict?: add("\(key) vmap \(named)")
        case .register(let word)?:
            var operand = NftOperand(
                "\(key) map \(named)", .integer, length: Self.bits(Int(clamping: set?.dataLength ?? 4)))
            operand.mapTypes = set?.dataType.flatMap(NftType.parts) ?? []
            if operand.mapTypes.count == 1, let type = operand.mapTypes.first { operand.type = type }
            store(word, operand)
        }
    }

    /// `@name`, or the elements of a set that has none.
    private func reference(_ name: String, _ set: NftSet?, _ parts: [NftOperand]) -> String {
        guard let set, set.flags.contains(.anonymous) else { return "@\(name)" }
        let key = parts.map { NftSetText.Part(type: $0.type, bytes: $0.length / 8, isHostOrder: $0.isHostOrder) }
        return NftSetText(text, set, key: key).braces
    }

    mutating func printStatement(_ expression: NftExpression) {
        switch expression {
        case .counter(let packets, let bytes): add("counter packets \(packets) bytes \(bytes)")
        case .limit(let rate, let unit, let burst, let isBytes, let over):
            add(Self.limit(rate, unit, burst, isBytes, over))
        case .quota(let bytes, let consumed, let over, _):
            add(
                "quota \(over ? "over " : "")\(NftValueText.amount(bytes))"
                    + (consumed > 0 ? " used \(NftValueText.amount(consumed))" : ""))
        case .connlimit(let count, let over): add("ct count \(over ? "over " : "")\(count)")
        case .last(let milliseconds):
            add("last used " + (milliseconds.map { NftValueText.duration(milliseconds: $0) } ?? "never"))
        case .objref(let type, let name): add("\(Self.object(type)) \"\(name)\"")
        case .objrefMap(let name, let sreg):
            let set = text.table.sets[name]
            let parts = operands(sreg, bytes: Int(clamping: set?.keyLength ?? 4))
            add(
                "\(Self.object(set?.objectType ?? 0)) \(parts.map(\.text).joined(separator: " . ")) map \(reference(name, set, parts))"
            )
        case .dynset(let set, let op, let key, let data, let timeout, _, let expressions):
            add(dynset(set, op, key, data, timeout, expressions))
        case .metaSet(let key, let sreg):
            let operand = key.operand
            add(
                "meta \(key.rawValue) set \(right(sreg, operand.type, isHostOrder: operand.isHostOrder, bytes: operand.length / 8))"
            )
        case .ctSet(let key, let sreg, let direction):
            let operand = key.operand(direction: direction, family: text.table.family)
            add(
                "\(operand.text) set \(right(sreg, operand.type, isHostOrder: operand.isHostOrder, bytes: operand.length / 8))"
            )
        case .payloadSet(let sreg, let base, let offset, let len, _, _, _):
            payloadSet(sreg, base, Self.bits(offset), Self.bits(len))
        case .exthdrSet(let sreg, let op, let type, let offset, let len):
            let operand = NftExthdrText.operand(op, type, offset: offset, len: len, present: false)
            add(
                "\(operand?.text ?? "@\(op.rawValue),\(type),\(Self.bits(offset)),\(Self.bits(len))") set \(right(sreg, operand?.type ?? .integer, isHostOrder: false))"
            )
        case .notrack: add("notrack")
        case .log(let group, let prefix, let snaplen, let qthreshold, let level, let flags):
            add(Self.log(group, prefix, snaplen, qthreshold, level, flags))
        case .flowOffload(let name): add("flow add @\(name)")
        case .synproxy(let mss, let wscale, let flags): add(Self.synproxy(mss, wscale, flags))
        case .queue(let num, let total, let flags, let sreg): add(queue(num, total, flags, sreg))
        case .reject(let type, let code): reject(type, code)
        case .match(let name, let revision, let info): add(xtables(match: name, revision, info))
        case .target(let name, let revision, let info): add(xtables(target: name, revision, info))
        case .unknown(let name, _): add("[\(name)]")
        default: printDiversion(expression)
        }
        // nft looks for what is implied among matches only, up to here.
        dependencies = [:]
    }

    private static func limit(_ rate: UInt64, _ unit: UInt64, _ burst: UInt32, _ isBytes: Bool, _ over: Bool) -> String
    {
        let units: [UInt64: String] = [1: "second", 60: "minute", 3600: "hour", 86_400: "day", 604_800: "week"]
        let amount = isBytes ? NftValueText.amount(rate) : String(rate)
        var words = "limit rate \(over ? "over " : "")\(amount)/\(units[unit] ?? "\(unit) seconds")"
        if isBytes, burst > 0 { words += " burst \(NftValueText.amount(UInt64(burst)))" }
        // Five is what nft sets where nobody says.
        if !isBytes, burst > 0, burst != 5 { words += " burst \(burst) packets" }
        return words
    }

    private static func object(_ type: UInt32) -> String {
        switch type {
        case 1: "counter name"
        case 2: "quota name"
        case 3: "ct helper set"
        case 4: "limit name"
        case 7: "ct timeout set"
        case 8: "meta secmark set"
        case 9: "ct expectation set"
        case 10: "synproxy name"
        default: "object \(type) name"
        }
    }

    private mutating func dynset(
        _ name: String, _ op: NftDynsetOp, _ key: Int, _ data: Int?, _ timeout: UInt64?, _ expressions: [NftExpression]
    ) -> String {
        let set = text.table.sets[name]
        var words = operands(key, bytes: Int(clamping: set?.keyLength ?? 4)).map(\.text).joined(separator: " . ")
        if let timeout, timeout > 0 { words += " timeout \(NftValueText.duration(milliseconds: timeout))" }
        for expression in expressions {
            var printer = NftRulePrinter(text: text, depth: depth)
            printer.print([expression])
            words += " " + printer.joined
        }
        if let data {
            let type = set?.dataType.flatMap(NftType.parts)?.first ?? .integer
            words += " : " + right(data, type, isHostOrder: type.isHostOrder)
        }
        return "\(op.rawValue) @\(name) { \(words) }"
    }

    /// A whole field, or some bits of one or two bytes that were read before.
    private mutating func payloadSet(_ sreg: Int, _ base: NftPayloadBase, _ bit: Int, _ length: Int) {
        if let operand = registers[sreg], let mask = operand.mask, case .payload(base, bit) = operand.source,
            let field = field(base, bit, mask.map { ~$0 })
        {
            if let header = field.header { use(header) }
            let bits = Self.shifted(
                operand.xor ?? [UInt8](repeating: 0, count: mask.count), by: field.shift, length: field.length)
            add("\(field.text) set \(text.value(field.type, isHostOrder: false).text(bits))")
            return
        }
        let field = field(base, bit: bit, length: length) ?? raw(base, bit, length)
        if let header = field.header { use(header) }
        add("\(field.text) set \(right(sreg, field.type, isHostOrder: false))")
    }

    private static func log(
        _ group: UInt16?, _ prefix: String?, _ snaplen: UInt32?, _ qthreshold: UInt16?, _ level: UInt32?,
        _ flags: UInt32?
    ) -> String {
        let levels = ["emerg", "alert", "crit", "err", "warn", "notice", "info", "debug", "audit"]
        var words = "log"
        if let prefix { words += " prefix \"\(prefix)\"" }
        if let group { words += " group \(group)" }
        if let snaplen, group != nil { words += " snaplen \(snaplen)" }
        if let qthreshold, group != nil { words += " queue-threshold \(qthreshold)" }
        if let level, level != 4 { words += " level \(Int(level) < levels.count ? levels[Int(level)] : String(level))" }
        let flags = flags ?? 0
        if flags & 0x2f == 0x2f { return words + " flags all" }
        if flags & 3 != 0 {
            words +=
                " flags tcp "
                + [(1, "sequence"), (2, "options")].filter { flags & $0.0 != 0 }.map(\.1).joined(separator: ",")
        }
        if flags & 4 != 0 { words += " flags ip options" }
        if flags & 8 != 0 { words += " flags skuid" }
        if flags & 32 != 0 { words += " flags ether" }
        return words
    }

    private static func synproxy(_ mss: UInt16, _ wscale: UInt8, _ flags: UInt32) -> String {
        var words = "synproxy"
        if flags & 1 != 0 { words += " mss \(mss)" }
        if flags & 2 != 0 { words += " wscale \(wscale)" }
        if flags & 8 != 0 { words += " timestamp" }
        if flags & 4 != 0 { words += " sack-perm" }
        return words
    }

    private mutating func queue(_ num: UInt16, _ total: UInt16, _ flags: UInt16, _ sreg: Int?) -> String {
        let words = ["bypass", "fanout"].enumerated().filter { flags >> UInt16($0.offset) & 1 == 1 }.map(\.element)
        let options = words.isEmpty ? "" : " flags \(words.joined(separator: ","))"
        let place =
            sreg.map { right($0, .integer, isHostOrder: true) }
            ?? (total > 1 ? "\(num)-\(Int(num) + Int(total) - 1)" : "\(num)")
        return "queue\(options) to \(place)"
    }

    private mutating func reject(_ type: NftRejectType, _ code: UInt8) {
        let family = text.table.family
        switch type {
        case .tcpReset:
            if !isMixedFamily { drop(.transport) }
            add("reject with tcp reset")
        case .icmpx:
            add(code == 1 ? "reject" : "reject with icmpx \(text.value(.icmpxCode, isHostOrder: false).text([code]))")
        case .icmp:
            let isIPv6 = family == .ip6 || (isMixedFamily && network == .ip6)
            dropFamily()
            let isDefault = (family == .ip && code == 3) || (family == .ip6 && code == 4)
            let type: NftType = isIPv6 ? .icmpv6Code : .icmpCode
            add(
                isDefault
                    ? "reject"
                    : "reject with \(isIPv6 ? "icmpv6" : "icmp") \(text.value(type, isHostOrder: false).text([code]))")
        }
    }
}
