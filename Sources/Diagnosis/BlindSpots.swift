/// What no diagnosis looks at yet, whatever its privileges. It stands beside every verdict, because a fault in there is
/// not found; whoever teaches nsdoctor to read one of these takes its line out here.
public enum BlindSpots {
    public static let all = [
        "firewall rules",
        "NAT and conntrack",
        "tc and XDP programs",
    ]
}
