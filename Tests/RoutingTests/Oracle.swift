import Addresses
import Foundation
import NetworkModel
import Routing
import TestSupport

/// One random network with the kernel's answers, and where ours differ.
struct Oracle {
    struct Tally {
        var asked = 0
        var connected = 0
        var unknown: [String: Int] = [:]
        var disagreements: [String] = []
    }

    let family: IPAddress.Family
    let namespace: Namespace
    let router: Router
    let questions: [[String: Any]]
    let label: String
    let isStable: Bool

    init(family number: Int, seed: Int, routes: Int, flows: Int) async throws {
        let answer = try await Self.ask([number, seed, routes, flows])
        family = number == 4 ? .inet : .inet6
        label = "family \(number) seed \(seed) routes \(routes)"
        isStable = answer["stable"] as? Bool ?? false
        var reader = IPJSON(family)
        namespace = reader.namespace(
            answer["state"] as? [String: Any] ?? [:], sysctls: answer["sysctls"] as? [String: String] ?? [:])
        router = Router(namespace)
        questions = answer["questions"] as? [[String: Any]] ?? []
    }

    /// What the script says about a random network that it makes in a sandbox of its own.
    private static func ask(_ numbers: [Int]) async throws -> [String: Any] {
        let script = [Command.python, "-B", Repository.path("fixtures/routing/oracle.py")]
        let output = try await Sandboxes.output(of: script + numbers.map(String.init))
        return try JSONSerialization.jsonObject(with: Data(output)) as? [String: Any] ?? [:]
    }

    static func flow(_ object: [String: Any]) -> RouteFlow? {
        let number = { (name: String) in (object[name] as? NSNumber)?.intValue }
        guard let dst = (object["dst"] as? String).flatMap(IPAddress.init) else { return nil }
        return RouteFlow(
            dst: dst, src: (object["src"] as? String).flatMap(IPAddress.init), iif: number("iif"), oif: number("oif"),
            mark: UInt32(number("mark") ?? 0), tos: UInt8(number("tos") ?? 0), proto: number("proto").map(UInt8.init),
            sport: number("sport").map(UInt16.init), dport: number("dport").map(UInt16.init),
            uid: number("uid").map(UInt32.init))
    }

    func compare() -> Tally {
        var tally = Tally()
        for question in questions {
            guard let object = question["flow"] as? [String: Any], let flow = Self.flow(object),
                let plain = question["plain"] as? [String: Any], let match = question["match"] as? [String: Any]
            else { continue }
            // Who listens to a group is not in the state, and for IPv6 the kernel only asks its multicast router.
            if flow.iif != nil, flow.dst.isMulticast { continue }
            tally.asked += 1
            if let connect = question["connect"] as? [String: Any] {
                tally.connected += 1
                if case .differs(let text) = compareConnect(flow, connect) {
                    tally.disagreements.append("\(label): connect \(object)\n  kernel \(connect)\n  \(text)")
                }
            }
            let difference =
                flow.iif != nil && family == .inet
                ? compareInput(flow, plain, match) : compareLookup(flow, plain, match)
            switch difference {
            case .same: continue
            case .unknown(let reason): tally.unknown[String(reason.prefix(40)), default: 0] += 1
            case .differs(let text):
                tally.disagreements.append("\(label): \(object)\n  kernel \(plain) fibmatch \(match)\n  \(text)")
            }
        }
        return tally
    }

    enum Difference {
        case same
        case unknown(String)
        case differs(String)
    }

    private func compareLookup(_ flow: RouteFlow, _ plain: [String: Any], _ match: [String: Any]) -> Difference {
        switch router.lookup(flow) {
        case .unknown(let reason): return .unknown(reason)
        case .absent: return .differs("absent")
        case .known(let decision):
            let faults = self.faults(decision, plain, match)
            return faults.isEmpty ? .same : .differs("\(faults) ours: \(Self.brief(decision))")
        }
    }

    private func compareInput(_ flow: RouteFlow, _ plain: [String: Any], _ match: [String: Any]) -> Difference {
        switch router.input(flow) {
        case .unknown(let reason): return .unknown(reason)
        case .absent: return .differs("absent")
        case .known(let decision):
            if let drop = decision.drop {
                return drop.error.rawValue == plain["error"] as? String
                    ? .same
                    : .differs(
                        "drop \(drop) \(decision.setting.map(String.init(describing:)) ?? "") reverse \(decision.reverse.map(Self.brief) ?? "") \(decision.route.map(Self.brief) ?? "")"
                    )
            }
            guard plain["error"] == nil else { return .differs("no drop; ours: \(decision)") }
            guard let route = decision.route else { return .same }
            let faults = self.faults(route, plain, match)
            return faults.isEmpty ? .same : .differs("\(faults) ours: \(Self.brief(route))")
        }
    }

