import NetworkModel

/// Extension headers, TCP options and IP options by nft's names.
enum NftExthdrText {
    /// The words for a place in a header, and its type; nil for what nft prints as raw bytes.
    static func operand(_ op: NftExthdrOp, _ type: UInt8, offset: Int, len: Int, present: Bool) -> NftOperand? {
        guard let header = header(op, type) else { return nil }
        if present {
            let word = op == .ipv6 ? "exthdr \(header)" : "\(prefix(op))\(header)"
            var operand = NftOperand(word, .boolean, length: 8)
            operand.isPresence = true
            return operand
        }
        guard
            let field = fields(op, type).first(where: {
                $0.offset == NftRulePrinter.bits(offset) && $0.length == NftRulePrinter.bits(len)
            })
        else {
            return nil
        }
        return NftOperand("\(prefix(op))\(header) \(field.name)", field.type, length: field.length, isHostOrder: false)
    }

    static func option(_ type: UInt8) -> String? { header(.tcpopt, type) }

    private static func prefix(_ op: NftExthdrOp) -> String {
        switch op {
        case .ipv6: ""
        case .tcpopt: "tcp option "
        case .ipv4: "ip option "
        case .sctp: "sctp chunk "
        case .dccp: "dccp option "
        }
    }

    private static func header(_ op: NftExthdrOp, _ type: UInt8) -> String? {
        switch op {
        case .ipv6: [0: "hbh", 43: "rt", 44: "frag", 60: "dst", 135: "mh"][type]
        case .tcpopt:
            [
                0: "eol", 1: "nop", 2: "maxseg", 3: "window", 4: "sack-perm", 5: "sack", 8: "timestamp", 30: "mptcp",
                34: "fastopen", 19: "md5sig",
            ][type]
        case .ipv4: [131: "lsrr", 7: "rr", 137: "ssrr", 148: "ra"][type]
        case .sctp: [0: "data", 1: "init", 2: "init-ack", 3: "sack", 4: "heartbeat", 6: "abort", 7: "shutdown"][type]
        case .dccp: nil
        }
    }

    private static func fields(_ op: NftExthdrOp, _ type: UInt8) -> [NftHeaderField] {
        switch (op, type) {
        case (.ipv6, 0), (.ipv6, 60): [.init("nexthdr", 0, 8, .protocolNumber), .init("hdrlength", 8, 8)]
        case (.ipv6, 43):
            [
                .init("nexthdr", 0, 8, .protocolNumber), .init("hdrlength", 8, 8), .init("type", 16, 8),
                .init("seg-left", 24, 8),
            ]
        case (.ipv6, 44):
            [.init("nexthdr", 0, 8, .protocolNumber), .init("reserved", 8, 8), .init("id", 32, 32)]
        case (.ipv6, 135):
            [
                .init("nexthdr", 0, 8, .protocolNumber), .init("hdrlength", 8, 8), .init("type", 16, 8, .mhType),
                .init("checksum", 32, 16),
            ]
        case (.tcpopt, 2): [.init("length", 8, 8), .init("size", 16, 16)]
        case (.tcpopt, 3): [.init("length", 8, 8), .init("count", 16, 8)]
        case (.tcpopt, 8): [.init("length", 8, 8), .init("tsval", 16, 32), .init("tsecr", 48, 32)]
        case (.tcpopt, _): [.init("length", 8, 8)]
        case (.ipv4, _):
            [
                .init("type", 0, 8), .init("length", 8, 8), .init("ptr", 16, 8), .init("addr", 24, 32, .ipv4),
                .init("value", 16, 16),
            ]
        default: []
        }
    }
}
