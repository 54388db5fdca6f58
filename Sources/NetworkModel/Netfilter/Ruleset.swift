/// The nf_tables ruleset of one network namespace, as far as it was read.
///
/// It is read in pieces: first what there is (tables, chains, headers of sets, objects, flowtables), then the rules of
/// single chains and the elements of single sets as a packet meets them. All pieces belong to one generation.
public struct Ruleset: Equatable, Sendable, Codable {
    /// NFTA_GEN_ID: the kernel counts it up with each transaction. Nil where it could not be asked.
    public var generation: UInt32?
    /// Coverage speaks for everything but rules and elements: those have their own.
    public var tables: Table<NftTable>

    public init(generation: UInt32? = nil, tables: Table<NftTable> = Table()) {
        self.generation = generation
        self.tables = tables
    }
}

/// The name of a chain, set, object or flowtable: unique within its table.
public struct NftRef: Hashable, Sendable, Codable {
    public var family: NftFamily
    public var table: String
    public var name: String

    public init(_ family: NftFamily, _ table: String, _ name: String) {
        self.family = family
        self.table = table
        self.name = name
    }
}

extension NftRef: CustomStringConvertible {
    public var description: String { "\(family) \(table) \(name)" }
}

/// NFPROTO_* by nft's names.
public enum NftFamily: String, Hashable, Sendable, Codable, CaseIterable {
    case ip, ip6, inet, arp, bridge, netdev
}

extension Ruleset {
    public func table(_ family: NftFamily, _ name: String) -> NftTable? {
        tables.rows.first { $0.family == family && $0.name == name }
    }

    public func chain(_ ref: NftRef) -> NftChain? { table(ref.family, ref.table)?.chains[ref.name] }
    public func set(_ ref: NftRef) -> NftSet? { table(ref.family, ref.table)?.sets[ref.name] }

    /// Changes one chain where it stands; false if there is none of that name.
    @discardableResult
    public mutating func updateChain(_ ref: NftRef, _ change: (inout NftChain) -> Void) -> Bool {
        guard let table = index(ref), let chain = tables.rows[table].chains.index(forKey: ref.name) else {
            return false
        }
        change(&tables.rows[table].chains.values[chain])
        return true
    }

    @discardableResult
    public mutating func updateSet(_ ref: NftRef, _ change: (inout NftSet) -> Void) -> Bool {
        guard let table = index(ref), let set = tables.rows[table].sets.index(forKey: ref.name) else { return false }
        change(&tables.rows[table].sets.values[set])
        return true
    }

    /// The place of the table that a name is in.
    public func index(_ ref: NftRef) -> Int? {
        tables.rows.firstIndex { $0.family == ref.family && $0.name == ref.table }
    }
}
