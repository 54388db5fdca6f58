import Addresses
import Foundation
import NetworkModel
import Testing

@testable import Redaction

/// Whoever adds a field to the model must say what becomes of it in a redacted snapshot.
@Suite struct EveryFieldTests {
    /// What stays as it is, and why.
    static let stays: [String: String] = {
        let groups: [(reason: String, places: String)] = [
            ("the tool's own words", "Snapshot.schema Snapshot.tool Container.runtime ContainerNetwork.platform"),
            (
                "when somebody looked",
                "Snapshot.startedAt PacketCapture.startedAt ProbeRun.startedAt WatchedCounters.startedAt"
            ),
            ("the release of the kernel, on which findings depend", "Snapshot.Host.kernel"),
            ("a letter of proc(5)", "Process.state"),
            ("words of nsswitch.conf(5)", "ResolverFiles.nsswitch.known"),
            ("hooks of BPF", "CgroupPrograms.programs"),
            ("functions of the kernel", "CountedDrops.symbol MachineDrops.Place.symbol PacketCapture.Drop.symbol"),
            ("the kernel's reasons", "CountedDrops.reason MachineDrops.Place.reason PacketCapture.Drop.reason"),
            (
                "kinds of links, qdiscs, filters and actions, as modules of the kernel call them",
                "Link.infoKind Link.infoSlaveKind Link.qdisc Qdisc.kind CounterSource.qdisc.kind TrafficFilter.kind "
                    + "TrafficAction.kind"
            ),
            ("drivers", "Offloads.driver CounterSource.device.driver"),
            ("what the kernel and drivers call their counters", "WatchedCounters.Level.name WatchedCounters.Rise.name"),
            (
                "types of sets and chains, and modules of netfilter",
                "Ipset.typename NftChain.Base.type NftExpression.match.name NftExpression.target.name "
                    + "NftExpression.unknown.name XtMatch.unknown.name XtTarget.unknown.name"
            ),
            ("bits that rules set", "ConntrackEntry.labels"),
            ("two numbers", "Namespace.peeks"),
            (
                "bytes of registers that hold no address: those that do are in RegisterTests",
                "NftExpression.bitwise.data NftExpression.bitwise.xor NftExpression.cmp.data "
                    + "NftExpression.immediate.data NftExpression.range.from NftExpression.range.to"
            ),
        ]
        let places = groups.flatMap { group in group.places.split(separator: " ").map { (String($0), group.reason) } }
        return Dictionary(uniqueKeysWithValues: places)
    }()

    /// Sentences of this program's own, and settings in words: of them names are replaced that stand elsewhere, too.
    static let sentences: Set<String> = [
        "Snapshot.StaleName.reason", "Gap.fact", "Gap.reason", "Gap.hint", "Holders.gap", "Namespace.lostNsids.*",
        "WatchedCounters.gaps", "ProbeOrder.question", "Foretold.reason", "ProbeResult.note",
        "Namespace.sysctls.*.known",
    ]

    @Test func whatTellsOfASiteIsGone() throws {
        let fabricator = try Fabricator()
        var left: Set<String> = []
        var rounds = 0
        while rounds < 4 || !fabricator.lacking.isEmpty {
            let (snapshot, secrets) = try Self.snapshot(fabricator, rounds / 2 % 2 == 0 ? .inet : .inet6)
            let redacted = Redaction(snapshot, RedactionKey(1, 2)).snapshot
            let words = try Leaves(redacted, fabricator.keys).words
            left.formUnion(secrets.lazy.filter { words.contains($0.text) }.map(\.place))
            rounds += 1
            try #require(rounds < 20, "\(fabricator.lacking)")
        }
        for place in left.sorted() where Self.stays[place] == nil { Issue.record("\(place) is left") }
        for place in Self.stays.keys.sorted() where !left.contains(place) { Issue.record("\(place) does not stay") }
    }

