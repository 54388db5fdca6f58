import Glibc
import Kernel
import KernelWire
import NetworkModel

// nf_tables, piece by piece. Everything that was read belongs to one generation; when that has changed, all starts anew.

extension NamespaceSession {
    /// How often a ruleset may change under one diagnosis before it is given up.
    private static var patience: Int { 5 }
    private static var restless: String { "the ruleset kept changing while it was read" }

    /// Tables, chains, sets, objects and flowtables.
    func readRuleset(into namespace: inout Namespace) {
        read(into: &namespace) { netfilter, ruleset throws(SystemError) in
            try Self.readSkeleton(netfilter, &ruleset)
            guard Self.isSmall(ruleset) else { return }
            do throws(SystemError) {
                try Self.readAllRules(netfilter, &ruleset)
            } catch {
                // Then chain by chain, as they are asked for: one that cannot be read leaves the others alone.
            }
        }
    }

    /// One dump of all rules costs less than another round for those of the chains that packets meet. `use` counts the
    /// rules of a chain, and jumps to it.
    static func isSmall(_ ruleset: Ruleset) -> Bool {
        ruleset.tables.rows.reduce(0) { $0 + $1.use } <= 256
    }

    /// Everything, with one dump of rules for the whole namespace.
    func readWholeRuleset(into namespace: inout Namespace) {
        read(into: &namespace) { netfilter, ruleset throws(SystemError) in
            try Self.readSkeleton(netfilter, &ruleset)
            try Self.readAllRules(netfilter, &ruleset)
            for table in ruleset.tables.rows {
                for name in table.sets.keys { try Self.readElements(netfilter, table.ref(name), &ruleset) }
            }
        }
    }

    func readNftElements(_ set: NftRef, into namespace: inout Namespace) {
        guard let netfilter, var ruleset = namespace.ruleset else { return }
        namespace.ruleset = nil
        do throws(SystemError) {
            try Self.readElements(netfilter, set, &ruleset)
        } catch {
            ruleset.updateSet(set) { $0.elements.coverage = .incomplete(reason: error.description) }
        }
        namespace.ruleset = ruleset
    }

    /// After pieces were read: do they belong to the generation of the rest? If not, only a new list of what there is
    /// stays, and the pieces will be asked for again.
    func confirmRuleset(in namespace: inout Namespace) {
        guard let netfilter, let ruleset = namespace.ruleset, ruleset.tables.isComplete, let known = ruleset.generation,
            let now = try? Self.generation(netfilter), now != known
        else { return }
        rulesetChanges += 1
        if rulesetChanges > Self.patience {
            namespace.ruleset?.tables.coverage = .incomplete(reason: Self.restless)
        } else {
            readRuleset(into: &namespace)
        }
    }

    // MARK: How

    private func read(
        into namespace: inout Namespace, _ body: (NetlinkSocket, inout Ruleset) throws(SystemError) -> Void
    ) {
        guard let netfilter else {
            namespace.ruleset = Ruleset(
                tables: Table(coverage: netfilterGap.map { .incomplete(reason: $0) } ?? .complete))
            return
        }
        do throws(SystemError) {
            for _ in 0..<Self.patience {
                var ruleset = Ruleset()
                let before = try Self.generation(netfilter)
                ruleset.generation = before
                try body(netfilter, &ruleset)
                namespace.ruleset = ruleset
                // A dump that was interrupted to the end has said so itself.
                if try Self.generation(netfilter) == before { return }
            }
            namespace.ruleset?.tables.coverage = .incomplete(reason: Self.restless)
        } catch  where error.code == EINVAL && error.operation == "netlink request" {
            // nfnetlink has no such subsystem: a kernel without nf_tables.
            namespace.ruleset = Ruleset(tables: Table(coverage: .complete))
        } catch {
            namespace.ruleset = Ruleset(tables: Table(coverage: .incomplete(reason: error.description)))
        }
    }

    private static func generation(_ netfilter: NetlinkSocket) throws(SystemError) -> UInt32? {
        try netfilter.get(Request.getNftGeneration(), decode(Ruleset.generation(nfnetlink:)))
    }

    private static func readSkeleton(_ netfilter: NetlinkSocket, _ ruleset: inout Ruleset) throws(SystemError) {
        let tables = try netfilter.dump(Request.getNftTables(), decode(NftTable.init(nfnetlink:)))
        ruleset.tables.absorb(tables.rows, tables.completeness)
        // Most namespaces have none.
        guard !tables.rows.isEmpty else { return }
        try add(netfilter, Request.getNftChains(), NftRow<NftChain>.init(nfnetlink:), &ruleset) {
            $0.chains[$1.name] = $1
        }
        try add(netfilter, Request.getNftSets(), NftRow<NftSet>.init(nfnetlink:), &ruleset) { $0.sets[$1.name] = $1 }
        do throws(SystemError) {
            try add(netfilter, Request.getNftObjects(), NftRow<NftObject>.init(nfnetlink:), &ruleset) {
                $0.objects.append($1)
            }
            try add(netfilter, Request.getNftFlowtables(), NftRow<NftFlowtable>.init(nfnetlink:), &ruleset) {
                $0.flowtables.append($1)
            }
        } catch  where error.isUnsupported {
            // Objects came with Linux 4.10, flowtables with 4.16.
        }
    }

