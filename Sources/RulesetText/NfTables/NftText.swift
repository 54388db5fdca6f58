import NetworkModel

/// nf_tables in the words of `nft list ruleset`.
///
/// Text is for people; it is not escaped here. Names, comments and prefixes of logs may hold anything.
public struct NftText {
    let table: NftTable
    /// Names of the devices of the namespace, by index.
    let deviceNames: [Int: String]

    public init(_ table: NftTable, deviceNames: [Int: String] = [:]) {
        self.table = table
        self.deviceNames = deviceNames
    }

    /// One rule on one line, without its handle; the block of a `jump { … }` is opened up.
    public func rule(_ rule: NftRule) -> String { self.rule(rule, depth: 0) }

    func rule(_ rule: NftRule, depth: Int) -> String {
        var printer = NftRulePrinter(text: self, depth: depth)
        printer.print(rule.expressions)
        let comment = rule.comment.map { " comment \"\($0)\"" } ?? ""
        return printer.joined + comment
    }

    func verdict(_ verdict: NftVerdict, depth: Int = 0) -> String {
        switch verdict {
        case .accept: "accept"
        case .drop: "drop"
        case .continue: "continue"
        case .break: "break"
        case .return: "return"
        case .jump(let chain): "jump \(target(chain, depth: depth))"
        case .goto(let chain): "goto \(target(chain, depth: depth))"
        case .queue(let number): "queue to \(number)"
        case .other(let code): "verdict \(code)"
        }
    }

    /// nft bounds blocks within blocks to 16, and so must we.
    private static var maximumDepth: Int { 16 }

    private func target(_ name: String, depth: Int) -> String {
        guard let chain = table.chains[name], chain.isAnonymous, depth < Self.maximumDepth else { return name }
        guard chain.rules.isComplete else { return "{ … }" }
        return (["{"] + chain.rules.rows.map { rule($0, depth: depth + 1) } + ["}"]).joined(separator: "\n")
    }

    func value(_ type: NftType, isHostOrder: Bool) -> NftValueText {
        NftValueText(type: type, isHostOrder: isHostOrder) { number in
            Int(exactly: number).flatMap { deviceNames[$0] }
        }
    }
}
