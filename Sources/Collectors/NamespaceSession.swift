import Glibc
import Kernel
import KernelWire
import NetworkModel

/// Sockets of one namespace. They were opened inside it and keep it, so that no thread has to enter again.
final class NamespaceSession {
    let handle: NamespaceHandle
    let route: NetlinkSocket
    let sockDiag: NetlinkSocket
    /// Nil where there is nothing to ask.
    private let nfnetlink: NetlinkSocket?
    private let nfnetlinkGap: String?
    let modules: KernelModules
    /// Where sock_diag may not be asked.
    let socketFiles: [SocketFile: Descriptor]
    /// How often the ruleset changed between two rounds.
    var rulesetChanges = 0

    /// With sockets that are open already.
    init(
        _ handle: NamespaceHandle, route: NetlinkSocket, sockDiag: NetlinkSocket, nfnetlink: NetlinkSocket?,
        modules: KernelModules
    ) {
        (self.handle, self.route, self.sockDiag) = (handle, route, sockDiag)
        (self.nfnetlink, nfnetlinkGap) = (nfnetlink, nil)
        self.modules = modules
        socketFiles = [:]
    }

    /// Must run on a thread that has entered the namespace.
    init(inside handle: NamespaceHandle) throws(SystemError) {
        self.handle = handle
        modules = .here
        route = try NetlinkSocket(.route)
        sockDiag = try NetlinkSocket(.sockDiag)
        socketFiles = Dictionary(
            uniqueKeysWithValues: SocketFile.needed.compactMap { file in
                (try? Descriptor.open(file.path)).map { (file, $0) }
            })
        // Opening one could load the module nfnetlink, where nothing needs it.
        guard [modules.nfTables, modules.conntrack, modules.ipset].contains(.askable) else {
            (nfnetlink, nfnetlinkGap) = (nil, nil)
            return
        }
        do throws(SystemError) {
            (nfnetlink, nfnetlinkGap) = (try NetlinkSocket(.netfilter), nil)
        } catch {
            // A kernel without nfnetlink has none of them.
            (nfnetlink, nfnetlinkGap) = (nil, error.code == EPROTONOSUPPORT ? nil : error.description)
        }
    }

    /// Nil where asking nf_tables could load its module, or where there is nothing to ask.
    var netfilter: NetlinkSocket? { modules.nfTables == .askable ? nfnetlink : nil }
    /// Why `netfilter` is nil although there may be a ruleset.
    var netfilterGap: String? { gap(modules.nfTables) }
    var conntrack: NetlinkSocket? { modules.conntrack == .askable ? nfnetlink : nil }
    var conntrackGap: String? { gap(modules.conntrack) }
    var ipset: NetlinkSocket? { modules.ipset == .askable ? nfnetlink : nil }
    var ipsetGap: String? { gap(modules.ipset) }

    private func gap(_ module: KernelModule) -> String? {
        if case .unknown(let reason) = module { reason } else { nfnetlinkGap }
    }
}

/// A decoder of payloads as the sockets want it.
func decode<Value>(
    _ make: @escaping (RawSpan) throws(WireError) -> Value
) -> (MessageHeader, RawSpan) throws(WireError) -> Value? {
    { (_: MessageHeader, payload: RawSpan) throws(WireError) in try make(payload) }
}

extension Table {
    /// Why a dump that was interrupted each time proves nothing.
    static var restless: String { "the table kept changing while it was read" }

    /// Appends the rows of a dump and records how far it can be trusted.
    mutating func absorb(_ rows: [Row], _ completeness: NetlinkSocket.Completeness, key: String? = nil) {
        self.rows += rows
        if completeness == .interrupted {
            coverage = .incomplete(reason: Self.restless)
        } else if let key {
            asked.insert(key)
        } else if coverage == .unread {
            coverage = .complete
        }
    }
}