    /// Reads one kind of thing and puts each into its table.
    private static func add<Value>(
        _ netfilter: NetlinkSocket, _ request: [UInt8],
        _ make: @escaping (RawSpan) throws(WireError) -> NftRow<Value>, _ ruleset: inout Ruleset,
        _ insert: (inout NftTable, Value) -> Void
    ) throws(SystemError) {
        let dump = try netfilter.dump(request, decode(make))
        var last = 0
        for row in dump.rows {
            // Rows come table by table.
            if !isTable(ruleset, last, row) {
                guard
                    let found = ruleset.tables.rows.firstIndex(where: {
                        $0.family == row.family && $0.name == row.table
                    })
                else { continue }
                last = found
            }
            insert(&ruleset.tables.rows[last], row.value)
        }
        if dump.completeness == .interrupted { ruleset.tables.coverage = .incomplete(reason: restless) }
    }

    private static func isTable<Value>(_ ruleset: Ruleset, _ index: Int, _ row: NftRow<Value>) -> Bool {
        ruleset.tables.rows.indices.contains(index) && ruleset.tables.rows[index].family == row.family
            && ruleset.tables.rows[index].name == row.table
    }

    private static func readAllRules(_ netfilter: NetlinkSocket, _ ruleset: inout Ruleset) throws(SystemError) {
        guard !ruleset.tables.rows.isEmpty else { return }
        try readRules(netfilter, Request.getNftRules(), of: Array(ruleset.tables.rows.indices), &ruleset)
    }

    /// One dump for all chains of these tables.
    static func readRules(
        _ netfilter: NetlinkSocket, _ request: [UInt8], of tables: [Int], _ ruleset: inout Ruleset
    ) throws(SystemError) {
        let dump = try netfilter.dump(request) { (_, payload: RawSpan) throws(WireError) in
            var chain = ""
            let row = try NftRow<NftRule>(nfnetlink: payload, chain: &chain)
            return (NftRef(row.family, row.table, chain), row.value)
        }
        var coverage = Table<NftRule>.Coverage.complete
        if dump.completeness == .interrupted { coverage = .incomplete(reason: restless) }
        for index in tables {
            for chain in ruleset.tables.rows[index].chains.indices {
                ruleset.tables.rows[index].chains.values[chain].rules = Table(coverage: coverage)
            }
        }
        // Rows come chain by chain.
        var start = 0
        while start < dump.rows.count {
            let chain = dump.rows[start].0
            var end = start
            while end < dump.rows.count, dump.rows[end].0 == chain { end += 1 }
            ruleset.updateChain(chain) { $0.rules.rows += dump.rows[start..<end].map(\.1) }
            start = end
        }
    }

    /// More elements of one set than this are not kept.
    private static var mostElements: Int { 65_536 }

    private static func readElements(
        _ netfilter: NetlinkSocket, _ set: NftRef, _ ruleset: inout Ruleset
    ) throws(SystemError) {
        var seen = 0
        let dump = try netfilter.dump(Request.getNftElements(of: set), begin: { seen = 0 }) {
            (_, payload: RawSpan) throws(WireError) -> NftElements? in
            let elements = try NftElements(nfnetlink: payload)
            seen += elements.elements.count
            return seen <= mostElements ? elements : nil
        }
        ruleset.updateSet(set) { target in
            target.elements = Table()
            target.elements.absorb(dump.rows.flatMap(\.elements), dump.completeness)
            if seen > mostElements {
                target.elements.coverage = .incomplete(reason: "has more than \(mostElements) elements")
            }
        }
    }

    /// What the kernel finds for a key, as a packet with it would: an element, the interval around it, the catch-all.
    func readNftElement(_ set: NftRef, _ key: NftData, into namespace: inout Namespace) {
        guard let netfilter else { return }
        var found: Observed<NftElement> = .absent
        do throws(SystemError) {
            for request in [Request.getNftElement(of: set, key: key), Request.getNftCatchall(of: set)] {
                do throws(SystemError) {
                    guard let answer = try netfilter.get(request, decode(NftElements.init(nfnetlink:))),
                        let element = answer.elements.first
                    else { continue }
                    found = .known(element)
                    break
                } catch
                    where error.code == ENOENT || (error.code == EINVAL && request == Request.getNftCatchall(of: set))
                {
                    // No such element; kernels before 5.13 know no catch-all.
                }
            }
        } catch {
            found = .unknown(error.description)
        }
        namespace.ruleset?.updateSet(set) { target in
            var lookups = target.lookups ?? [:]
            lookups[key.hex] = found
            target.lookups = lookups
        }
    }
}
