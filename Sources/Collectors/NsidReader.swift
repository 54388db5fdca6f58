import Addresses
import Kernel
import KernelWire
import NetworkModel

extension NamespaceSession {
    /// The id by which this namespace knows another (RTM_GETNSID, NETNSA_FD); nil where it has none. Asking assigns
    /// nothing.
    func nsid(of other: NamespaceHandle) throws(SystemError) -> Int? {
        try route.get(Request.getNSID(fd: other.rawDescriptor), decode(NSIDMapping.init(rtnetlink:)))?.nsid
    }

    /// One link with its addresses in the namespace that has this id here.
    func readPeek(_ nsid: Int, _ ifindex: Int, into namespace: inout Namespace) {
        let key = Peek.key(nsid: nsid, ifindex: ifindex)
        do throws(SystemError) {
            guard
                let link = try route.get(
                    Request.getLink(ifindex: ifindex, targetNsid: nsid), decode(Link.init(rtnetlink:)))
            else {
                namespace.peeks[key] = .absent
                return
            }
            var addresses: [Address] = []
            for family in [IPAddress.Family.inet, .inet6] {
                let request = Request.getAddresses(family: family, ifindex: ifindex, targetNsid: nsid)
                addresses += try route.dump(request, decode(Address.init(rtnetlink:))).rows.filter {
                    $0.ifindex == ifindex
                }
            }
            namespace.peeks[key] = .known(Peek(link: link, addresses: addresses))
        } catch {
            namespace.peeks[key] = error.isGone ? .absent : .unknown(error.description)
        }
    }
}
