import CLinux
import Glibc
import Kernel
import KernelWire
import NetworkModel
import TestSupport
import Testing

@testable import Collectors

/// nf_tables in pieces that must belong to one generation.
@Suite struct RulesetTests {
    private static let names = ["tables", "chains", "sets", "objects", "flowtables", "rules"]

    /// The captured ruleset at a generation that the caller decides about.
    private static func kernel(
        generation: @escaping () -> UInt32, _ special: @escaping (Message) -> [ScriptedKernel.Arrival]? = { _ in nil }
    ) throws -> ScriptedKernel {
        let requests = [
            Request.getNftTables(), Request.getNftChains(), Request.getNftSets(), Request.getNftObjects(),
            Request.getNftFlowtables(), Request.getNftRules(),
        ]
        let rows = try names.map { try Message.rows("nft-\($0)") }
        return ScriptedKernel { request in
            if let answer = special(request) { return answer }
            if request.request == Request.getNftGeneration() { return request.generation(generation()) }
            guard let place = requests.firstIndex(of: request.request) else { return request.dump(0xa00, []) }
            return request.dump(0xa00, rows[place].map(\.payload))
        }
    }

    /// A generation for each time that somebody asks; the last one for ever.
    private static func generations(_ numbers: UInt32...) -> () -> UInt32 {
        var rest = numbers[...]
        return { rest.count > 1 ? rest.removeFirst() : rest.first ?? 0 }
    }

    @Test func oneGenerationIsAWholeRuleset() throws {
        let kernel = try Self.kernel(generation: { 7 })
        var session = try Session(nfnetlink: kernel)
        session.read(.ruleset)
        let ruleset = try #require(session.namespace.ruleset)
        #expect(ruleset.generation == 7)
        #expect(ruleset.tables.isComplete)
        #expect(ruleset.tables.rows.count == (try Message.rows("nft-tables").count))
        let chains = ruleset.tables.rows.flatMap(\.chains.values)
        #expect(chains.count == (try Message.rows("nft-chains").count))
        #expect(chains.allSatisfy { $0.rules.isComplete })
        #expect(chains.reduce(0) { $0 + $1.rules.rows.count } == (try Message.rows("nft-rules").count))
        #expect(ruleset.tables.rows.flatMap(\.sets.values).allSatisfy { $0.elements.isComplete })
    }

    /// It changed once while it was read: everything is read again, and nothing of the first reading stays.
    @Test func aNewGenerationStartsAnew() throws {
        let kernel = try Self.kernel(generation: Self.generations(1, 2, 2, 2))
        var session = try Session(nfnetlink: kernel)
        session.read(.ruleset)
        #expect(session.namespace.ruleset?.generation == 2)
        #expect(session.namespace.ruleset?.tables.isComplete == true)
        #expect(session.namespace.ruleset?.tables.rows.count == (try Message.rows("nft-tables").count))
        #expect(kernel.requests.count { $0.request == Request.getNftTables() } == 2)
    }

    @Test func oneThatNeverRestsIsIncomplete() throws {
        var number: UInt32 = 0
        let kernel = try Self.kernel(generation: {
            number += 1
            return number
        })
        var session = try Session(nfnetlink: kernel)
        session.read(.ruleset)
        #expect(session.namespace.ruleset?.tables.gap == "the ruleset kept changing while it was read")
        #expect(kernel.requests.count { $0.request == Request.getNftTables() } == 5)
    }

    @Test func aKernelWithoutNfTablesHasNoRules() throws {
        var session = try Session(nfnetlink: .refusing(EINVAL))
        session.read(.ruleset)
        #expect(session.namespace.ruleset?.tables.isComplete == true)
        #expect(session.namespace.ruleset?.tables.rows.isEmpty == true)
    }

    @Test func whoMayNotReadRulesKnowsNone() throws {
        var session = try Session(nfnetlink: .refusing(EPERM))
        session.read(.ruleset)
        #expect(session.namespace.ruleset?.tables.gap == Session.refused("Operation not permitted"))
    }

