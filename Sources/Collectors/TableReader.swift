import Addresses
import Glibc
import Kernel
import KernelWire
import NetworkModel

// Whole tables of one namespace. A failure becomes a gap in the table, never a thrown diagnosis.

extension NamespaceSession {
    func read(_ fact: Need.Fact, into namespace: inout Namespace) {
        do throws(SystemError) {
            switch fact {
            case .links: try readLinks(into: &namespace)
            case .addresses: try readAddresses(.inet, into: &namespace)
            case .addresses6: try readAddresses(.inet6, into: &namespace)
            case .routes: try readRoutes(.inet, into: &namespace.routes)
            case .routes6: try readRoutes(.inet6, into: &namespace.routes6)
            case .rules: try readRules(into: &namespace)
            case .nexthops: try readNexthops(into: &namespace)
            case .neighbors: try readNeighbors(into: &namespace)
            case .fdb: try readFDB(into: &namespace)
            case .netconf: try readNetconf(into: &namespace)
            case .sockets: try readSockets(into: &namespace)
            case .ruleset: readWholeRuleset(into: &namespace)
            }
        } catch {
            namespace.mark(fact, incomplete: error.description)
        }
    }

    private func readLinks(into namespace: inout Namespace) throws(SystemError) {
        let dump = try route.dump(Request.getLinks(statistics: true), decode(Link.init(rtnetlink:)))
        namespace.links = Table()
        namespace.links.absorb(dump.rows, dump.completeness)
    }

    private func readAddresses(_ family: IPAddress.Family, into namespace: inout Namespace) throws(SystemError) {
        let dump = try route.dump(Request.getAddresses(family: family), decode(Address.init(rtnetlink:)))
        namespace.addresses.rows.removeAll { $0.local.family == family }
        namespace.addresses.absorb(dump.rows, dump.completeness, key: Table<Address>.key(family))
        let both = [IPAddress.Family.inet, .inet6].map(Table<Address>.key)
        if namespace.addresses.coverage == .unread, namespace.addresses.asked.isSuperset(of: both) {
            namespace.addresses.coverage = .complete
        }
    }

    private func readRoutes(_ family: IPAddress.Family, into table: inout Table<Route>) throws(SystemError) {
        let dump = try route.dump(Request.getRoutes(family: family), decode(Route.init(rtnetlink:)))
        table = Table()
        // Cloned entries are the kernel's cache of one destination (path MTU, redirects), not routes.
        table.absorb(dump.rows.filter { !$0.isCloned }, dump.completeness)
    }

    private func readRules(into namespace: inout Namespace) throws(SystemError) {
        namespace.rules = Table()
        for family in [IPAddress.Family.inet, .inet6] {
            do throws(SystemError) {
                let dump = try route.dump(Request.getRules(family: family), decode(Rule.init(rtnetlink:)))
                namespace.rules.absorb(dump.rows, dump.completeness)
            } catch  where family == .inet6 && error.isUnsupported {
                // A kernel without IPv6 has no IPv6 rules.
            }
        }
        if namespace.rules.coverage == .unread { namespace.rules.coverage = .complete }
    }

    private func readNexthops(into namespace: inout Namespace) throws(SystemError) {
        do throws(SystemError) {
            let dump = try route.dump(Request.getNexthops(), decode(NextHopObject.init(rtnetlink:)))
            namespace.nexthops = Table()
            namespace.nexthops.absorb(dump.rows, dump.completeness)
        } catch  where error.isUnsupported {
            // Before Linux 5.3 there are no nexthop objects.
            namespace.nexthops = Table(coverage: .complete)
        }
    }

    private func readNeighbors(into namespace: inout Namespace) throws(SystemError) {
        let dump = try route.dump(Request.getNeighbors(), decode(Neighbor.init(rtnetlink:)))
        namespace.neighbors = Table()
        namespace.neighbors.absorb(dump.rows, dump.completeness)
    }

    /// `ip neigh show proxy`
    func readProxyNeighbors(into namespace: inout Namespace) {
        namespace.proxyNeighbors = Table()
        do throws(SystemError) {
            for family in [IPAddress.Family.inet, .inet6] {
                let dump = try route.dump(
                    Request.getNeighbors(family: family, proxy: true), decode(Neighbor.init(rtnetlink:)))
                namespace.proxyNeighbors.absorb(dump.rows.filter(\.isProxy), dump.completeness)
            }
        } catch {
            namespace.proxyNeighbors.coverage = .incomplete(reason: error.description)
        }
    }

    private func readFDB(into namespace: inout Namespace) throws(SystemError) {
        let dump = try route.dump(Request.getFDB(), decode(FDBEntry.init(rtnetlink:)))
        namespace.fdb = Table()
        namespace.fdb.absorb(dump.rows, dump.completeness)
    }

    private func readNetconf(into namespace: inout Namespace) throws(SystemError) {
        namespace.netconf = Table()
        for family in [IPAddress.Family.inet, .inet6] {
            do throws(SystemError) {
                let dump = try route.dump(Request.getNetconf(family: family), decode(NetConf.init(rtnetlink:)))
                namespace.netconf.absorb(dump.rows, dump.completeness)
            } catch  where family == .inet6 && error.isUnsupported {
                // A kernel without IPv6 has no IPv6 settings.
            }
        }
    }
}

extension SystemError {
    /// The kernel does not know this kind of request.
    var isUnsupported: Bool { code == EOPNOTSUPP || code == EAFNOSUPPORT || code == EINVAL }
}

extension Namespace {
    /// Records that a table could not be read; rows from an earlier, smaller question stay.
    mutating func mark(_ fact: Need.Fact, incomplete reason: String) {
        switch fact {
        case .links: links.coverage = .incomplete(reason: reason)
        case .addresses, .addresses6: addresses.coverage = .incomplete(reason: reason)
        case .routes: routes.coverage = .incomplete(reason: reason)
        case .routes6: routes6.coverage = .incomplete(reason: reason)
        case .rules: rules.coverage = .incomplete(reason: reason)
        case .nexthops: nexthops.coverage = .incomplete(reason: reason)
        case .neighbors: neighbors.coverage = .incomplete(reason: reason)
        case .fdb: fdb.coverage = .incomplete(reason: reason)
        case .netconf: netconf.coverage = .incomplete(reason: reason)
        case .sockets: sockets.coverage = .incomplete(reason: reason)
        case .ruleset: ruleset = Ruleset(tables: Table(coverage: .incomplete(reason: reason)))
        }
    }
}
