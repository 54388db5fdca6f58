import Glibc
import Kernel
import KernelWire
import NetworkModel
import TestSupport

@testable import Collectors

/// A session whose sockets lead to scripted kernels; where there is none nothing is answered.
struct Session {
    static let netns = NetnsID(inode: 1)
    let session: NamespaceSession
    var namespace = Namespace(id: Session.netns)

    init(
        route: ScriptedKernel = ScriptedKernel { _ in [] }, sockDiag: ScriptedKernel = ScriptedKernel { _ in [] },
        nfnetlink: ScriptedKernel? = nil, modules: KernelModule = .askable
    ) throws {
        session = NamespaceSession(
            try NamespaceHandle(path: "/proc/self/ns/net"), route: route.socket, sockDiag: sockDiag.socket,
            nfnetlink: nfnetlink?.socket, modules: KernelModules(told: modules))
    }

    mutating func read(_ fact: Need.Fact) { session.read(fact, into: &namespace) }

    /// What a table says when the kernel says no.
    static func refused(_ words: String) -> String { "netlink request: \(words)" }
    static let restless = "the table kept changing while it was read"
}

extension ScriptedKernel {
    /// Captured rows for every dump; for a question about one row the first of them.
    static func captured(_ name: String, isInterrupted: Bool = false) throws -> ScriptedKernel {
        let rows = try Message.rows(name)
        return ScriptedKernel { request in
            request.isDump
                ? request.dump(rows[0].header.type, rows.map(\.payload), isInterrupted: isInterrupted)
                : request.row(rows[0].header.type, rows[0].payload)
        }
    }

    /// The same error to everything.
    static func refusing(_ code: Int32, _ words: String? = nil) -> ScriptedKernel {
        ScriptedKernel { $0.error(code, words) }
    }
}