    @Test(arguments: [KernelModule.absent, .unknown("nobody can tell")])
    func whereAskingCouldLoadAModuleNobodyAsks(module: KernelModule) throws {
        let kernel = try Self.kernel(generation: { 7 })
        var session = try Session(nfnetlink: kernel, modules: module)
        session.read(.ruleset)
        session.session.readConntrack(into: &session.namespace)
        session.session.readIpsets(into: &session.namespace)
        #expect(kernel.requests.isEmpty)
        let gap: String? = if case .unknown(let reason) = module { reason } else { nil }
        #expect(session.namespace.ruleset?.tables.gap == gap)
        #expect(session.namespace.ipsets.gap == gap)
        #expect(session.namespace.conntrack?.reason == gap)
        #expect(session.namespace.conntrack?.isAbsent == (gap == nil))
    }

    /// Objects came with Linux 4.10, flowtables with 4.16.
    @Test func whatAnOldKernelLacksIsNotThere() throws {
        let kernel = try Self.kernel(generation: { 7 }) { request in
            request.request == Request.getNftFlowtables() ? request.error(EOPNOTSUPP) : nil
        }
        var session = try Session(nfnetlink: kernel)
        session.read(.ruleset)
        #expect(session.namespace.ruleset?.tables.isComplete == true)
        #expect(session.namespace.ruleset?.tables.rows.contains { !$0.chains.isEmpty } == true)
    }

    /// The skeleton interrupted to the end is no complete list of what there is.
    @Test func anInterruptedSkeletonIsIncomplete() throws {
        let rows = try Message.rows("nft-chains")
        let kernel = try Self.kernel(generation: { 7 }) { request in
            request.request == Request.getNftChains()
                ? request.dump(0xa00, rows.map(\.payload), isInterrupted: true) : nil
        }
        var session = try Session(nfnetlink: kernel)
        session.read(.ruleset)
        #expect(session.namespace.ruleset?.tables.gap == "the ruleset kept changing while it was read")
    }

    /// Rules of one chain that cannot be read leave the others alone.
    @Test func chainByChain() throws {
        let chains = try Message.rows("nft-chains").map { row in
            try NftRow<NftChain>(nfnetlink: row.payload.span.bytes)
        }
        let (lost, whole) = (NftRef(chains[0].family, chains[0].table, chains[0].value.name), chains[1])
        let kept = NftRef(whole.family, whole.table, whole.value.name)
        let kernel = try Self.kernel(generation: { 7 }) { request in
            switch request.request {
            case Request.getNftRules(), Request.getNftRules(of: lost): request.error(ENOMEM)
            default: nil
            }
        }
        var session = try Session(nfnetlink: kernel)
        session.session.readRuleset(into: &session.namespace)
        #expect(session.namespace.ruleset?.tables.isComplete == true)
        #expect(session.namespace.ruleset?.chain(lost)?.rules.coverage == .unread)
        for chain in [lost, kept] { session.session.readNftRules(chain, into: &session.namespace) }
        #expect(session.namespace.ruleset?.chain(lost)?.rules.gap == Session.refused("Cannot allocate memory"))
        #expect(session.namespace.ruleset?.chain(kept)?.rules.isComplete == true)
    }

    /// A ruleset that is not small: whoever asks for one chain gets its table, by one dump.
    @Test func aTableAtATime() throws {
        let (session, kernel) = try Self.reading(size: 300)
        #expect(kernel.requests.count { $0.request == Request.getNftRules(ofTable: "f", .inet) } == 1)
        #expect(kernel.requests.allSatisfy { $0.request != Request.getNftRules(of: NftRef(.inet, "f", "a")) })
        let chains = session.namespace.ruleset?.tables.rows.first?.chains ?? [:]
        #expect(chains.values.map(\.rules.isComplete) == [true, true, true])
    }

