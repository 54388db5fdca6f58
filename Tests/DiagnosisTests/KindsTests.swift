import Addresses
import Foundation
import Netfilter
import NetworkFacts
import NetworkModel
import PacketTrace
import Routing
import Rules
import SnapshotQuery
import TestSupport
import Testing

@testable import Diagnosis

/// Networks of devices that this kernel may lack, as they were on Debian's (`vm/kinds.py --fixtures`), with what became of real
/// packets there.
@Suite struct KindsTests {
    struct Recorded: Decodable {
        struct Probe: Decodable {
            var id: String
            var from: NetnsID
            var to: Destination
            /// Of the whole packet, where it was a large one.
            var length: Int?
            var works: Bool
        }

        var snapshot: Snapshot
        var probes: [Probe]
        /// The finding that must be among the causes; nil in a healthy network.
        var finding: String?
    }

    static let names = Repository.names(in: "fixtures/kinds", ending: ".json")

    private static let runbooks = Result { () throws(RunbookProblems) in
        try RunbookSet.compile(try ShippedRunbooks.outlines(), schema: NetworkFacts.schema)
    }

    private static func recorded(_ name: String) throws -> Recorded {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Recorded.self, from: Data(try Repository.bytes("fixtures/kinds/\(name).json")))
    }

    @Test func thereAreSome() { #expect(Self.names.count >= 20) }

    @Test(arguments: names)
    func packetsFareAsTheyDid(_ name: String) throws {
        let recorded = try Self.recorded(name)
        for probe in recorded.probes {
            let query = SnapshotQuery(recorded.snapshot)
            let tracer = PacketTracer(RouterCache(query), rules: .all)
            let transport: Transport =
                switch (probe.to.proto, probe.to.port) {
                case (.tcp, let port?):
                    .tcp(.init(ports: .init(source: nil, destination: port), flags: Transport.TCP.syn))
                case (.udp, let port?): .udp(.init(source: nil, destination: port))
                default: probe.to.address.family == .inet ? .icmp(.init(type: 8)) : .icmpv6(.init(type: 128))
                }
            let answer = tracer.answer(
                PathFlow(from: probe.from, to: probe.to.address, transport, length: probe.length))
            let words = answer.traces.map { "\($0.forward.disposition) \($0.replies.map(\.disposition))" }
            #expect(answer.works == probe.works, "\(probe.id): \(words)")
        }
    }

    @Test(arguments: names)
    func theCauseIsNamed(_ name: String) throws {
        let recorded = try Self.recorded(name)
        let report = Diagnosis(recorded.snapshot, try Self.runbooks.get(), isFinal: true).report
        let causes = report.findings.filter { $0.isRootCause && $0.severity != .info }.map(\.id)
        if let finding = recorded.finding {
            #expect(causes.contains(finding), "\(causes)")
            #expect(report.verdict != .ok)
        } else {
            #expect(causes.isEmpty && report.verdict == .ok, "\(causes), \(report.verdict)")
        }
    }
}
