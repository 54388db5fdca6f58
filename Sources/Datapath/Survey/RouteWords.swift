import Addresses
import NetworkModel
import Topology

/// A route decision in the words of iproute2, for reports and facts.
public enum RouteWords {
    /// `unicast default via 10.0.0.1 dev eth0 table main`
    public static func describe(_ decision: RouteDecision, in id: NetnsID, _ survey: Survey) -> String {
        if let error = decision.error, decision.route == nil { return "no route (\(error.rawValue))" }
        var words = [decision.type.name]
        if let route = decision.route { words.append(name(route)) }
        if let gateway = decision.gateway { words.append("via \(gateway)") }
        if let oif = decision.oif { words.append("dev \(survey.roads.linkName(id, oif))") }
        if let table = decision.table { words.append("table \(RouteTable.name(table))") }
        return words.joined(separator: " ")
    }

    /// `default` or the prefix.
    public static func name(_ route: Route) -> String { route.dst.isDefault ? "default" : route.dst.description }
}