    /// Of a table that is too large, the chains that the one leads to.
    @Test func jumpsAreFollowed() throws {
        let (session, kernel) = try Self.reading(size: 30_000)
        #expect(kernel.requests.allSatisfy { $0.request != Request.getNftRules(ofTable: "f", .inet) })
        let table = try #require(session.namespace.ruleset?.tables.rows.first)
        #expect(table.chains["a"]?.rules.rows.first?.expressions == [.verdict(.jump(chain: "b"))])
        #expect(table.chains["b"]?.rules.isComplete == true)
        #expect(table.chains["c"]?.rules.coverage == .unread)
    }

    /// Chain a leads to b, c to nothing; somebody asks for a.
    private static func reading(size: UInt32) throws -> (Session, ScriptedKernel) {
        let verdict = Build().with(NFTA_VERDICT_CODE.rawValue, Int32(-3).bigEndian)
            .with(NFTA_VERDICT_CHAIN.rawValue, text: "b")
        let data = Build().with(NFTA_DATA_VERDICT.rawValue, nested: verdict)
        let immediate = Build().with(NFTA_IMMEDIATE_DREG.rawValue, UInt32(0).bigEndian)
            .with(NFTA_IMMEDIATE_DATA.rawValue, nested: data)
        let expression = Build().with(NFTA_EXPR_NAME.rawValue, text: "immediate")
            .with(NFTA_EXPR_DATA.rawValue, nested: immediate)
        let rule = Build(raw: [UInt8(NFPROTO_INET), 0, 0, 0]).with(NFTA_RULE_TABLE.rawValue, text: "f")
            .with(NFTA_RULE_CHAIN.rawValue, text: "a").with(NFTA_RULE_HANDLE.rawValue, UInt64(7).bigEndian)
            .with(NFTA_RULE_EXPRESSIONS.rawValue, nested: Build().with(NFTA_LIST_ELEM.rawValue, nested: expression))
        let wanted = [Request.getNftRules(of: NftRef(.inet, "f", "a")), Request.getNftRules(ofTable: "f", .inet)]
        let kernel = ScriptedKernel { request in
            request.dump(0xa06, wanted.contains(request.request) ? [rule.bytes] : [])
        }
        var session = try Session(nfnetlink: kernel)
        var table = NftTable(family: .inet, name: "f", handle: 1)
        for name in ["a", "b", "c"] { table.chains[name] = NftChain(name: name, use: size) }
        session.namespace.ruleset = Ruleset(generation: 1, tables: Table([table], coverage: .complete))
        session.session.readNftRules(NftRef(.inet, "f", "a"), into: &session.namespace)
        return (session, kernel)
    }

    // MARK: Between rounds

    /// Pieces that were read later must belong to the rest.
    @Test func aPieceOfAnotherGenerationStartsAnew() throws {
        let kernel = try Self.kernel(generation: Self.generations(1, 1, 2, 2, 2))
        var session = try Session(nfnetlink: kernel)
        session.session.readRuleset(into: &session.namespace)
        #expect(session.namespace.ruleset?.generation == 1)
        session.session.confirmRuleset(in: &session.namespace)
        #expect(session.namespace.ruleset?.generation == 2)
        #expect(session.namespace.ruleset?.tables.isComplete == true)
        let asked = kernel.requests.count
        session.session.confirmRuleset(in: &session.namespace)
        #expect(kernel.requests.count == asked + 1)
    }

    @Test func roundsEnd() throws {
        var number: UInt32 = 0
        var isMoving = false
        let kernel = try Self.kernel(generation: {
            if isMoving { number += 1 }
            return number
        })
        var session = try Session(nfnetlink: kernel)
        session.session.readRuleset(into: &session.namespace)
        for round in 1...6 {
            isMoving = true
            number += 1
            isMoving = false
            session.session.confirmRuleset(in: &session.namespace)
            #expect(session.namespace.ruleset?.tables.isComplete == (round <= 5), "round \(round)")
        }
        #expect(session.namespace.ruleset?.tables.gap == "the ruleset kept changing while it was read")
    }

