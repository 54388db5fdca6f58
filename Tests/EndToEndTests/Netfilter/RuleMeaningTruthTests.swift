import Addresses
import Netfilter
import NetworkModel
import Routing
import SnapshotQuery
import TestSupport
import Testing
@testable import PacketTrace

/// Where conditions are said to be known, they hold for just those packets that the rule takes: the evaluator, which other
/// tests hold against the kernel, asks each rule alone.
@Suite(.needsSandbox) struct RuleMeaningTruthTests {
    @Test(arguments: [1, 2, 3])
    func nftRulesTakeWhatTheyAskFor(_ seed: Int) async throws {
        var tally = Tally()
        try tally.judge(try await RulesSnapshot.random(seed, rules: 300))
        print("conditions of nft rules, seed \(seed): \(tally)")
        #expect(tally.rules > 60)
        #expect(tally.taken > 200)
        #expect(tally.refused > 400)
    }

    @Test(arguments: ["legacy", "nft"])
    func iptablesRulesTakeWhatTheyAskFor(_ backend: String) async throws {
        var tally = Tally()
        try tally.judge(try await RulesSnapshot.random(backend, 7, rules: 400))
        print("conditions of iptables-\(backend): \(tally)")
        #expect(tally.rules > 60)
        #expect(tally.taken > 200)
        #expect(tally.refused > 400)
    }

    @Test(arguments: ["docker", "kube-proxy", "firewalld", "ufw", "statements", "meanings"])
    func fixturesTakeWhatTheyAskFor(_ name: String) async throws {
        var tally = Tally()
        try tally.judge(try await RulesSnapshot.loading("fixtures/rulesets/\(name).nft"))
        print("conditions of \(name): \(tally)")
        #expect(tally.rules > 2)
        #expect(tally.taken > 5)
    }

    private struct Tally {
        var rules = 0
        var taken = 0
        var refused = 0
        var wrong = 0

        mutating func judge(_ rules: RulesSnapshot) throws {
            let query = SnapshotQuery(rules.snapshot)
            for reference in rules.references where [.ip, .ip6, .inet].contains(reference.family) {
                let meanings = query.meanings(of: reference)
                let conditions = meanings.map(\.conditions)
                guard !conditions.isEmpty, conditions.allSatisfy({ $0.isKnown && $0.others.isEmpty }),
                    let alone = try OneRule(reference, rules)
                else { continue }
                self.rules += 1
                for packet in Samples.packets(for: conditions) {
                    guard let isTaken = alone.takes(packet) else { continue }
                    let isAsked = conditions.contains { $0.hold(for: packet, query, reference) }
                    isTaken ? (taken += 1) : (refused += 1)
                    guard isTaken != isAsked else { continue }
                    wrong += 1
                    if wrong <= 5 {
                        Issue.record("\(reference.name): \(meanings.map(\.words)) takes \(packet): \(isTaken)")
                    }
                }
            }
        }
    }
}

/// A rule in a chain of its own, at a hook where every device and address can be asked for.
private struct OneRule {
    let snapshot: Snapshot
    let netns: NetnsID
    let base: BaseChain
    let backend: any RuleBackend

