import Kernel
import NetworkModel

/// Whether a part of the kernel may be asked without changing the machine.
///
/// A request to a subsystem of nfnetlink that is not there makes the kernel load its module (nfnetlink_rcv_msg), and so
/// do opening a socket of a netlink bus that is missing (netlink_create) and asking sock_diag for a protocol
/// (inet_diag_lock_handler). Where the module of nf_tables, conntrack, ipset or xfrm_user is not loaded no namespace has
/// what it keeps, so nothing is lost by not asking; sockets are there all the same, and read from /proc/net then.
enum KernelModule: Equatable {
    case askable
    case absent
    case unknown(String)

    // Modules come and go rarely; one look a run.
    static let nfTables = look("nf_tables", symbol: "nf_tables_gettable")
    static let conntrack = look("nf_conntrack_netlink", symbol: "ctnetlink_get_conntrack")
    static let ipset = look("ip_set", symbol: "ip_set_dump_do")
    static let tcpDiag = look("tcp_diag", symbol: "tcp_diag_dump")
    static let udpDiag = look("udp_diag", symbol: "udp_diag_dump")
    static let rawDiag = look("raw_diag", symbol: "raw_diag_dump")
    static let xfrm = lookForXfrm()

    /// Policies can come by PF_KEY as well, and would then be there without the bus that lists them.
    private static func lookForXfrm() -> KernelModule {
        let user = look("xfrm_user", symbol: "xfrm_dump_policy")
        guard user == .absent, (try? Files.status("/sys/module/af_key")) != nil else { return user }
        return .unknown("policies may have come by af_key, and asking could load the module xfrm_user")
    }

    private static func look(_ name: String, symbol: String) -> KernelModule {
        // A kernel that cannot load modules loads none.
        guard let modprobe = try? Files.sysctl("kernel.modprobe"), !modprobe.isEmpty else { return .askable }
        if (try? Files.sysctl("kernel.modules_disabled")) == "1" { return .askable }
        if (try? Files.status("/sys/module/\(name)")) != nil { return .askable }
        guard let modules = try? Files.read("/proc/modules", limit: 4 << 20) else {
            return .unknown("/proc/modules cannot be read, and asking could load the module \(name)")
        }
        if contains(modules, "\(name) ", atLineStart: true) { return .askable }
        // Not a module, so built in or not there. The kernel's build lists what it contains.
        if let release = try? Files.sysctl("kernel.osrelease"),
            let builtin = try? Files.read("/lib/modules/\(release)/modules.builtin", limit: 4 << 20), !builtin.isEmpty
        {
            return contains(builtin, "/\(name).ko", atLineStart: false) ? .askable : .absent
        }
        guard let symbols = try? Files.read("/proc/kallsyms", limit: 64 << 20), !symbols.isEmpty else {
            return .unknown("nothing tells whether the kernel has \(name), and asking could load the module")
        }
        return contains(symbols, " \(symbol)", atLineStart: false) ? .askable : .absent
    }

    private static func contains(_ text: [UInt8], _ word: String, atLineStart: Bool) -> Bool {
        let word = Array(word.utf8)
        guard let first = word.first, text.count >= word.count else { return false }
        for start in 0...(text.count - word.count) where text[start] == first {
            if atLineStart, start > 0, text[start - 1] != 0x0a { continue }
            if text[start..<(start + word.count)].elementsEqual(word) { return true }
        }
        return false
    }
}

/// Which modules may be asked: those of this machine, each looked for when it is first needed, or what a test says of all.
struct KernelModules {
    var told: KernelModule?

    static let here = KernelModules()

    var nfTables: KernelModule { told ?? .nfTables }
    var conntrack: KernelModule { told ?? .conntrack }
    var ipset: KernelModule { told ?? .ipset }

    func diag(of proto: Socket.`Protocol`) -> KernelModule {
        if let told { return told }
        switch proto {
        case .tcp: return .tcpDiag
        case .udp: return .udpDiag
        default: return .rawDiag
        }
    }
}