    /// What a connecting UDP socket meets: the errno, or the address it is given.
    private func compareConnect(_ flow: RouteFlow, _ connect: [String: Any]) -> Difference {
        switch router.output(flow) {
        case .unknown(let reason): return .unknown(reason)
        case .absent: return .differs("absent")
        case .known(let decision):
            if decision.error?.rawValue != connect["error"] as? String { return .differs(Self.brief(decision)) }
            // An address that comes with one of several next hops, or with a shared nexthop object.
            if decision.error != nil || decision.paths.count > 1 || decision.route?.nhid != nil { return .same }
            let source = decision.source.value?.description ?? (family == .inet ? "0.0.0.0" : "::")
            return source == connect["source"] as? String ? .same : .differs("\(source); \(Self.brief(decision))")
        }
    }

    static func brief(_ decision: RouteDecision) -> String {
        "error \(decision.error?.rawValue ?? "-") type \(decision.type) table \(decision.table ?? 0) "
            + "rule \(decision.rule?.priority ?? 0) route \(decision.route?.dst.description ?? "-") "
            + "metric \(decision.route?.metric ?? 0) paths \(decision.paths)"
    }

    private func faults(_ ours: RouteDecision, _ plain: [String: Any], _ match: [String: Any]) -> [String] {
        var faults: [String] = []
        let expect = { (name: String, ours: String?, kernel: String?) in
            if ours != kernel { faults.append("\(name): ours \(ours ?? "-") kernel \(kernel ?? "-")") }
        }
        let number = { (object: [String: Any], name: String) in (object[name] as? NSNumber)?.description }
        expect("error", ours.error?.rawValue, plain["error"] as? String)
        if ours.error != nil || plain["error"] != nil { return faults }
        expect("type", String(ours.type.rawValue), number(plain, "type"))
        let path = (number(plain, "oif") ?? "-") + " via " + (plain["gateway"] as? String ?? "-")
        let paths = ours.paths.map { "\($0.ifindex ?? 0) via \($0.gateway?.description ?? "-")" }
        if !paths.contains(path) { faults.append("path: ours \(paths) kernel \(path)") }
        expectSource(ours, plain, path, &faults)
        if family == .inet6, let nhid = number(match, "nhid"), nhid == ours.route?.nhid.map(String.init) {
            // Routes that share a nexthop object share its per-CPU dst entries, so RTM_GETROUTE may name another of
            // them, whichever filled the cache (rt6_get_pcpu_route).
            return faults.filter { !$0.hasPrefix("source") }
        }
        if match["error"] == nil {
            // While the rules are untouched the kernel calls its joint trie of local and main "main".
            let isJoint =
                ours.table == 255 && number(match, "table") == "254"
                && namespace.rules.rows.count == 3 && family == .inet
            if !isJoint { expect("table", ours.table.map { String($0) }, number(match, "table")) }
            let prefix = ours.route.map { "\($0.dst.network.address)/\($0.dst.length) \($0.src?.length ?? 0)" }
            let dst = match["dst"] as? String ?? (family == .inet ? "0.0.0.0" : "::")
            expect("prefix", prefix, "\(dst)/\(number(match, "length") ?? "") \(number(match, "srclen") ?? "")")
            expect("metric", (ours.route?.metric).map { String($0) }, number(match, "metric") ?? "0")
            expect("tos", (ours.route?.tos).map { String($0) }, number(match, "tos"))
            expect("nhid", (ours.route?.nhid).map { String($0) }, number(match, "nhid"))
        } else if ours.route != nil {
            faults.append("fibmatch found no route")
        }
        return faults
    }

    private func expectSource(_ ours: RouteDecision, _ plain: [String: Any], _ path: String, _ faults: inout [String]) {
        // The address that an IPv4 nexthop object remembers follows the scope of whichever route used it last.
        if family == .inet, ours.route?.nhid != nil { return }
        guard ours.flow.iif == nil, ours.flow.src.map(\.isUnspecified) ?? true else { return }
        let candidates = ours.paths.filter { "\($0.ifindex ?? 0) via \($0.gateway?.description ?? "-")" == path }
        let sources = candidates.map { $0.source.value?.description ?? $0.source.reason ?? "-" }
        let kernel = plain["source"] as? String ?? "-"
        if !sources.contains(kernel) { faults.append("source: ours \(sources) kernel \(kernel)") }
    }
}
