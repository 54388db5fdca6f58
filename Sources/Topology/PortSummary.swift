import NetworkModel

/// The ports of one bridge in short, so that a thousand of them need not be gone through for each of the thousand.
public struct PortSummary: Sendable {
    /// Ports that are up and ends of pairs, by MTU. Hardware has no IFLA_LINK: what MTU the network beyond it uses is
    /// not ours to judge.
    private let pairsByMTU: [Int: [Int]]
    private let isolated: [Link]

    init(_ ports: [Link]) {
        pairsByMTU = Dictionary(grouping: ports.filter { $0.isUp && $0.linkIndex != nil }, by: \.mtu).mapValues {
            $0.map(\.ifindex)
        }
        isolated = ports.filter { $0.port?.isolated == true }
    }

    /// MTUs of ports other than this one, ascending, each once.
    public func otherMTUs(than ifindex: Int?) -> [Int] {
        pairsByMTU.filter { $0.value.count > 1 || $0.value.first != ifindex }.keys.sorted()
    }

    /// Names of isolated ports other than this one.
    public func otherIsolated(than ifindex: Int?) -> [String] {
        isolated.filter { $0.ifindex != ifindex }.map(\.ifname)
    }
}
