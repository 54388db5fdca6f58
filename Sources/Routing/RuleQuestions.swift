import Addresses
import NetworkModel

extension Router {
    /// Tables that hold routes although no rule leads there: what is left when somebody removes the rules of another.
    /// Tables of VRFs are reached by the l3mdev rule.
    public func unreachedTables(_ family: IPAddress.Family) -> Observed<[UInt32]> {
        if let gap = fib.routesGap[family] ?? fib.rulesGap { return .unknown(gap) }
        var reached: Set<UInt32> = []
        for rule in fib.rules[family] ?? [] {
            if rule.l3mdev {
                if let gap = devices.gap { return .unknown(gap) }
                reached.formUnion(devices.vrfTables)
            } else if case .table(let table) = rule.action {
                reached.insert(table)
            }
        }
        let filled = (fib.tables[family] ?? [:]).filter { !$0.value.entries.isEmpty }.keys
        return .known(filled.filter { !reached.contains($0) }.sorted())
    }

    /// Which of the rules that a namespace is born with are gone or narrowed: without `local` not even its own
    /// addresses answer, without `main` its routes are dead letters. A rule that was moved to another priority counts as
    /// there, as does one that looks there for everything but what it suppresses.
    public func missingDefaultRules(_ family: IPAddress.Family) -> Observed<[Rule]> {
        if let gap = fib.rulesGap { return .unknown(gap) }
        let present = (fib.rules[family] ?? []).filter(\.selectsEverything).compactMap { rule in
            if case .table(let table) = rule.action, !rule.l3mdev { table } else { nil }
        }
        // Table `default` is empty on nearly every machine and its rule often removed.
        return .known(
            DefaultRules.of(family).filter { rule in
                guard case .table(let table) = rule.action, table != RouteTable.default else { return false }
                return !present.contains(table)
            })
    }
}

extension Rule {
    /// No selector narrows the rule.
    public var selectsEverything: Bool {
        !invert && (src?.length ?? 0) == 0 && (dst?.length ?? 0) == 0 && iif == nil && oif == nil
            && (fwmask ?? (fwmark == nil ? 0 : .max)) == 0 && (tos ?? 0) == 0 && (ipProto ?? 0) == 0 && sport == nil
            && dport == nil && uidRange == nil && (tunnelId ?? 0) == 0
    }
}
