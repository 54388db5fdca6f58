import CLinux
import NetworkModel

extension NftExpression {
    /// NFTA_EXPR_NAME and NFTA_EXPR_DATA.
    init(_ message: RawSpan, _ parent: Attribute) throws(WireError) {
        let fields = NftFields(parent: parent)
        guard let name = try fields.text(message, NFTA_EXPR_NAME) else {
            throw WireError(.missing, "NFTA_EXPR_NAME", at: parent.start)
        }
        guard let data = try fields.find(message, NFTA_EXPR_DATA) else {
            // `notrack` has nothing to say.
            self = name == "notrack" ? .notrack : .unknown(name: name, data: NftData([]))
            return
        }
        try self.init(name: name, message, data)
    }

    /// An expression whose attributes are the children of `data`. What is not understood is kept as it came.
    init(name: String, _ message: RawSpan, _ data: Attribute) throws(WireError) {
        let fields = NftFields(parent: data)
        let known: NftExpression? =
            switch name {
            case "immediate": try .immediate(message, fields)
            case "payload": try .payload(message, fields)
            case "meta": try .meta(message, fields)
            case "ct": try .ct(message, fields)
            case "rt": try .rt(message, fields)
            case "socket": try .socket(message, fields)
            case "fib": try .fib(message, fields)
            case "exthdr": try .exthdr(message, fields)
            case "numgen": try .numgen(message, fields)
            case "hash": try .hash(message, fields)
            case "osf": try .osf(message, fields)
            case "tunnel": try .tunnel(message, fields)
            case "xfrm": try .xfrm(message, fields)
            case "bitwise": try .bitwise(message, fields)
            case "byteorder": try .byteorder(message, fields)
            case "cmp": try .cmp(message, fields)
            case "range": try .range(message, fields)
            case "lookup": try .lookup(message, fields)
            case "dynset": try .dynset(message, fields)
            case "counter": try .counter(message, fields)
            case "limit": try .limit(message, fields)
            case "quota": try .quota(message, fields)
            case "connlimit": try .connlimit(message, fields)
            case "last": try .last(message, fields)
            case "objref": try .objref(message, fields)
            case "nat": try .nat(message, fields)
            case "masq": try .masq(message, fields)
            case "redir": try .redir(message, fields)
            case "reject": try .reject(message, fields)
            case "notrack": .notrack
            case "tproxy": try .tproxy(message, fields)
            case "dup": try .dup(message, fields)
            case "fwd": try .fwd(message, fields)
            case "log": try .log(message, fields)
            case "queue": try .queue(message, fields)
            case "synproxy": try .synproxy(message, fields)
            case "flow_offload": try .flowOffload(message, fields)
            case "match": try .match(message, fields)
            case "target": try .target(message, fields)
            default: nil
            }
        self = try known ?? .unknown(name: name, data: NftData(try message.bytes(data)))
    }
}
