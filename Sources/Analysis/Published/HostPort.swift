import Addresses
import Netfilter
import NetworkModel
import PacketTrace
import SnapshotQuery

/// A port of a router that rules lead to a subject, and who else has it there.
public struct HostPort: Sendable {
    /// The namespace that publishes the port.
    public let netns: NetnsID
    public let subject: NetnsID
    public let published: PublishedPort
    /// A socket that waits for the same packets, of a program that does not keep the port for a container.
    public let rival: Socket?
    /// Who holds that socket; empty where there is none.
    public let rivalOwners: [Holders.Member]
    /// A socket that has the port as its own end of a connection to elsewhere.
    public let borrower: Socket?
    /// The kernel may pick the port for such a connection: it is in ip_local_port_range, not reserved, and nobody
    /// listens.
    public let isLendable: Bool
    /// A rule before the one that publishes, which leads the same packets to somebody else.
    public let shadow: NATChange?
}

extension TargetAnalysis {
    /// One for each port that was asked about. What is not known of a port speaks against nobody.
    func findHostPorts() -> [HostPort] {
        var seen: Set<String> = []
        return asked.compactMap { path -> HostPort? in
            guard path.question.isInbound, let published = path.published else { return nil }
            let router = published.rule.reference.netns
            guard router != path.subject, seen.insert("\(router) \(published.proto) \(published.port)").inserted else {
                return nil
            }
            return hostPort(published, in: router, of: path.subject)
        }
    }

    private func hostPort(_ published: PublishedPort, in router: NetnsID, of subject: NetnsID) -> HostPort {
        let waiting = waitingSockets(published, in: router)
        let rival = waiting.lazy.compactMap { socket -> (Socket, [Holders.Member])? in
            let owners = self.query.owners(of: socket, in: router).value ?? []
            guard !owners.isEmpty, owners.allSatisfy({ !Self.keepers.contains($0.comm) }) else { return nil }
            return (socket, owners)
        }.first
        let isLendable = waiting.isEmpty && mayLend(published.port, in: router)
        return HostPort(
            netns: router, subject: subject, published: published, rival: rival?.0, rivalOwners: rival?.1 ?? [],
            borrower: isLendable ? borrower(of: published, in: router) : nil, isLendable: isLendable,
            shadow: shadow(of: published, in: router, subject))
    }

    /// Programs that take a port of the node on behalf of containers, as the kernel keeps their names (15 bytes).
    private static let keepers: Set<String> = [
        "docker-proxy", "dockerd", "conmon", "podman", "rootlessport", "rootlesskit", "slirp4netns", "pasta",
        "pasta.avx2", "kube-proxy", "k3s", "k3s-server", "k3s-agent", "rke2", "kubelet", "hyperkube", "crio",
        "containerd", "containerd-shim", "containerd-shim-", "aardvark-dns", "systemd",
    ]

    /// Sockets that would take a packet for the port if no rule led it away.
    private func waitingSockets(_ published: PublishedPort, in router: NetnsID) -> [Socket] {
        (query.sockets(router).value ?? []).filter { socket in
            guard socket.isListening, socket.proto == published.proto, socket.sport == published.port else {
                return false
            }
            let own = socket.src.unmapped
            if socket.src.isUnspecified {
                return socket.family == published.target.family || socket.family == .inet6 && socket.v6only != true
            }
            return !own.isLoopback && own.family == published.target.family
                && published.rule.conditions.destinations.allSatisfy { $0.holds { $0.contains(own) } != false }
        }
    }

    /// Whether the kernel may pick the port for whoever connects without a port of its own.
    private func mayLend(_ port: UInt16, in id: NetnsID) -> Bool {
        // Nobody's range begins below; so those who publish usual ports need not be asked.
        port >= 1024 && ephemeralPorts(in: id)?.contains(port) == true
    }

    /// A connection to elsewhere that has the port. Answers to it are told from calls by conntrack alone.
    private func borrower(of published: PublishedPort, in router: NetnsID) -> Socket? {
        (query.sockets(router).value ?? []).first { socket in
            socket.proto == published.proto && socket.sport == published.port
                && socket.family == published.target.family
                && [.established, .synSent, .finWait1, .closeWait].contains(socket.state)
                && !socket.dst.unmapped.isLoopback && !socket.dst.isUnspecified
        }
    }

    /// The rule that takes all that was asked of the port, where no packet gets to the subject and chance decides
    /// nothing. One that asks for just the same as the published one was left over: that is another finding
    /// (`isShadowed`).
    private func shadow(of published: PublishedPort, in router: NetnsID, _ subject: NetnsID) -> NATChange? {
        let same = asked.filter { $0.subject == subject && $0.question == .published && $0.published == published }
        let changes = same.map { path -> NATChange? in
            guard let way = path.way, path.answer.traces.count == 1, path.works, !path.isShadowed(in: self),
                let arrived = way.forward.passages.first(where: { $0.netns == router })?.iif,
                let link = query.link(arrived).value,
                published.rule.conditions.inputs.allSatisfy({ $0.holds { $0.matches(link) } != false }),
                let change = way.forward.destinationNAT, change.rule?.netns == router,
                change.rule != published.rule.reference
            else { return nil }
            let own = (query.addresses(subject, published.target.family).value ?? []).map(\.address)
            return own.contains(change.after.dst) ? nil : change
        }
        return changes.allSatisfy { $0 != nil } ? changes.first ?? nil : nil
    }
}
