import Glibc
import Kernel
import KernelWire
import NetworkModel

/// Sockets of one namespace. They were opened inside it and keep it, so that no thread has to enter again.
final class NamespaceSession {
    let handle: NamespaceHandle
    let route: NetlinkSocket
    let sockDiag: NetlinkSocket
    /// Nil where asking could load a module, or where there is nothing to ask.
    let netfilter: NetlinkSocket?
    /// Why `netfilter` is nil although there may be a ruleset.
    let netfilterGap: String?
    /// How often the ruleset changed between two rounds.
    var rulesetChanges = 0

    /// Must run on a thread that has entered the namespace.
    init(inside handle: NamespaceHandle) throws(SystemError) {
        self.handle = handle
        route = try NetlinkSocket(.route)
        sockDiag = try NetlinkSocket(.sockDiag)
        switch NfTablesModule.state {
        case .askable:
            do throws(SystemError) {
                netfilter = try NetlinkSocket(.netfilter)
                netfilterGap = nil
            } catch {
                netfilter = nil
                // A kernel without nfnetlink has no nf_tables.
                netfilterGap = error.code == EPROTONOSUPPORT ? nil : error.description
            }
        case .absent:
            netfilter = nil
            netfilterGap = nil
        case .unknown(let reason):
            netfilter = nil
            netfilterGap = reason
        }
    }
}

/// A decoder of payloads as the sockets want it.
func decode<Value>(
    _ make: @escaping (RawSpan) throws(WireError) -> Value
) -> (MessageHeader, RawSpan) throws(WireError) -> Value? {
    { (_: MessageHeader, payload: RawSpan) throws(WireError) in try make(payload) }
}

extension Table {
    /// Appends the rows of a dump and records how far it can be trusted.
    mutating func absorb(_ rows: [Row], _ completeness: NetlinkSocket.Completeness, key: String? = nil) {
        self.rows += rows
        if completeness == .interrupted {
            coverage = .incomplete(reason: "the table kept changing while it was read")
        } else if let key {
            asked.insert(key)
        } else if coverage == .unread {
            coverage = .complete
        }
    }
}
