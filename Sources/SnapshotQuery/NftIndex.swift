import NetworkModel

/// What was worked out from the chains of one namespace. Within one generation no chain and no rule changes, so it serves
/// later rounds, too.
final class NftIndex {
    let generation: UInt32?
    /// Of tables that are not dormant, in no order.
    let bases: [NftRef]
    /// Of chains whose rules were read.
    var tellingTests: [NftRef: [NftTellingTest?]] = [:]

    init(_ ruleset: Ruleset) {
        generation = ruleset.generation
        bases = ruleset.tables.rows.filter { !$0.flags.contains(.dormant) }.flatMap { table in
            table.chains.values.filter { $0.base != nil }.map { table.ref($0.name) }
        }
    }

    func serves(_ ruleset: Ruleset) -> Bool { generation != nil && generation == ruleset.generation }
}
