import NetworkModel

extension Ruleset {
    /// All tables as `nft -a list ruleset` prints them, line by line. What was not read shows as `…`.
    public func listing(deviceNames: [Int: String] = [:]) -> String {
        tables.rows.map { NftText($0, deviceNames: deviceNames).listing }.joined(separator: "\n")
    }
}

extension NftText {
    /// One table with all that is in it.
    public var listing: String {
        var lines = ["table \(table.family.rawValue) \(table.name) { # handle \(table.handle)"]
        var body: [[String]] = []
        if let comment = table.comment { body.append(["comment \"\(comment)\""]) }
        let flags = [(NftTable.Flags.dormant, "dormant"), (.owner, "owner"), (.persist, "persist")]
            .filter { table.flags.contains($0.0) }.map(\.1)
        if !flags.isEmpty { body.append(["flags \(flags.joined(separator: ","))"]) }
        body += table.objects.map(object)
        body += table.sets.values.filter { !$0.flags.contains(.anonymous) }.sorted { $0.handle < $1.handle }.map(set)
        body += table.flowtables.map(flowtable)
        body += table.chains.values.filter { !$0.isAnonymous }.sorted { $0.handle < $1.handle }.map(chain)
        for (index, block) in body.enumerated() {
            if index > 0, block.count > 1 || body[index - 1].count > 1 { lines.append("") }
            lines += block.map { $0.isEmpty ? "" : "\t\($0)" }
        }
        return (lines + ["}"]).joined(separator: "\n")
    }

    // MARK: Chains

    func chain(_ chain: NftChain) -> [String] {
        var body: [String] = []
        if let comment = chain.comment { body.append("comment \"\(comment)\"") }
        if let base = chain.base { body.append(header(base)) }
        if chain.rules.isComplete {
            body += chain.rules.rows.map { "\(rule($0)) # handle \($0.handle)" }
        } else {
            body.append("…")
        }
        return ["chain \(chain.name) { # handle \(chain.handle)"] + body.map { "\t\($0)" } + ["}"]
    }

