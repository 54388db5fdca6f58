import Kernel
import NetworkModel

/// What can only be done on a thread that has entered a namespace: opening sockets that stay in it, and reading the
/// files below /proc that follow the thread.
struct NamespaceVisit {
    let handle: NamespaceHandle
    /// No need to enter, which would take a privilege.
    let isOwn: Bool
    var opensSession = false
    var sysctls: [String] = []
    var files: [ProcNetFile] = []
    /// Which tables of iptables-legacy exist, and those of them that are to be read.
    var xtables: [XtFamily: [String]] = [:]
    /// Those that were read before.
    var knownXtables: [XtFamily: XtTables] = [:]
    /// Links whose tcx programs are asked for: bpf(2) takes the ifindex in the namespace of the thread that asks.
    var links: [Int] = []
    /// IPsec policies.
    var readsXfrm = false
    /// WireGuard devices: generic netlink sockets see the namespace that they were opened in.
    var wireguards: [Int] = []

    struct Seen {
        var session: Result<NamespaceSession, SystemError>?
        var sysctls: [String: Observed<String>] = [:]
        var xtables: [XtFamily: XtTables] = [:]
        var traffic: [Int: Observed<LinkTraffic>] = [:]
        var xfrm: Observed<Xfrm>?
        var wireguards: [Int: Observed<WireGuard>] = [:]
        var procNet: ProcNet?
    }

    var isNeeded: Bool {
        opensSession || readsXfrm || !sysctls.isEmpty || !files.isEmpty || !xtables.isEmpty || !links.isEmpty
            || !wireguards.isEmpty
    }

    /// On one thread, one after the other: a thread costs more than what it does in a namespace. Our own comes first,
    /// since there is no way back to it without a privilege.
    static func all(_ visits: [NamespaceVisit]) -> [NetnsID: Seen] {
        let visits = visits.filter(\.isNeeded).sorted {
            ($0.isOwn ? 0 : 1, $0.handle.id) < ($1.isOwn ? 0 : 1, $1.handle.id)
        }
        guard !visits.isEmpty else { return [:] }
        do throws(SystemError) {
            return try NamespaceThread.run { visitor in
                Dictionary(visits.map { ($0.handle.id, $0.make(visitor)) }) { first, _ in first }
            }
        } catch {
            return Dictionary(visits.map { ($0.handle.id, $0.failed(error)) }) { first, _ in first }
        }
    }

    private func make(_ visitor: borrowing Visitor) -> Seen {
        var seen = Seen()
        do throws(SystemError) {
            if !isOwn { try visitor.enter(handle) }
        } catch {
            return failed(error)
        }
        if opensSession {
            seen.session = Result { () throws(SystemError) in try NamespaceSession(inside: handle) }
        }
        for name in sysctls { seen.sysctls[name] = Files.setting(name) }
        for (family, tables) in xtables {
            seen.xtables[family] = XtablesReader.read(family, tables, into: knownXtables[family])
        }
        for ifindex in links { seen.traffic[ifindex] = .known(LinkTraffic(programsOn: ifindex)) }
        if readsXfrm { seen.xfrm = XfrmReader.read() }
        seen.wireguards = WireGuardReader.read(wireguards)
        for file in files { ProcNetReader.read(file, into: &seen.procNet[default: ProcNet()]) }
        return seen
    }

    private func failed(_ error: SystemError) -> Seen {
        var seen = Seen(session: .failure(error))
        for name in sysctls { seen.sysctls[name] = .unknown(error.description) }
        for ifindex in links { seen.traffic[ifindex] = .unknown(error.description) }
        if readsXfrm { seen.xfrm = .unknown(error.description) }
        for ifindex in wireguards { seen.wireguards[ifindex] = .unknown(error.description) }
        for file in files { ProcNetReader.failed(file, error.description, into: &seen.procNet[default: ProcNet()]) }
        for family in xtables.keys { seen.xtables[family] = XtTables(names: .unknown(error.description)) }
        return seen
    }
}

extension Optional {
    /// The value, made where there is none yet.
    fileprivate subscript(default value: @autoclosure () -> Wrapped) -> Wrapped {
        get { self ?? value() }
        set { self = newValue }
    }
}

extension Files {
    /// A setting below /proc/sys; absent where this kernel does not have it.
    static func setting(_ name: String) -> Observed<String> {
        .reading { () throws(SystemError) in try sysctl(name) }
    }
}
