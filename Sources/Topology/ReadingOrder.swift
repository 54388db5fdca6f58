import Addresses
import NetworkModel

extension [Address] {
    /// IPv4 before IPv6, whichever table was read first; apart from that in the kernel's order, which is that of age.
    public var inReadingOrder: [Address] {
        filter { $0.local.family == .inet } + filter { $0.local.family == .inet6 }
    }
}
