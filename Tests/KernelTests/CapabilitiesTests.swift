import Testing

@testable import Kernel

/// What is lacking is named, and nothing that is there.
@Suite struct CapabilitiesTests {
    @Test func theMissingOneIsNamed() {
        // Bits of linux/capability.h: CAP_NET_ADMIN 12, CAP_SYS_PTRACE 19, CAP_SYS_ADMIN 21.
        let all: UInt64 = 1 << 12 | 1 << 19 | 1 << 21
        let hint = { Capabilities.hint(effective: $0, isInUserNamespace: false) }
        #expect(hint(0) == "run as root, or with CAP_SYS_ADMIN, CAP_SYS_PTRACE and CAP_NET_ADMIN")
        #expect(hint(nil) == hint(0))
        #expect(hint(all & ~(1 << 12)) == "missing here: CAP_NET_ADMIN; run as root, or give it that, too")
        #expect(hint(1 << 12) == "missing here: CAP_SYS_ADMIN and CAP_SYS_PTRACE; run as root, or give it that, too")
        #expect(hint(all).contains("security module"))
        #expect(Capabilities.hint(effective: all, isInUserNamespace: true).contains("its own user namespace"))
    }
}
