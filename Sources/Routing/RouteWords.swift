import Addresses
import NetworkModel

/// A route decision in the words of iproute2, for reports and facts.
public enum RouteWords {
    /// `default` or the prefix.
    public static func name(_ route: Route) -> String { route.dst.isDefault ? "default" : route.dst.description }
}
