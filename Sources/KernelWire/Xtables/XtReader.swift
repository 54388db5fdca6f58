import Addresses
import CLinux
import NetworkModel

// What several matches and targets have in common: the info of one is a C struct of its own, padded to eight bytes
// (XT_ALIGN). The kernel sends the parts that are its own business as zeros.

extension RawSpan {
    /// The struct of a match or target, which must be there as a whole.
    func info<T: BitwiseCopyable>(_ zero: T) throws(WireError) -> T { try header(zero, "\(T.self)") }

    /// An address in a union nf_inet_addr.
    func inetAddress(_ family: IPAddress.Family, at offset: Int) throws(WireError) -> IPAddress {
        try address(family, at: offset)
    }

    /// A name and its mask, as rules and physdev have them. Nil matches every interface. Nobody makes masks other than
    /// ones followed by zeros, and what they would match has no name.
    func interface(at name: Int, mask: Int) throws(WireError) -> XtInterface? {
        let width = Int(IFNAMSIZ)
        let maskBytes = try bytes(from: mask, to: mask + width)
        let counted = maskBytes.prefix { $0 == 0xff }.count
        guard maskBytes.dropFirst(counted).allSatisfy({ $0 == 0 }) else {
            throw WireError(.unsupported, "interface mask", at: mask)
        }
        guard counted > 0 else { return nil }
        let bytes = try bytes(from: name, to: name + counted)
        // Of a whole name the NUL counts, too.
        let text = Array(bytes.prefix { $0 != 0 })
        let isPrefix = text.count == bytes.count
        let valid = String(validating: text, as: UTF8.self)
        return XtInterface(name: valid ?? escapedText(text), bytes: valid == nil ? text : nil, isPrefix: isPrefix)
    }
}

extension Invertible {
    init?(_ value: Value, if present: Bool, inverted: Bool) {
        guard present else { return nil }
        self.init(value, inverted: inverted)
    }
}

extension Invertible<XtRange> {
    /// Ports as xt_tcp and xt_udp have them: 0 to 65535 is any.
    init?(ports: (UInt16, UInt16), inverted: Bool) {
        guard ports != (0, .max) || inverted else { return nil }
        self.init(XtRange(UInt32(ports.0), UInt32(ports.1)), inverted: inverted)
    }
}

extension XtRange {
    init(_ min: UInt16, _ max: UInt16) { self.init(UInt32(min), UInt32(max)) }
    init(_ pair: (UInt32, UInt32)) { self.init(pair.0, pair.1) }
}
