import Addresses
import NetworkModel
import Routing

extension RouteWords {
    /// `unicast default via 10.0.0.1 dev eth0 table main`
    public static func describe(_ decision: RouteDecision, in id: NetnsID, _ analysis: TargetAnalysis) -> String {
        if let error = decision.error, decision.route == nil { return "no route (\(error.rawValue))" }
        var words = [decision.type.name]
        if let route = decision.route { words.append(name(route)) }
        if let gateway = decision.gateway { words.append("via \(gateway)") }
        if let oif = decision.oif { words.append("dev \(analysis.routerCache.linkName(id, oif))") }
        if let table = decision.table { words.append("table \(RouteTable.name(table))") }
        return words.joined(separator: " ")
    }
}
