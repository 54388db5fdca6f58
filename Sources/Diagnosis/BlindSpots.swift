/// What no diagnosis looks at yet, whatever its privileges. It stands beside every verdict, because a fault in there is
/// not found; whoever teaches nsdoctor to read one of these takes its line out here.
public enum BlindSpots {
    /// - Parameter isNode: packets are walked through rules for one target, and of a node for some of its namespaces.
    public static func all(isNode: Bool) -> [String] {
        (isNode ? ["firewall rules and NAT, but for the packets walked", "services and conntrack"] : ["conntrack entries"]) + ["tc and XDP programs"]
    }
}
