import Glibc
import Kernel
import KernelWire
import NetworkModel

// Sets of ipset(8): what there is, and the members of those that rules ask about.

extension NamespaceSession {
    private static var mostMembers: Int { 65_536 }

    func readIpsets(into namespace: inout Namespace) {
        namespace.ipsets = Table()
        guard let ipset else {
            namespace.ipsets.coverage = ipsetGap.map { .incomplete(reason: $0) } ?? .complete
            return
        }
        do throws(SystemError) {
            let dump = try ipset.dump(Request.getIpsets(), decode(Ipset.init(nfnetlink:)))
            namespace.ipsets.absorb(dump.rows, dump.completeness)
        } catch  where error.isNoSubsystem {
            namespace.ipsets.coverage = .complete
        } catch {
            namespace.ipsets.coverage = .incomplete(reason: error.description)
        }
    }

    func readIpset(_ name: String, into namespace: inout Namespace) {
        guard let ipset, let place = namespace.ipsets.rows.firstIndex(where: { $0.name == name }) else { return }
        do throws(SystemError) {
            var members = 0
            let dump = try ipset.dump(Request.getIpsets(named: name), begin: { members = 0 }) {
                (_, payload: RawSpan) throws(WireError) -> [IpsetMember] in
                let part = try Ipset(nfnetlink: payload).members.rows
                members += part.count
                return members <= Self.mostMembers ? part : []
            }
            var table = Table<IpsetMember>()
            table.absorb(dump.rows.flatMap { $0 }, dump.completeness)
            if members > Self.mostMembers {
                table.coverage = .incomplete(reason: "there are more than \(Self.mostMembers) members")
            }
            namespace.ipsets.rows[place].members = table
        } catch {
            namespace.ipsets.rows[place].members.coverage = .incomplete(reason: error.description)
        }
    }
}
