import Addresses
import NetworkModel
import Netfilter

extension FirewallRuleView {
    /// What it does, in order, in one vocabulary for both backends; `unknown` for what nobody here knows.
    var targets: [String] {
        var words: [String] = []
        for action in parts.meanings.flatMap(\.actions) {
            let named: [String] = action == .other ? others : [action.word]
            for word in named where !words.contains(word) { words.append(word) }
        }
        return words
    }

    /// The chains that it leads to.
    var chains: [String] {
        parts.meanings.flatMap(\.actions).compactMap { action in
            switch action {
            case .jump(let chain), .goto(let chain): chain
            default: nil
            }
        }
    }

    var translations: [RuleTranslation] { parts.meanings.compactMap(\.translation) }

    /// Names of what lets a packet go on.
    private var others: [String] {
        switch value {
        case .legacy(let rule, _): [rule.target.word]
        case .nft(let rule, _): rule.expressions.compactMap(\.effect)
        }
    }
}

extension RuleAction {
    fileprivate var word: String {
        switch self {
        case .accept: "accept"
        case .drop: "drop"
        case .reject: "reject"
        case .return: "return"
        case .queue: "queue"
        case .jump: "jump"
        case .goto: "goto"
        case .lookup: "vmap"
        case .translate(let translation): translation.word
        case .clampSegments: "tcpmss"
        case .exemptFromTracking: "notrack"
        case .setZone: "zone"
        case .setTimeToLive: "ttl"
        case .other: "other"
        case .unknown: "unknown"
        }
    }
}

extension RuleTranslation {
    fileprivate var word: String {
        switch target {
        case .masquerade: "masquerade"
        case .redirect: "redirect"
        case .prefix: side == nil ? "netmap" : side == .source ? "snat" : "dnat"
        case .addresses: side == .source ? "snat" : "dnat"
        }
    }

    /// What the address becomes, as prefixes; nil where it is picked elsewhere.
    var prefixes: [IPPrefix] {
        switch target {
        case .addresses(let range?), .prefix(let range): AddressPattern.prefixes(range)
        case .addresses(nil), .masquerade, .redirect: []
        }
    }
}

extension XtTarget {
    fileprivate var word: String {
        switch self {
        case .mark: "mark"
        case .connmark: "connmark"
        case .ct: "ct"
        case .tproxy: "tproxy"
        case .log: "log"
        case .nflog: "nflog"
        case .trace: "trace"
        case .classify: "classify"
        case .dscp: "dscp"
        case .tos: "tos"
        case .checksum: "checksum"
        case .set: "set"
        case .audit: "audit"
        default: "other"
        }
    }
}

extension NftExpression {
    /// What it does to a packet that goes on; nil for what only asks.
    fileprivate var effect: String? {
        switch self {
        case .metaSet(.mark, _): "mark"
        case .metaSet: "meta"
        case .ctSet(.mark, _, _): "connmark"
        case .ctSet: "ct"
        case .log: "log"
        case .tproxy: "tproxy"
        case .dup: "dup"
        case .fwd: "fwd"
        case .synproxy: "synproxy"
        case .flowOffload: "flow"
        case .dynset: "set"
        case .payloadSet, .exthdrSet: "rewrite"
        case .target(let name, _, _): name.lowercased()
        default: nil
        }
    }
}
