import NetworkModel
import TestSupport
import Testing

@testable import Diagnosis

/// The machine's table of neighbours, which is asked about only where somebody waits.
@Suite struct NeighborTableTests {
    private func found(_ entries: UInt32, refused: UInt64, isWaiting: Bool = true) throws -> Bool {
        var network = SmallNetwork.pods()
        network.sysctl("net.ipv4.neigh.default.gc_thresh3", "1024", in: "node")
        var files = ProcNet()
        files.arpCache = .known([NeighborStatistics(entries: entries, tableFulls: refused)])
        network["node"].procNet = files
        if isWaiting {
            network["node"].neighbors.rows.removeAll()
            network.neighbor("192.0.2.1", nil, on: "eth0", in: "node")
        }
        return try Diagnosed(network).report.findings.contains { $0.id == "neigh-table-overflow" }
    }

    @Test func aFullTable() throws { #expect(try found(1024, refused: 7)) }
    @Test func aFullTableThatRefusedNobody() throws { #expect(try !found(1024, refused: 0)) }
    @Test func refusalsOfLongAgo() throws { #expect(try !found(500, refused: 7)) }
    @Test func nobodyWaits() throws { #expect(try !found(1024, refused: 7, isWaiting: false)) }
}
