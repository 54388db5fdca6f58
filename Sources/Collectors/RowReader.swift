import Addresses
import Kernel
import KernelWire
import NetworkModel

// Single rows: what a diagnosis asks of a node whose tables are too long to read for one pod.

extension NamespaceSession {
    func readLink(_ ifindex: Int, into namespace: inout Namespace) {
        remember(Table<Link>.key(ifindex), in: \.links, of: &namespace, matching: { $0.ifindex == ifindex }) {
            () throws(SystemError) in try route.get(Request.getLink(ifindex: ifindex), decode(Link.init(rtnetlink:)))
        }
    }

    func readLink(named ifname: String, into namespace: inout Namespace) {
        remember(Table<Link>.key(name: ifname), in: \.links, of: &namespace, matching: { $0.ifname == ifname }) {
            () throws(SystemError) in try route.get(Request.getLink(ifname: ifname), decode(Link.init(rtnetlink:)))
        }
    }

    func readNeighbor(_ ifindex: Int, _ dst: IPAddress, into namespace: inout Namespace) {
        remember(
            Table<Neighbor>.key(ifindex, dst), in: \.neighbors, of: &namespace,
            matching: { $0.ifindex == ifindex && $0.dst == dst }
        ) { () throws(SystemError) in
            try route.get(Request.getNeighbor(ifindex: ifindex, dst: dst), decode(Neighbor.init(rtnetlink:)))
        }
    }

    func readNeighbors(on ifindex: Int, into namespace: inout Namespace) {
        do throws(SystemError) {
            let dump = try route.dump(Request.getNeighbors(ifindex: ifindex), decode(Neighbor.init(rtnetlink:)))
            // Kernels before 4.20 ignore the filter.
            let rows = dump.rows.filter { $0.ifindex == ifindex }
            namespace.neighbors.rows.removeAll { $0.ifindex == ifindex }
            namespace.neighbors.absorb(rows, dump.completeness, key: Table<Neighbor>.key(device: ifindex))
        } catch {
            namespace.mark(.neighbors, incomplete: error.description)
        }
    }

    func readFDB(_ bridge: Int, _ mac: LinkLayerAddress, into namespace: inout Namespace) {
        // A row that is asked for is that of no VLAN; the table has all of them.
        guard !namespace.fdb.isComplete else { return }
        remember(
            Table<FDBEntry>.key(bridge, mac), in: \.fdb, of: &namespace,
            matching: { $0.master == bridge && $0.mac == mac }
        ) { () throws(SystemError) in
            try route.get(Request.getFDB(bridge: bridge, mac: mac), decode(FDBEntry.init(rtnetlink:)))
        }
    }

    func readNetconfOfAll(into namespace: inout Namespace) {
        do throws(SystemError) {
            for family in [IPAddress.Family.inet, .inet6] {
                do throws(SystemError) {
                    let row = try route.get(Request.getNetconfOfAll(family: family), decode(NetConf.init(rtnetlink:)))
                    namespace.netconf.rows += [row].compactMap { $0 }
                } catch  where family == .inet6 && error.isUnsupported {
                    // A kernel without IPv6 has no IPv6 settings.
                }
            }
            namespace.netconf.asked.insert(Table<NetConf>.keyOfAll)
        } catch {
            namespace.mark(.netconf, incomplete: error.description)
        }
    }

    func readFDB(device: Int, into namespace: inout Namespace) {
        do throws(SystemError) {
            let dump = try route.dump(Request.getFDB(device: device), decode(FDBEntry.init(rtnetlink:)))
            let rows = dump.rows.filter { $0.ifindex == device && $0.master == nil }
            namespace.fdb.rows.removeAll { $0.ifindex == device && $0.master == nil }
            namespace.fdb.absorb(rows, dump.completeness, key: Table<FDBEntry>.key(device: device))
        } catch {
            namespace.mark(.fdb, incomplete: error.description)
        }
    }

    func readAddresses(on ifindex: Int, into namespace: inout Namespace) {
        do throws(SystemError) {
            for family in [IPAddress.Family.inet, .inet6] {
                let dump = try route.dump(
                    Request.getAddresses(family: family, ifindex: ifindex), decode(Address.init(rtnetlink:)))
                // Kernels before 4.20 ignore the filter.
                let rows = dump.rows.filter { $0.ifindex == ifindex }
                namespace.addresses.rows.removeAll { $0.ifindex == ifindex && $0.local.family == family }
                namespace.addresses.absorb(rows, dump.completeness, key: Table<Address>.key(ifindex))
            }
        } catch {
            namespace.mark(.addresses, incomplete: error.description)
        }
    }

    func readPortList(of bridge: Int, into namespace: inout Namespace) {
        if let name = namespace.link(bridge)?.ifname, let ports = try? route.bridgePorts(of: name) {
            namespace.portLists[bridge] = ports
        } else {
            // The old interface is not there, or the name is no longer its name: by the long way.
            readPorts(of: bridge, into: &namespace)
        }
    }

    /// Ports in the short form of PF_BRIDGE, which costs a tenth of a full link; those that are known stay as they are.
    func readPorts(of bridge: Int, into namespace: inout Namespace) {
        do throws(SystemError) {
            let dump = try route.dump(Request.getBridgePorts(), decode(Link.init(rtnetlink:)))
            let known = Set(namespace.links.rows.map(\.ifindex))
            // The bridge's own row calls it its own master.
            var ports = dump.rows.filter {
                $0.master == bridge && $0.ifindex != bridge && !known.contains($0.ifindex)
            }
            for index in ports.indices { ports[index].isBrief = true }
            namespace.links.absorb(ports, dump.completeness, key: Table<Link>.key(portsOf: bridge))
        } catch {
            namespace.mark(.links, incomplete: error.description)
        }
    }

    /// Replaces the matching row by what the kernel says now. "No such row" is an answer, other errors are gaps.
    private func remember<Row>(
        _ key: String, in table: WritableKeyPath<Namespace, Table<Row>>, of namespace: inout Namespace,
        matching: (Row) -> Bool, _ ask: () throws(SystemError) -> Row?
    ) {
        do throws(SystemError) {
            let row = try ask()
            namespace[keyPath: table].rows.removeAll(where: matching)
            if let row { namespace[keyPath: table].rows.append(row) }
            namespace[keyPath: table].asked.insert(key)
        } catch {
            if error.isGone {
                namespace[keyPath: table].rows.removeAll(where: matching)
                namespace[keyPath: table].asked.insert(key)
            } else {
                namespace[keyPath: table].coverage = .incomplete(reason: error.description)
            }
        }
    }
}
