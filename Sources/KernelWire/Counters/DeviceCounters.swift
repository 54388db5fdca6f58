import NetworkModel

/// What the driver of a device counts, of which it says no more than a name: `ethtool -S`.
public enum DeviceCounters {
    /// - Parameter names: hostile.
    public static func fields(_ names: [String]) -> [CounterField] {
        names.map { CounterField($0, levels.contains($0) ? .level : .loose) }
    }

    /// veth's is the number of the link at its other end (veth_get_ethtool_stats).
    private static let levels: Set<String> = ["peer_ifindex"]
}