    /// `type filter hook input priority filter; policy drop;`
    func header(_ base: NftChain.Base) -> String {
        var words = "type \(base.type) hook \(hook(base.hook))"
        if base.devices.count == 1 { words += " device \"\(base.devices[0])\"" }
        if base.devices.count > 1 {
            words += " devices = { \(base.devices.map { "\"\($0)\"" }.joined(separator: ", ")) }"
        }
        return words + " priority \(priority(base.priority, base.hook)); policy \(base.accepts ? "accept" : "drop");"
    }

    func hook(_ hook: NftChain.Hook) -> String {
        switch hook {
        case .prerouting: "prerouting"
        case .input: "input"
        case .forward: "forward"
        case .output: "output"
        case .postrouting: "postrouting"
        case .ingress: "ingress"
        case .egress: "egress"
        case .other(let number): "\(number)"
        }
    }

    /// The name of a standard priority, with what is added to it where that is little.
    private func priority(_ value: Int32, _ hook: NftChain.Hook) -> String {
        for (name, base, hooks) in names where hooks.isEmpty || hooks.contains(hook) {
            let distance = Int(value) - base
            if distance == 0 { return name }
            if abs(distance) <= 10 { return "\(name) \(distance > 0 ? "+" : "-") \(abs(distance))" }
        }
        return String(value)
    }

    /// Empty hooks: all of them.
    private var names: [(String, Int, [NftChain.Hook])] {
        switch table.family {
        case .ip, .ip6, .inet:
            [
                ("raw", -300, []), ("mangle", -150, []), ("dstnat", -100, [.prerouting]), ("filter", 0, []),
                ("security", 50, []), ("srcnat", 100, [.postrouting]),
            ]
        case .bridge:
            [
                ("dstnat", -300, [.prerouting]), ("filter", -200, []), ("out", 100, [.output]),
                ("srcnat", 300, [.postrouting]),
            ]
        case .arp, .netdev: [("filter", 0, [])]
        }
    }

    // MARK: Sets

    /// The elements of a set as nft prints them, with what stands beside each; those that were read.
    public func elements(of set: NftSet) -> [String] { NftSetText(self, set).elements }

    /// The type of its keys as nft declares it: `ipv4_addr . inet_service`.
    public func keyType(of set: NftSet) -> String {
        NftSetText(self, set).key.map(\.type.name).joined(separator: " . ")
    }

    func set(_ set: NftSet) -> [String] {
        let isMap = set.flags.contains(.map) || set.flags.contains(.object)
        let body = NftSetText(self, set)
        var lines = ["\(isMap ? "map" : "set") \(set.name) { # handle \(set.handle)"]
        lines.append(
            "\ttype " + body.key.map(\.type.name).joined(separator: " . ") + (isMap ? " : \(target(set, body))" : ""))
        if let comment = userdata(set, 7) {
            lines.append("\tcomment \"\(String(decoding: comment.prefix { $0 != 0 }, as: UTF8.self))\"")
        }
        if let policy = set.policy, policy == 1 { lines.append("\tpolicy memory") }
        if let size = set.size, size > 0 { lines.append("\tsize \(size)") }
        let flags = [
            (NftSet.Flags.constant, "constant"), (.eval, "dynamic"), (.interval, "interval"), (.timeout, "timeout"),
        ].filter { set.flags.contains($0.0) }.map(\.1)
        if !flags.isEmpty { lines.append("\tflags \(flags.joined(separator: ","))") }
        if let timeout = set.timeout { lines.append("\ttimeout \(NftValueText.duration(milliseconds: timeout))") }
        if let interval = set.gcInterval {
            lines.append("\tgc-interval \(NftValueText.duration(milliseconds: UInt64(interval)))")
        }
        for expression in set.expressions {
            switch expression {
            // Elements have figures, the set has none.
            case .counter: lines.append("\tcounter")
            default:
                var printer = NftRulePrinter(text: self, depth: 0)
                printer.print([expression])
                lines.append("\t\(printer.joined)")
            }
        }
        if let merge = userdata(set, 2), merge.contains(where: { $0 != 0 }) { lines.append("\tauto-merge") }
        if !set.elements.isComplete || !set.elements.rows.isEmpty, case let words = body.braces, words != "{  }" {
            lines.append("\telements = \(words)")
        }
        return lines + ["}"]
    }

    private func target(_ set: NftSet, _ body: NftSetText) -> String {
        if set.isVerdictMap { return "verdict" }
        if let type = set.objectType, set.flags.contains(.object) {
            return NftObject.Kind.allCases.first { $0.listed == type }?.rawValue ?? "object \(type)"
        }
        return body.data.map(\.type.name).joined(separator: " . ")
    }

    /// One entry of NFTA_SET_USERDATA: type, length, value.
    private func userdata(_ set: NftSet, _ type: UInt8) -> [UInt8]? {
        var rest = set.userdata?.bytes[...] ?? []
        while rest.count >= 2, let kind = rest.first {
            let length = Int(rest[rest.startIndex + 1])
            let value = rest.dropFirst(2)
            guard value.count >= length else { return nil }
            if kind == type { return Array(value.prefix(length)) }
            rest = value.dropFirst(length)
        }
        return nil
    }

    // MARK: Objects and flowtables

    func object(_ object: NftObject) -> [String] {
        let kind = object.kind?.rawValue ?? "object"
        var body: [String] = []
        if let comment = object.comment { body.append("comment \"\(comment)\"") }
        switch object.content {
        case .expression(.counter(let packets, let bytes)): body.append("packets \(packets) bytes \(bytes)")
        case .expression(let expression):
            var printer = NftRulePrinter(text: self, depth: 0)
            printer.print([expression])
            // `limit rate …`, `quota …`: the first word is the object's own.
            body.append(
                printer.joined.split(separator: " ").dropFirst(object.kind == .connlimit ? 2 : 1).joined(separator: " ")
            )
        case .helper(let name, let l3proto, let l4proto):
            body.append("type \"\(name)\" protocol \(protocolName(l4proto))")
            body.append("l3proto \(network(l3proto))")
        case .timeout(let l3proto, let l4proto, let seconds):
            body += ["protocol \(protocolName(l4proto))", "l3proto \(network(l3proto))"]
            body.append("policy = { \(seconds.map { "\($0)" }.joined(separator: ", ")) }")
        case .expectation(let l3proto, let l4proto, let dport, let milliseconds, let size):
            body += ["protocol \(protocolName(l4proto))", "dport \(dport ?? 0)"]
            body.append("timeout \(NftValueText.duration(milliseconds: UInt64(milliseconds ?? 0)))")
            body += ["size \(size ?? 0)", "l3proto \(network(l3proto))"]
        case .secmark(let context): body.append("\"\(context)\"")
        case .other(let type, _): body.append("type \(type)")
        }
        return ["\(kind) \(object.name) { # handle \(object.handle)"] + body.map { "\t\($0)" } + ["}"]
    }

    private func protocolName(_ number: UInt8?) -> String {
        number.map { NftType.protocolNumber.symbol(UInt64($0)) ?? String($0) } ?? ""
    }

    /// NFPROTO_*
    private func network(_ number: UInt16?) -> String {
        switch number {
        case 1: "inet"
        case 2: "ip"
        case 10: "ip6"
        default: "\(number ?? 0)"
        }
    }

    func flowtable(_ flowtable: NftFlowtable) -> [String] {
        var lines = ["flowtable \(flowtable.name) { # handle \(flowtable.handle)"]
        lines.append(
            "\thook \(hook(flowtable.hook)) priority \(flowtable.priority == 0 ? "filter" : String(flowtable.priority))"
        )
        if !flowtable.devices.isEmpty { lines.append("\tdevices = { \(flowtable.devices.joined(separator: ", ")) }") }
        if flowtable.flags & 1 != 0 { lines.append("\tflags offload") }
        if flowtable.flags & 2 != 0 { lines.append("\tcounter") }
        return lines + ["}"]
    }
}