    // MARK: Elements

    private static let set = NftRef(.inet, "f", "many")

    /// One element of four bytes in a message of its own.
    private static func element(_ number: UInt32) -> [UInt8] {
        let key = Build().with(NFTA_DATA_VALUE.rawValue, number.bigEndian)
        let element = Build().with(NFTA_SET_ELEM_KEY.rawValue, nested: key)
        let list = Build().with(NFTA_LIST_ELEM.rawValue, nested: element)
        return Build(raw: [UInt8(NFPROTO_INET), 0, 0, 0])
            .with(NFTA_SET_ELEM_LIST_TABLE.rawValue, text: set.table)
            .with(NFTA_SET_ELEM_LIST_SET.rawValue, text: set.name)
            .with(NFTA_SET_ELEM_LIST_ELEMENTS.rawValue, nested: list).bytes
    }

    private func session(_ answer: @escaping (Message) -> [ScriptedKernel.Arrival]) throws -> Session {
        var session = try Session(nfnetlink: ScriptedKernel(answer))
        var table = NftTable(family: .inet, name: Self.set.table, handle: 1)
        table.sets[Self.set.name] = NftSet(name: Self.set.name, keyType: 7, keyLength: 4)
        session.namespace.ruleset = Ruleset(generation: 1, tables: Table([table], coverage: .complete))
        return session
    }

    /// In parts, as the kernel sends them.
    private func dump(_ request: Message, _ count: UInt32, isInterrupted: Bool = false) -> [ScriptedKernel.Arrival] {
        stride(from: 0, to: count, by: 1000).map { start in
            .datagram(
                (start..<min(start + 1000, count)).flatMap {
                    request.message(0xa0c, Self.element($0), flags: NLM_F_MULTI)
                })
        } + [.datagram(request.done(isInterrupted: isInterrupted))]
    }

    @Test func moreElementsThanAreKeptAreAGap() throws {
        var session = try session { self.dump($0, 65_537) }
        session.session.readNftElements(Self.set, into: &session.namespace)
        let elements = try #require(session.namespace.ruleset?.set(Self.set)?.elements)
        #expect(elements.gap == "has more than 65536 elements")
        #expect(elements.rows.count == 65_536)
    }

    /// What an interrupted attempt counted does not count.
    @Test func attemptsAreCountedApart() throws {
        var attempts = 0
        var session = try session { request in
            attempts += 1
            return self.dump(request, 40_000, isInterrupted: attempts == 1)
        }
        session.session.readNftElements(Self.set, into: &session.namespace)
        let elements = try #require(session.namespace.ruleset?.set(Self.set)?.elements)
        #expect(elements.gap == nil)
        #expect(elements.rows.count == 40_000)
    }

    @Test func anElementIsFoundAbsentOrUnknown() throws {
        let key = NftData([0, 0, 0, 1])
        for (answer, found) in [
            ({ (request: Message) in request.row(0xa0c, Self.element(1)) }, "known"),
            ({ $0.error(ENOENT) }, "absent"), ({ $0.error(EPERM) }, Session.refused("Operation not permitted")),
        ] {
            var session = try session(answer)
            session.session.readNftElement(Self.set, key, into: &session.namespace)
            let lookup = try #require(session.namespace.ruleset?.set(Self.set)?.lookups?[key.hex])
            #expect((lookup.reason ?? (lookup.isAbsent ? "absent" : "known")) == found)
        }
    }
}

extension Message {
    /// NFT_MSG_NEWGEN: struct nfgenmsg, then the number in network byte order.
    fileprivate func generation(_ number: UInt32) -> [ScriptedKernel.Arrival] {
        row(0xa0f, Build(raw: [0, 0, 0, 0]).with(NFTA_GEN_ID.rawValue, number.bigEndian).bytes)
    }
}
