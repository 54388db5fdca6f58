import CLinux
import Glibc
import Kernel
import KernelWire
import NetworkModel
import TestSupport
import Testing

@testable import Collectors

/// Connection tracking and sets of ipset(8): known, absent where the kernel has none, unknown with a reason.
@Suite struct ConntrackTests {
    private static func rows(_ name: String) throws -> [[UInt8]] {
        try Message.all(in: try Repository.bytes("fixtures/xtables/\(name).netlink"))
            .filter { !$0.header.isControl }.map(\.payload)
    }

    private static func flow(_ row: [UInt8]) throws -> ConntrackEntry { try ConntrackEntry(nfnetlink: row.span.bytes) }

    private static let flows = Result { try rows("flows") }

    private func session(_ answer: @escaping (Message) -> [ScriptedKernel.Arrival]) throws -> Session {
        try Session(nfnetlink: ScriptedKernel(answer))
    }

    @Test func allFlowsAreThere() throws {
        let rows = try Self.flows.get()
        var session = try session { $0.dump(0x100, rows) }
        session.session.readAllFlows(into: &session.namespace)
        #expect(session.namespace.flows.isComplete)
        #expect(session.namespace.flows.rows.count == rows.count)
    }

    @Test func flowsThatKeepChangingAreIncomplete() throws {
        let rows = try Self.flows.get()
        var session = try session { $0.dump(0x100, rows, isInterrupted: true) }
        session.session.readAllFlows(into: &session.namespace)
        #expect(session.namespace.flows.gap == Session.restless)
        #expect(session.namespace.flows.rows.count == rows.count)
    }

    /// What an interrupted attempt counted does not count.
    @Test func aCensusCountsOnce() throws {
        let rows = try Self.flows.get()
        var attempts = 0
        var session = try session { request in
            attempts += 1
            return request.dump(0x100, rows, isInterrupted: attempts < 3)
        }
        session.session.readFlowCensus(into: &session.namespace)
        let census = try #require(session.namespace.flowCensus?.value)
        #expect(attempts == 3)
        #expect(census.total == rows.count)
        #expect(census.kinds.reduce(0) { $0 + $1.count } == rows.count)
    }

    @Test func aCensusOfWhatNeverRestsIsUnknown() throws {
        let rows = try Self.flows.get()
        var session = try session { $0.dump(0x100, rows, isInterrupted: true) }
        session.session.readFlowCensus(into: &session.namespace)
        #expect(session.namespace.flowCensus?.reason == Session.restless)
    }

    /// Kernels before 5.8 send everything, whatever was asked.
    @Test func flowsOfOthersAreLeftOut() throws {
        let rows = try Self.flows.get()
        let flow = try Self.flow(rows[0])
        let filter = ConntrackFilter.address(.origSrc, flow.original.src)
        var session = try session { $0.dump(0x100, rows) }
        for _ in 1...2 { session.session.readFlows(filter, into: &session.namespace) }
        let kept = session.namespace.flows.rows
        #expect(!kept.isEmpty && kept.allSatisfy { filter.matches($0) })
        #expect(kept.count == (try rows.count { filter.matches(try Self.flow($0)) }))
        #expect(session.namespace.flows.asked == [filter.key])
        #expect(session.namespace.flows.coverage == .unread)
    }

    @Test func portsInUseAreCountedByDestination() throws {
        let rows = try Self.flows.get()
        let flow = try #require(
            try rows.map { try Self.flow($0) }.first { $0.reply.dport != nil && $0.reply.sport != nil })
        let (source, port) = (flow.reply.dst, try #require(flow.reply.dport))
        let key = PortUse.key(source, port...port)
        var attempts = 0
        var session = try session { request in
            attempts += 1
            return request.dump(0x100, rows, isInterrupted: attempts == 1)
        }
        session.session.readPortUse(of: source, port...port, into: &session.namespace)
        let uses = try #require(session.namespace.portUses[key]?.value)
        let expected = try rows.count { row in
            let flow = try Self.flow(row)
            return flow.reply.dst == source && flow.reply.dport == port && flow.reply.sport != nil
        }
        #expect(uses.reduce(0) { $0 + $1.count } == expected)
        #expect(uses.allSatisfy { $0.ended == 0 })
        session = try self.session { $0.dump(0x100, rows, isInterrupted: true) }
        session.session.readPortUse(of: source, port...port, into: &session.namespace)
        #expect(session.namespace.portUses[key]?.reason == Session.restless)
    }

    // MARK: No

    /// EINVAL and EOPNOTSUPP: nfnetlink knows nobody who would answer.
    @Test(arguments: [EINVAL, EOPNOTSUPP])
    func aKernelWithoutItHasNone(code: Int32) throws {
        var session = try Session(nfnetlink: .refusing(code))
        session.session.readConntrack(into: &session.namespace)
        session.session.readFlowCensus(into: &session.namespace)
        session.session.readIpsets(into: &session.namespace)
        session.session.readAllFlows(into: &session.namespace)
        #expect(session.namespace.conntrack?.isAbsent == true)
        #expect(session.namespace.flowCensus?.isAbsent == true)
        #expect(session.namespace.ipsets.isComplete && session.namespace.ipsets.rows.isEmpty)
        #expect(session.namespace.flows.isComplete && session.namespace.flows.rows.isEmpty)
    }

    @Test func whoMayNotLookKnowsNothing() throws {
        let reason = Session.refused("Operation not permitted")
        var session = try Session(nfnetlink: .refusing(EPERM))
        session.session.readConntrack(into: &session.namespace)
        session.session.readFlowCensus(into: &session.namespace)
        session.session.readIpsets(into: &session.namespace)
        session.session.readAllFlows(into: &session.namespace)
        #expect(session.namespace.conntrack?.reason == reason)
        #expect(session.namespace.flowCensus?.reason == reason)
        #expect(session.namespace.ipsets.gap == reason)
        #expect(session.namespace.flows.gap == reason)
    }

    /// EINVAL of our own making is no missing subsystem.
    @Test func lostDataIsUnknown() throws {
        var session = try session { _ in [.failure(ENOBUFS)] }
        session.session.readAllFlows(into: &session.namespace)
        #expect(session.namespace.flows.gap == "receive a netlink answer: No buffer space available")
    }

    @Test func aTupleWithoutAnEntryIsAbsent() throws {
        let flow = try Self.flow(try Self.flows.get()[0])
        let filter = ConntrackFilter.tuple(flow.original, zone: 0)
        var session = try Session(nfnetlink: .refusing(ENOENT))
        session.session.readFlows(filter, into: &session.namespace)
        #expect(session.namespace.flows.asked == [filter.key])
        #expect(session.namespace.flows.rows.isEmpty && session.namespace.flows.coverage == .unread)
    }

    // MARK: Sets

    @Test func membersOfASet() throws {
        let rows = try Self.rows("ipsets")
        var session = try session { $0.dump(0x607, rows) }
        session.session.readIpsets(into: &session.namespace)
        #expect(session.namespace.ipsets.isComplete)
        let name = try #require(session.namespace.ipsets.rows.first?.name)
        session = try Session(
            nfnetlink: ScriptedKernel(
                [{ $0.dump(0x607, rows) }, { $0.dump(0x607, rows, isInterrupted: true) }]
                    + Array(repeating: { $0.dump(0x607, rows, isInterrupted: true) }, count: 4)))
        session.session.readIpsets(into: &session.namespace)
        session.session.readIpset(name, into: &session.namespace)
        #expect(session.namespace.ipsets.rows.first { $0.name == name }?.members.gap == Session.restless)
    }
}
