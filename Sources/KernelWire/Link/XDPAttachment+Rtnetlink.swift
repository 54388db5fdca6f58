import CLinux
import NetworkModel

extension XDPAttachment {
    /// IFLA_XDP is sent for every link; nil where XDP_ATTACHED_NONE says that there is no program.
    init?(_ message: RawSpan, _ xdp: Attribute) throws(WireError) {
        var mode = XDP_ATTACHED_NONE
        var program: UInt32?
        var attributes = try Attributes(inside: xdp)
        while let attribute = try attributes.next(in: message) {
            switch attribute.type {
            case IFLA_XDP_ATTACHED: mode = Int(try message.u8(attribute))
            // With several programs there is no IFLA_XDP_PROG_ID, only one attribute for each mode; we name the
            // first of them, which is the driver's.
            case IFLA_XDP_PROG_ID: program = try message.u32(attribute)
            case IFLA_XDP_DRV_PROG_ID, IFLA_XDP_SKB_PROG_ID, IFLA_XDP_HW_PROG_ID:
                if program == nil { program = try message.u32(attribute) }
            default: break
            }
        }
        guard mode != XDP_ATTACHED_NONE else { return nil }
        self.init(mode: mode, programId: program.map { Int($0) })
    }
}
