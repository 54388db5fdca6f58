import Addresses
import Netfilter
import NetworkModel

// What a rule means, in a few words that tests can compare.

extension RuleMeaning {
    var words: String { words(ofFamily: false) }

    /// - Parameter ofFamily: say which, where the table does not.
    func words(ofFamily: Bool) -> String {
        let asked = conditions.words(ofFamily: ofFamily)
        let done = actions.map(\.words).joined(separator: " ")
        if asked.isEmpty { return done.isEmpty ? "nothing" : done }
        return done.isEmpty ? asked : "\(asked): \(done)"
    }
}

extension RuleConditions {
    func words(ofFamily: Bool) -> String {
        var parts: [String] = []
        if ofFamily, let family { parts.append(family == .inet ? "v4" : "v6") }
        func add<Value>(_ name: String, _ tests: [RuleTest<Value>], _ text: (Value) -> String) {
            for test in tests { parts.append("\(name) \(test.isInverted ? "not " : "")\(test.words(text))") }
        }
        add("proto", protocols) { "\($0)" }
        add("from", sources, \.words)
        add("sport", sourcePorts) { Self.range($0) }
        add("to", destinations, \.words)
        add("dport", destinationPorts) { Self.range($0) }
        add("in", inputs, \.words)
        add("out", outputs, \.words)
        if !others.isEmpty { parts.append("if " + others.map { "\($0.subject)" }.sorted().joined(separator: " ")) }
        if !isKnown { parts.append("unknown") }
        return parts.joined(separator: " ")
    }

    static func range(_ ports: ClosedRange<UInt16>) -> String {
        ports.lowerBound == ports.upperBound ? "\(ports.lowerBound)" : "\(ports.lowerBound)-\(ports.upperBound)"
    }
}

extension RuleTest {
    fileprivate func words(_ text: (Value) -> String) -> String {
        switch choice {
        case .values(let values): values.map(text).sorted().joined(separator: ",")
        case .members(let set): set.words
        }
    }
}

extension SetReference {
    var words: String {
        switch self {
        case .nft(let name): "@\(name)"
        case .ipset(let index): "@\(index)"
        }
    }
}

extension AddressPattern {
    fileprivate var words: String {
        if let host { return "\(host)" }
        switch self {
        case .masked(let pattern):
            return pattern.prefixLength.map { "\(pattern.address)/\($0)" } ?? "\(pattern.address)/\(pattern.mask)"
        case .range(let range): return "\(range.lowerBound)-\(range.upperBound)"
        }
    }
}

extension InterfacePattern {
    fileprivate var words: String {
        switch self {
        case .named(let interface): interface.isPrefix ? interface.name + "*" : interface.name
        case .index(let index): "#\(index)"
        }
    }
}

extension RuleAction {
    fileprivate var words: String {
        switch self {
        case .accept: "accept"
        case .drop: "drop"
        case .reject: "reject"
        case .return: "return"
        case .queue: "queue"
        case .jump(let chain): "jump \(chain)"
        case .goto(let chain): "goto \(chain)"
        case .lookup(let set): "vmap \(set.words)"
        case .translate(let translation): translation.words
        case .clampSegments: "mss"
        case .exemptFromTracking: "notrack"
        case .setZone: "zone"
        case .setTimeToLive: "ttl"
        case .other: "other"
        case .unknown: "unknown"
        }
    }
}

extension RuleTranslation {
    fileprivate var words: String {
        var text: String
        switch (target, side) {
        case (.masquerade, _): text = "masquerade"
        case (.redirect, _): text = "redirect"
        case (_, .source?): text = "snat"
        case (_, .destination?): text = "dnat"
        case (_, nil): text = "netmap"
        }
        guard isKnown else { return text + " unknown" }
        let ports = ports.map { ":" + RuleConditions.range($0) } ?? ""
        switch target {
        case .addresses(let range?), .prefix(let range):
            if case .prefix = target { text += " prefix" }
            let isOne = range.lowerBound == range.upperBound
            let addresses = isOne ? "\(range.lowerBound)" : "\(range.lowerBound)-\(range.upperBound)"
            let isBracketed = range.lowerBound.family == .inet6 && !ports.isEmpty
            return "\(text) \(isBracketed ? "[\(addresses)]" : addresses)\(ports)"
        case .addresses(nil), .masquerade, .redirect: return ports.isEmpty ? text : "\(text) \(ports)"
        }
    }
}
