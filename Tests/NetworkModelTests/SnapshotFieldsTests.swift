import Addresses
import Foundation
import NetworkModel
import Testing

/// `Namespace` and `Snapshot` are read by hand, so that snapshots of older tools stay readable: a field that is
/// forgotten there would be saved and never read again, without a word. Here each field is held on its own, found by
/// reflection, so that nobody has to remember to add the next one to this test.
@Suite struct SnapshotFieldsTests {
    @Test func everyFieldOfANamespaceComesBack() throws {
        try expectAllFieldsComeBack(Self.namespace, blank: Namespace(id: NetnsID(inode: 1)), decoded: Namespace.self)
    }

    @Test func everyFieldOfASnapshotComesBack() throws {
        let blank = Snapshot(tool: "", startedAt: "", host: .init(name: "", kernel: ""))
        // Readers refuse other majors, so the schema is the same everywhere.
        try expectAllFieldsComeBack(Self.snapshot, blank: blank, decoded: Snapshot.self, except: ["schema"])
    }

    /// Foundation turns `programID` into `program_id` and back into `programId`: where the field is optional it would
    /// be lost. Types whose coding the compiler makes are held by this rule of spelling.
    @Test func noNameHasTwoCapitalsInARow() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources/NetworkModel")
        let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
        var seen = 0
        for case let file as URL in files where file.pathExtension == "swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            for line in text.split(separator: "\n") {
                guard let match = line.firstMatch(of: #/^ +public (?:let|var) (\w+)[^{]*$/#) else { continue }
                seen += 1
                #expect(match.1.firstMatch(of: #/[A-Z]{2}|[A-Z]$|_/#) == nil, "\(file.lastPathComponent): \(match.1)")
            }
        }
        #expect(seen > 300)
    }

    private func expectAllFieldsComeBack<Value: Codable>(
        _ sample: Value, blank: Value, decoded type: Value.Type, except exempt: Set<String> = []
    ) throws {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let copy = try decoder.decode(type, from: encoder.encode(sample))
        let (blanks, copies) = (fields(blank), fields(copy))
        for (name, value) in fields(sample) where !exempt.contains(name) {
            #expect(value != blanks[name], "\(type).\(name) needs a value of its own in this test")
            #expect(value == copies[name], "\(type).\(name) is saved but does not come back")
        }
    }

    private func fields(_ value: some Any) -> [String: String] {
        Dictionary(
            uniqueKeysWithValues: Mirror(reflecting: value).children.map { child in
                var text = ""
                dump(Sorted(child.value), to: &text)
                return (child.label ?? "", text)
            })
    }

    /// Dictionaries and sets dump in another order each time.
    private struct Sorted: CustomReflectable {
        let value: Any

        init(_ value: Any) { self.value = value }

        var customMirror: Mirror {
            let mirror = Mirror(reflecting: value)
            let children = mirror.children.map { (label: $0.label, value: Sorted($0.value) as Any) }
            switch mirror.displayStyle {
            case .dictionary, .set:
                let texts = children.map { child in
                    var text = ""
                    dump(child.value, to: &text)
                    return text
                }
                return Mirror(self, unlabeledChildren: texts.sorted())
            case .none: return Mirror(self, children: ["value": String(reflecting: value)])
            case .enum where children.isEmpty: return Mirror(self, children: ["case": String(reflecting: value)])
            default: return Mirror(self, children: children)
            }
        }
    }
}

extension SnapshotFieldsTests {
    private static let id = NetnsID(inode: 4_026_531_833)

