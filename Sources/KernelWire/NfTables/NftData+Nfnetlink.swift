import CLinux
import NetworkModel

/// NFTA_DATA_*: bytes or a verdict.
enum NftValue {
    case data(NftData)
    case verdict(NftVerdict)

    init(_ message: RawSpan, _ parent: Attribute) throws(WireError) {
        var attributes = try Attributes(inside: parent)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case NFTA_DATA_VALUE:
                self = .data(NftData(try message.bytes(attribute)))
                return
            case NFTA_DATA_VERDICT:
                self = .verdict(try NftVerdict(message, attribute))
                return
            default: break
            }
        }
        throw WireError(.missing, "NFTA_DATA_VALUE", at: parent.start)
    }
}

extension NftData {
    /// Where only bytes can stand.
    init(_ message: RawSpan, _ parent: Attribute) throws(WireError) {
        guard case .data(let data) = try NftValue(message, parent) else {
            throw WireError(.badValue, "NFTA_DATA_VERDICT", at: parent.start)
        }
        self = data
    }
}

extension NftVerdict {
    /// NFTA_VERDICT_*. The upper half of the code of NF_QUEUE is the queue's number.
    init(_ message: RawSpan, _ parent: Attribute) throws(WireError) {
        var code: Int32?
        var chain: String?
        var attributes = try Attributes(inside: parent)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case NFTA_VERDICT_CODE: code = Int32(bitPattern: try message.be32(attribute))
            case NFTA_VERDICT_CHAIN: chain = try message.text(attribute)
            default: break
            }
        }
        guard let code else { throw WireError(.missing, "NFTA_VERDICT_CODE", at: parent.start) }
        switch code {
        case NFT_CONTINUE.rawValue: self = .continue
        case NFT_BREAK.rawValue: self = .break
        case NFT_RETURN.rawValue: self = .return
        case NFT_JUMP.rawValue, NFT_GOTO.rawValue:
            guard let chain else { throw WireError(.missing, "NFTA_VERDICT_CHAIN", at: parent.start) }
            self = code == NFT_JUMP.rawValue ? .jump(chain: chain) : .goto(chain: chain)
        case NF_ACCEPT: self = .accept
        case NF_DROP: self = .drop
        default:
            self =
                code >= 0 && code & 0xff == NF_QUEUE
                ? .queue(number: UInt16(truncatingIfNeeded: code >> 16)) : .other(code: code)
        }
    }
}