    init?(_ reference: RuleReference, _ rules: RulesSnapshot) throws {
        var namespace = try #require(rules.snapshot.namespaces[rules.netns])
        netns = rules.netns
        switch reference.place {
        case .handle(let handle):
            let family = try #require(NftFamily(rawValue: reference.family.rawValue))
            var table = try #require(namespace.ruleset?.table(family, reference.table))
            let rule = table.chains[reference.chain]?.rules.rows.first { $0.handle == handle }
            var end = NftRule(handle: 1 << 40)
            end.expressions = [.verdict(.drop)]
            table.chains = table.chains.mapValues { chain in
                var chain = chain
                (chain.base, chain.rules) = (nil, Table([end], coverage: .complete))
                return chain
            }
            table.chains["alone"] = NftChain(
                name: "alone", base: .init(hook: .forward), rules: Table([try #require(rule)], coverage: .complete))
            namespace.ruleset?.tables = Table([table], coverage: .complete)
            base = BaseChain(
                backend: .nft, family: reference.family, table: table.name, name: "alone", kind: .filter, priority: 0)
            backend = NftBackend(compat: XtCompat())
        case .number(let number):
            let family: XtFamily = reference.family == .ip6 ? .ip6 : .ip
            let table = try #require(namespace.xtables[family]?.tables[reference.table]?.value)
            var alone = XtChain(name: "FORWARD", hook: 2, policy: .accept)
            alone.rules = [try #require(table.chains.first { $0.name == reference.chain }).rules[number - 1]]
            let others = table.chains.filter { $0.hook == nil }.map { XtChain(name: $0.name) }
            namespace.xtables[family]?.tables["filter"] = .known(XtTable(name: "filter", chains: [alone] + others))
            namespace.xtables[family]?.names = .known(["filter"])
            base = BaseChain(
                backend: .legacy, family: reference.family, table: "filter", name: "FORWARD", kind: .filter,
                priority: 0)
            backend = XtBackend()
        case .policy, .chain: return nil
        }
        var snapshot = rules.snapshot
        snapshot.namespaces[netns] = namespace
        self.snapshot = snapshot
    }

    /// Nil where chance, or something that this packet does not have, decides.
    func takes(_ packet: Packet) -> Bool? {
        guard let namespace = snapshot.namespaces[netns] else { return nil }
        let family: RuleFamily = packet.family == .inet ? .ip : .ip6
        if base.family != .inet, base.family != family { return nil }
        let context = HookContext(
            query: SnapshotQuery(snapshot), point: HookPoint(netns, family, .forward), router: Router(namespace))
        let outcomes = backend.evaluate(base, packet, context)
        guard outcomes.count == 1, let first = outcomes.first?.trace.first else { return nil }
        switch first.outcome {
        case .noMatch: return false
        case .immaterial: return nil
        case .verdict(.unknown): return nil
        case .passed, .jump, .goto, .return, .verdict: return true
        }
    }
}

extension RuleConditions {
    fileprivate func hold(for packet: Packet, _ query: SnapshotQuery, _ rule: RuleReference) -> Bool {
        func isMember(_ address: IPAddress, _ set: SetReference) -> Bool? { query.contains(address, set, of: rule) }
        func isListed(_ bytes: [UInt8], _ set: SetReference) -> Bool? {
            guard case .nft(let name) = set, let family = NftFamily(rawValue: rule.family.rawValue),
                let found = query.ruleset(rule.netns).value?.set(NftRef(family, rule.table, name))
            else { return nil }
            if found.flags.contains(.interval) {
                let before = found.elements.rows.filter { ($0.key?.bytes ?? []).lexicographicallyPrecedes(bytes + [0]) }
                // Where one interval ends and the next begins, the beginning counts.
                let last = before.max { a, b in
                    let (x, y) = (a.key?.bytes ?? [], b.key?.bytes ?? [])
                    return x == y ? a.isIntervalEnd && !b.isIntervalEnd : x.lexicographicallyPrecedes(y)
                }
                return last.map { !$0.isIntervalEnd } ?? false
            }
            return found.elements.rows.contains { $0.key?.bytes == bytes }
        }
        func big(_ port: UInt16) -> [UInt8] { [UInt8(port >> 8), UInt8(port & 255)] }
        func padded(_ name: String) -> [UInt8] { Array(name.utf8) + [UInt8](repeating: 0, count: 16 - name.utf8.count) }
        let proto = packet.transport.proto ?? 0
        let ports = packet.transport.ports
        if let family, family != packet.family { return false }
        let addresses =
            sources.allSatisfy { $0.holds({ $0.contains(packet.src) }) { isMember(packet.src, $0) } == true }
            && destinations.allSatisfy { $0.holds({ $0.contains(packet.dst) }) { isMember(packet.dst, $0) } == true }
        let isProtocol = protocols.allSatisfy { $0.holds({ $0 == proto }) { isListed([proto], $0) } == true }
        let isPort =
            (sourcePorts.isEmpty && destinationPorts.isEmpty)
            || ports.map { ports in
                let (source, destination) = (ports.source ?? 0, ports.destination ?? 0)
                return sourcePorts.allSatisfy {
                    $0.holds({ $0.contains(source) }) { isListed(big(source), $0) } == true
                }
                    && destinationPorts.allSatisfy {
                        $0.holds({ $0.contains(destination) }) { isListed(big(destination), $0) } == true
                    }
            } ?? false
        func isDevice(_ device: Interface?, _ tests: [RuleTest<InterfacePattern>]) -> Bool {
            tests.allSatisfy { test in
                test.holds { pattern in
                    switch pattern {
                    case .named(let name): name.matches(device?.name ?? "")
                    case .index(let index): index == device?.ifindex
                    }
                } isMember: {
                    isListed(padded(device?.name ?? ""), $0)
                } == true
            }
        }
        return addresses && isProtocol && isPort && isDevice(packet.input.value, inputs)
            && isDevice(packet.output.value, outputs)
    }
}

/// Packets that are just what some conditions ask for, and such that differ from it in one thing.
private enum Samples {
    static func packets(for conditions: [RuleConditions]) -> [Packet] {
        conditions.prefix(12).flatMap { conditions -> [Packet] in
            let families: [IPAddress.Family] = conditions.family.map { [$0] } ?? [.inet, .inet6]
            return families.flatMap { packets(for: conditions, $0) }
        }
    }

    private static func packets(for conditions: RuleConditions, _ family: IPAddress.Family) -> [Packet] {
        let home = IPAddress(family: family, bits: family == .inet ? 0x0a63_6363 : (0xfd99 << 112) | 0x63)
        let sources = conditions.sources.flatMap(nearAddresses).filter { $0.family == family } + [home]
        let destinations = conditions.destinations.flatMap(nearAddresses).filter { $0.family == family } + [home]
        let sports: [UInt16] = conditions.sourcePorts.flatMap(nearPorts) + [40_000]
        let dports: [UInt16] = conditions.destinationPorts.flatMap(nearPorts) + [9]
        let protocols = conditions.protocols.flatMap { test -> [UInt8] in
            if case .values(let values) = test.choice { values } else { [] }
        }
        let inputs = conditions.inputs.flatMap(nearDevices) + [device("eth9")]
        let outputs = conditions.outputs.flatMap(nearDevices) + [device("br9")]
        var made: [Packet] = []
        /// The first of each is what is asked for; then one is another at a time.
        func make(_ a: Int, _ b: Int, _ c: Int, _ d: Int, _ e: Int, _ f: Int, _ proto: UInt8) {
            let ports = Transport.Ports(source: sports[c], destination: dports[d])
            let transport: Transport =
                switch proto {
                case 6: .tcp(.init(ports: ports, flags: Transport.TCP.syn))
                case 17: .udp(ports)
                case 33, 132, 136: .ported(proto, ports)
                default: .other(proto)
                }
            var packet = Packet(src: sources[a], dst: destinations[b], transport: transport)
            packet.length = 60
            packet.input = .known(inputs[e])
            packet.output = .known(outputs[f])
            packet.tracking = .tracked(Connection(state: .new, original: Connection.Tuple(packet)))
            made.append(packet)
        }
        for proto in Set(protocols.prefix(4) + [6, 17]).sorted() {
            make(0, 0, 0, 0, 0, 0, proto)
            for a in sources.indices.dropFirst().prefix(8) { make(a, 0, 0, 0, 0, 0, proto) }
            for b in destinations.indices.dropFirst().prefix(8) { make(0, b, 0, 0, 0, 0, proto) }
            for c in sports.indices.dropFirst().prefix(8) { make(0, 0, c, 0, 0, 0, proto) }
            for d in dports.indices.dropFirst().prefix(8) { make(0, 0, 0, d, 0, 0, proto) }
            for e in inputs.indices.dropFirst().prefix(4) { make(0, 0, 0, 0, e, 0, proto) }
            for f in outputs.indices.dropFirst().prefix(4) { make(0, 0, 0, 0, 0, f, proto) }
        }
        return made
    }

    /// One that passes first, then the neighbours of each end.
    private static func nearAddresses(_ test: RuleTest<AddressPattern>) -> [IPAddress] {
        guard case .values(let patterns) = test.choice else { return [] }
        let near = patterns.flatMap { pattern -> [IPAddress] in
            let (low, high): (IPAddress, IPAddress)
            switch pattern {
            case .range(let range): (low, high) = (range.lowerBound, range.upperBound)
            case .masked(let masked):
                let family = masked.address.family
                low = IPAddress(family: family, bits: masked.address.bits & masked.mask.bits)
                high = IPAddress(family: family, bits: low.bits | ~masked.mask.bits)
            }
            return [
                low, high, IPAddress(family: low.family, bits: low.bits &- 1),
                IPAddress(family: low.family, bits: high.bits &+ 1),
            ]
        }
        return near.filter { address in test.holds { $0.contains(address) } == true }
            + near.filter { address in test.holds { $0.contains(address) } != true }
    }

    private static func nearPorts(_ test: RuleTest<ClosedRange<UInt16>>) -> [UInt16] {
        guard case .values(let ranges) = test.choice else { return [80, 443, 85] }
        let near = ranges.flatMap { [$0.lowerBound, $0.upperBound, $0.lowerBound &- 1, $0.upperBound &+ 1] }
        return near.filter { port in test.holds { $0.contains(port) } == true }
            + near.filter { port in test.holds { $0.contains(port) } != true }
    }

    private static func nearDevices(_ test: RuleTest<InterfacePattern>) -> [Interface] {
        guard case .values(let patterns) = test.choice else { return ["eth0", "veth1", "eth7"].map(device) }
        let near = patterns.flatMap { pattern -> [Interface] in
            switch pattern {
            case .named(let name) where name.isPrefix: ["\(name.name)", "\(name.name)7", "x\(name.name)"].map(device)
            case .named(let name): [name.name, name.name + "7"].map(device)
            case .index(let index):
                [Interface(ifindex: index, name: "lo"), Interface(ifindex: index + 1, name: "eth0")]
            }
        }
        return near.filter { !$0.name.isEmpty && $0.name.utf8.count < 16 }
    }

    private static func device(_ name: String) -> Interface { Interface(ifindex: 77, name: name) }
}
