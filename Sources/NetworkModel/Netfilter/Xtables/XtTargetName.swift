extension XtTarget {
    /// The word behind `-j` or `-g`; nil where a rule has no target.
    public var name: String? {
        switch self {
        case .none: nil
        case .accept: "ACCEPT"
        case .drop: "DROP"
        case .queue: "QUEUE"
        case .return: "RETURN"
        case .jump(let chain), .goto(let chain): chain
        case .reject: "REJECT"
        case .dnat: "DNAT"
        case .snat: "SNAT"
        case .masquerade: "MASQUERADE"
        case .redirect: "REDIRECT"
        case .netmap: "NETMAP"
        case .mark: "MARK"
        case .connmark: "CONNMARK"
        case .ct(let ct): ct.isNotrackAlias ? "NOTRACK" : "CT"
        case .notrack: "NOTRACK"
        case .tproxy: "TPROXY"
        case .log: "LOG"
        case .nflog: "NFLOG"
        case .nfqueue: "NFQUEUE"
        case .trace: "TRACE"
        case .tcpmss: "TCPMSS"
        case .classify: "CLASSIFY"
        case .dscp: "DSCP"
        case .tos: "TOS"
        case .ttl: "TTL"
        case .hl: "HL"
        case .checksum: "CHECKSUM"
        case .set: "SET"
        case .audit: "AUDIT"
        case .unknown(let name, _, _): name
        }
    }
}