    /// It can be read like the original, and numbers that are no addresses are the same.
    @Test(arguments: [IPAddress.Family.inet, .inet6])
    func whatElseThereIsStays(_ family: IPAddress.Family) throws {
        let fabricator = try Fabricator()
        let (snapshot, _) = try Self.snapshot(fabricator, family)
        let redacted = Redaction(snapshot, RedactionKey(1, 2)).snapshot
        #expect(try JSONDecoder().decode(Snapshot.self, from: JSONEncoder().encode(redacted)) == redacted)
        let (before, after) = try (
            Leaves(snapshot, fabricator.keys).numbers, Leaves(redacted, fabricator.keys).numbers
        )
        // Bytes that are no text have become text, those of unknown modules zeros, and a bridge's id is an address.
        let bytes = #/.*\.(ifnameBytes|value\.bytes|unknown\.bytes|bridgeId)/#
        for place in Set(before.keys).union(after.keys).sorted() where place.wholeMatch(of: bytes) == nil {
            #expect(before[place] == after[place], "\(place)")
        }
    }

    private static func snapshot(
        _ fabricator: Fabricator, _ family: IPAddress.Family
    ) throws -> (Snapshot, secrets: [Fabricator.Secret]) {
        fabricator.family = family
        let (type, length) = family == .inet ? (7, 4) : (8, 16)
        fabricator.numbers = [
            "NftSet.keyType": type, "NftSet.keyLength": length, "NftSet.dataType": type, "NftSet.dataLength": length,
            // NFT_SET_MAP
            "NftSet.Flags": 8,
        ]
        fabricator.texts = [
            "Namespace.sysctls": { "net.ipv4.conf.\($0).rp_filter" }, "Namespace.links.asked": { "ifname \($0)" },
        ]
        fabricator.addressed = { place in
            if place == "NftSet.lookups" { return { NftData($0.bytes).hex } }
            let isKey = place == "Namespace.portUses" || place.hasSuffix(".asked") && place != "Namespace.links.asked"
            return isKey ? { "\($0) dev 7" } : nil
        }
        var (snapshot, secrets) = try fabricator.make(Snapshot.self)
        let words = secrets.filter { secret in
            // Also why a fact is not known, or a table not complete.
            sentences.contains(secret.place)
                || secret.place.wholeMatch(of: #/.*\.unknown|.*\.[a-z]\w*\.reason/#) != nil
        }
        snapshot.staleNames += words.map { Snapshot.StaleName(path: $0.text, reason: "") }
        return (snapshot, secrets)
    }
}

/// What JSON of a value consists of.
private struct Leaves {
    /// Texts and the parts of them, and bytes in hexadecimal digits.
    private(set) var words: Set<String> = []
    /// By the names of fields; all keys of a dictionary are one.
    private(set) var numbers: [String: [Double]] = [:]
    private let keys: Set<String>

    init(_ value: some Encodable, _ keys: Set<String>) throws {
        self.keys = keys
        add(try JSONSerialization.jsonObject(with: JSONEncoder().encode(value)), "")
        for place in numbers.keys { numbers[place]?.sort() }
    }

    private mutating func add(_ value: Any, _ place: String) {
        switch value {
        case let fields as [String: Any]:
            for (key, value) in fields {
                if !keys.contains(key) { add(key, place) }
                add(value, "\(place).\(keys.contains(key) ? key : "*")")
            }
        case let list as [Any]:
            let bytes = list.compactMap { $0 as? UInt8 }
            if !bytes.isEmpty { words.insert(NftData(bytes).hex) }
            for value in list { add(value, place) }
        case let text as String:
            words.insert(text)
            words.formUnion(text.split { " /,-".contains($0) }.map(String.init))
            words.formUnion(text.split { !$0.isLetter && !$0.isNumber }.map(String.init))
        case let number as NSNumber: numbers[place, default: []].append(number.doubleValue)
        default: break
        }
    }
}