    private static var namespace: Namespace {
        let address = IPAddress(family: .inet, bits: 0x0A00_0001)
        let prefix = IPPrefix.everything(.inet)
        let link = Link(ifindex: 2, ifname: "eth0", flags: [.up], mtu: 1500, operstate: .up)
        var holders = Holders()
        holders.processes = [.init(pid: 7, comm: "x")]
        var namespace = Namespace(id: id)
        namespace.names = ["red"]
        namespace.paths = ["/run/netns/red"]
        namespace.holders = holders
        namespace.userns = 5
        namespace.ownerUid = 1000
        namespace.isOwn = true
        namespace.nsids = [0: NetnsID(inode: 5)]
        namespace.lostNsids = [1: "EPERM"]
        namespace.links = Table([link], asked: ["2"])
        namespace.addresses = Table([Address(ifindex: 2, local: prefix)])
        namespace.routes = Table([Route(dst: .everything(.inet))], coverage: .incomplete(reason: "interrupted"))
        namespace.routes6 = Table([Route(dst: .everything(.inet6))])
        namespace.rules = Table([Rule(family: .inet, priority: 0, action: .table(255))])
        namespace.nexthops = Table([NextHopObject(id: 3)])
        namespace.neighbors = Table([Neighbor(ifindex: 2, dst: address, lladdr: nil, state: .reachable)])
        namespace.proxyNeighbors = Table([Neighbor(ifindex: 3, dst: address, lladdr: nil, state: .noARP)])
        namespace.fdb = Table([], coverage: .complete)
        var files = ProcNet()
        files.queueReaders = .known([QueueReader(queue: 7, portid: 4321)])
        files.packetSockets = .known([PacketSocket(ifindex: 2, proto: 3, inode: 77)])
        files.arpCache = .known([NeighborStatistics(entries: 1024, tableFulls: 3)])
        files.ndiscCache = .absent
        files.hashlimits = [
            "calm": .known([HashlimitBucket(src: address, dst: address, sport: 0, dport: 1, credit: 2, cost: 3)])
        ]
        files.hashlimits6 = ["calm": .absent]
        files.recents = ["barred": .known([RecentAddress(address: address, ttl: 64, ages: [1, 2])])]
        namespace.procNet = files
        namespace.netconf = Table([], coverage: .complete)
        namespace.sockets = Table([], asked: ["tcp"])
        namespace.xtables = [.ip: XtTables(names: .known(["nat"]))]
        namespace.conntrack = .known(Conntrack(count: .known(3), max: .absent, statistics: .unknown("EPERM")))
        namespace.flows = Table([], coverage: .incomplete(reason: "changed"))
        namespace.flowCensus = .known(ConntrackCensus())
        namespace.portUses = ["10.0.0.1 1-2": .known([PortUse(proto: 6, dst: address, dport: 80, count: 2)])]
        namespace.ipsets = Table([Ipset(index: 1, name: "s", typename: "hash:ip")])
        namespace.xfrm = .known(Xfrm(blocked: [.out]))
        var wireguard = WireGuard()
        wireguard.listenPort = 51820
        namespace.wireguards = [7: .known(wireguard)]
        namespace.ruleset = Ruleset(generation: 9)
        namespace.traffic = [2: .known(LinkTraffic())]
        namespace.offloads = [
            2: .known(Offloads(driver: "e1000", txChecksum: true, tso: true, gso: true, gro: true, lro: false))
        ]
        namespace.portLists = [4: [2]]
        namespace.bridgeVlans = .known([4: [BridgeVLAN(first: 1, last: 9, pvid: false, untagged: true)]])
        namespace.peeks = ["0/7": .known(Peek(link: link, addresses: []))]
        namespace.sysctls = ["net.ipv4.ip_forward": .known("1"), "net.bridge.x": .absent, "y": .unknown("EACCES")]
        namespace.resolver = resolver
        namespace.socketOwners = [9: [.init(pid: 7, comm: "x")]]
        return namespace
    }

    private static var resolver: ResolverFiles {
        ResolverFiles(
            path: "/etc", isHostFile: true, resolvConf: .known(ResolvConf(search: ["lan"])), hosts: .absent,
            nsswitch: .unknown("EIO"))
    }

    private static var snapshot: Snapshot {
        var snapshot = Snapshot(tool: "t", startedAt: "2026-01-01T00:00:00Z", host: .init(name: "h", kernel: "6.1"))
        snapshot.target = Target(kind: .pid, spelling: "7")
        snapshot.namespaces = [id: namespace]
        snapshot.processes = [7: Process(pid: 7, startTime: 1, comm: "x", state: "S", parent: 1, nspid: [7])]
        snapshot.resolvers = [7: resolver]
        snapshot.staleNames = [.init(path: "/run/netns/x", reason: "no namespace")]
        snapshot.isNodeWide = true
        snapshot.hasAllNamespaces = true
        snapshot.programs = [42: .known(BPFProgram(id: 42, type: 6, name: "p", constant: 1))]
        var programs = CgroupPrograms(path: "/a.slice")
        programs.programs = ["egress": [7]]
        snapshot.cgroupPrograms = [7: .known(programs)]
        snapshot.census = ProcessCensus()
        var facts = HostFacts()
        var reader = TunReader(ifname: "tap0", netns: id, pid: 8, comm: "qemu-system-x86")
        reader.machine = "web"
        reader.cards = [LinkLayerAddress(bytes: [0x52, 0x54, 0, 0x11, 0x22, 0x33])]
        facts.tunReaders = .known([reader])
        facts.linkManagers = [2: .known(LinkManager(program: .networkd, profile: "/etc/x.network")), 3: .absent]
        snapshot.hostFacts = facts
        snapshot.capture = PacketCapture(startedAt: "2026-01-01T00:00:01Z", milliseconds: 10)
        snapshot.watched = WatchedCounters(startedAt: "2026-01-01T00:00:02Z", milliseconds: 20)
        snapshot.probing = ProbeRun(startedAt: "2026-01-01T00:00:01Z", milliseconds: 10)
        snapshot.gaps = [Gap(netns: id, fact: "ruleset", reason: "EPERM", hint: nil)]
        return snapshot
    }
}
