import Addresses
import NetworkModel
import TestSupport
import Testing

@testable import Diagnosis

/// What other programs and settings of the node do to a container that is otherwise well.
@Suite struct HostTests {
    private func ping(_ change: (inout Process) -> Void, range: String) throws -> Diagnosed {
        var network = SmallNetwork.pods(seesOutside: true)
        network.change { snapshot in
            guard let pid = snapshot.target?.pid, let id = snapshot.target?.netns else { return }
            snapshot.namespaces[id]?.userns = 1
            snapshot.namespaces[id]?.sysctls["net.ipv4.ping_group_range"] = .known(range)
            snapshot.processes[pid]?.userns = 1
            snapshot.processes[pid]?.credentials = Credentials(
                groups: [100], effective: 0, bounding: 0, noNewPrivileges: false)
            if var process = snapshot.processes[pid] {
                change(&process)
                snapshot.processes[pid] = process
            }
        }
        return try Diagnosed(network)
    }

    @Test func pingNeedsACapabilityOrAGroup() throws {
        #expect(try ping({ _ in }, range: "1\t0").state("ping-not-permitted") == .found)
        #expect(try ping({ _ in }, range: "0\t99").state("ping-not-permitted") == .found)
        #expect(try ping({ _ in }, range: "0\t2147483647").state("ping-not-permitted") == .ok)
        #expect(try ping({ $0.credentials?.effective = 1 << 13 }, range: "1\t0").state("ping-not-permitted") == .ok)
        // ping(8) brings the capability along.
        #expect(try ping({ $0.credentials?.bounding = 1 << 13 }, range: "1\t0").state("ping-not-permitted") == .ok)
        // What may be done in a network of another user namespace nobody here knows.
        #expect(try ping({ $0.userns = 2 }, range: "1\t0").state("ping-not-permitted") == .skipped)
        #expect(try ping({ $0.credentials = nil }, range: "1\t0").state("ping-not-permitted") == .skipped)
    }

    @Test func itIsANote() throws {
        let said = try ping({ _ in }, range: "1\t0")
        #expect(said.rootCauses.isEmpty || said.rootCauses == ["ping-not-permitted"], "\(said.words)")
        #expect(try said.finding("ping-not-permitted").severity == .info)
    }
}
