import Foundation
import Labs
import Testing

/// What `nsdoctor path` says beside what a real ping, UDP or TCP packet does, moments later in the same sandbox.
@Suite(.needsSandbox) struct PathTruthTests {
    struct Place: CustomTestStringConvertible, Sendable {
        var lab: String
        var change: String?
        var testDescription: String { change.map { "\(lab), \($0)" } ?? lab }
    }

    /// Healthy labs, and with NSDOCTOR_PLACES=all every fault and variant too: an hour on a small machine.
    static let places = LabCatalog.shipped.flatMap { source -> [Place] in
        guard let lab = try? Lab(source) else { return [] }
        let changes = ProcessInfo.processInfo.environment["NSDOCTOR_PLACES"] == "all" ? lab.faults + lab.variants : []
        return [Place(lab: lab.id)] + changes.map { Place(lab: lab.id, change: $0.id) }
    }

    /// Probes of the lab, and pings between its places.
    @Test(arguments: places)
    func inEveryLab(at place: Place) async throws {
        let lab = try LabCatalog.find(place.lab)
        let probes = String(decoding: try JSONEncoder().encode(lab.probes.compactMap(Question.init)), as: UTF8.self)
        let counts = try await Script("path_labs.py", [probes, "16"], lab: place.lab, fault: place.change).check()
        #expect(counts["unknown", default: 0] == 0)
        #expect(counts["probes", default: 0] > 0)
    }

    /// The seed is the network: `nsdoctor lab run LAB -- python3 Inside/path_networks.py nsdoctor SEED 1` repeats it.
    /// NSDOCTOR_NETWORKS says how many there are.
    @Test(arguments: (0..<networks / 5).map { $0 * 5 + 1 })
    func inRandomNetworks(from seed: Int) async throws {
        let counts = try await Script("path_networks.py", ["\(seed)", "5"]).check()
        #expect(counts["networks"] == 5)
        #expect(counts["agree that it works", default: 0] > 0)
        let (unknown, all) = (counts["unknown", default: 0], counts["probes", default: 0])
        print(
            "networks from \(seed): \(all) probes, \(unknown) unknown, \(counts["left to chance", default: 0]) left to chance"
        )
        #expect(unknown * 20 <= all)
    }

    /// IPsec policies at random places of sound networks.
    @Test func withPolicies() async throws {
        let counts = try await Script("xfrm_policies.py", ["1", "\(max(4, Self.networks / 2))"]).check()
        #expect(counts["policies", default: 0] > 0)
        #expect(counts["agree that it works", default: 0] > 0)
        #expect(counts["agree that it does not", default: 0] > 0)
    }

    /// Nothing above a note while a network is sound, and something as soon as a packet is lost that somebody asks for.
    @Test(arguments: (0..<max(2, networks / 5)).map { $0 * 4 + 1 })
    func findingsOfRandomNetworks(from seed: Int) async throws {
        let counts = try await Script("diagnosed_networks.py", ["\(seed)", "4"]).check()
        #expect(counts["networks"] == 4)
        let broken = counts["broken probes", default: 0]
        print(
            "networks from \(seed): \(counts["sound places"] ?? 0) sound places, \(broken) broken probes, \(counts["found"] ?? 0) found"
        )
        #expect(counts["left open", default: 0] * 4 <= broken)
    }

    static let networks = ProcessInfo.processInfo.environment["NSDOCTOR_NETWORKS"].flatMap(Int.init) ?? 10
}

/// A probe of a lab as the script reads it. Names are resolved by no packet of one kind, and left out.
private struct Question: Encodable {
    var from: String
    var kind: String
    var to: String
    var port: Int?
    var size: Int?

    init?(_ probe: LabProbe) {
        switch probe.from {
        case .host: from = "host"
        case .netns(let name): from = name
        case .process(let name, nil): from = "process \(name)"
        case .process: return nil
        }
        switch probe.kind {
        case .ping(let address, let size):
            (kind, to) = ("ping", address)
            self.size = size
        case .tcp(let address, let port): (kind, to, self.port) = ("tcp", address, Int(port))
        case .udp(let address, let port): (kind, to, self.port) = ("udp", address, Int(port))
        case .resolve: return nil
        }
    }
}
