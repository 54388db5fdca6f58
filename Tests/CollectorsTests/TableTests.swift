import Addresses
import CLinux
import Glibc
import KernelWire
import NetworkModel
import TestSupport
import Testing

@testable import Collectors

/// Whole tables: what is complete, what is not, and what a kernel that lacks the thing means.
@Suite struct TableTests {
    @Test func aWholeDumpIsAWholeTable() throws {
        var session = try Session(route: .captured("links"))
        session.read(.links)
        #expect(session.namespace.links.coverage == .complete)
        #expect(session.namespace.links.rows.count == (try Message.rows("links").count))
    }

    /// What is there is true, what is not there is unknown.
    @Test func aTableThatKeepsChangingIsIncomplete() throws {
        let kernel = try ScriptedKernel.captured("neighbors", isInterrupted: true)
        var session = try Session(route: kernel)
        session.read(.neighbors)
        #expect(session.namespace.neighbors.coverage == .incomplete(reason: Session.restless))
        #expect(session.namespace.neighbors.rows.count == (try Message.rows("neighbors").count))
        #expect(kernel.requests.count == 5)
    }

    @Test(arguments: Need.Fact.allCases)
    func whatIsRefusedIsAGapAndNeverEmpty(fact: Need.Fact) throws {
        let kernel = { ScriptedKernel.refusing(EPERM, "not you") }
        var session = try Session(route: kernel(), sockDiag: kernel(), nfnetlink: kernel())
        session.read(fact)
        let gap = Session.refused("Operation not permitted (not you)")
        #expect(session.namespace.gap(of: fact) == gap)
    }

    /// A table read before, and refused now, is no longer whole.
    @Test func aLaterFailureTakesCompletenessAway() throws {
        let rows = try Message.rows("fdb")
        var session = try Session(
            route: ScriptedKernel([{ $0.dump(rows[0].header.type, rows.map(\.payload)) }, { $0.error(ENOMEM) }]))
        session.read(.fdb)
        #expect(session.namespace.fdb.isComplete && !session.namespace.fdb.rows.isEmpty)
        session.read(.fdb)
        #expect(session.namespace.fdb.gap == Session.refused("Cannot allocate memory"))
    }

    @Test func readingAgainReplacesRows() throws {
        var session = try Session(route: .captured("links"))
        for _ in 1...2 { session.read(.links) }
        #expect(session.namespace.links.rows.count == (try Message.rows("links").count))
    }

    /// RTM_F_CLONED entries are a cache, not routes.
    @Test func cachedRoutesAreLeftOut() throws {
        let rows = try Message.rows("routes-v6")
        var cached = rows[0].payload
        // struct rtmsg ends with rtm_flags.
        cached.replaceSubrange(8..<12, with: Build.bytes(of: UInt32(0x200)))
        let payloads = rows.map(\.payload)
        var session = try Session(route: ScriptedKernel { $0.dump(RTM_NEWROUTE, [cached] + payloads) })
        session.read(.routes6)
        #expect(session.namespace.routes6.isComplete)
        #expect(session.namespace.routes6.rows.count == rows.count)
    }

    // MARK: Families

    /// Families are read apart: the table is whole once both were.
    @Test func addressesAreWholeWithBothFamilies() throws {
        let rows = try Message.rows("addresses")
        let kernel = ScriptedKernel { request in
            // struct ifaddrmsg begins with the family.
            request.dump(RTM_NEWADDR, rows.map(\.payload).filter { $0[0] == request.payload[0] })
        }
        var session = try Session(route: kernel)
        session.read(.addresses)
        #expect(session.namespace.addresses.coverage == .unread)
        #expect(session.namespace.addresses.asked.contains(Table<Address>.key(.inet)))
        session.read(.addresses6)
        #expect(session.namespace.addresses.coverage == .complete)
        #expect(session.namespace.addresses.rows.count == rows.count)
    }

    /// A kernel without IPv6 has no rules of it; one without IPv4 there is not.
    @Test(arguments: [Need.Fact.rules, .netconf])
    func aKernelWithoutIPv6HasNothingOfIt(fact: Need.Fact) throws {
        let rows = try Message.rows(fact == .rules ? "rules-v4" : "netconf-v4")
        let without = { (missing: Int32) in
            ScriptedKernel { request in
                Int32(request.payload[0]) == missing
                    ? request.error(EAFNOSUPPORT) : request.dump(rows[0].header.type, rows.map(\.payload))
            }
        }
        var session = try Session(route: without(AF_INET6))
        session.read(fact)
        #expect(session.namespace.gap(of: fact) == nil)
        #expect(session.namespace.rules.rows.count + session.namespace.netconf.rows.count == rows.count)
        session = try Session(route: without(AF_INET))
        session.read(fact)
        #expect(session.namespace.gap(of: fact) == Session.refused("Address family not supported by protocol"))
    }

    @Test func beforeNexthopObjectsThereAreNone() throws {
        var session = try Session(route: .refusing(EOPNOTSUPP))
        session.read(.nexthops)
        #expect(session.namespace.nexthops.isComplete && session.namespace.nexthops.rows.isEmpty)
    }

    // MARK: Sockets

    @Test func aKernelWithoutRawSocketsToAskAboutIsFine() throws {
        let rows = try Message.rows("tcp-v4")
        let kernel = ScriptedKernel { request in
            // struct inet_diag_req_v2: family, protocol.
            switch (Int32(request.payload[0]), Int32(request.payload[1])) {
            case (AF_INET, 6): request.dump(20, rows.map(\.payload))
            case (_, 255): request.error(ENOENT)
            default: request.dump(20, [])
            }
        }
        var session = try Session(sockDiag: kernel)
        session.read(.sockets)
        #expect(session.namespace.sockets.isComplete)
        #expect(session.namespace.sockets.rows.count == rows.count)
        #expect(kernel.requests.count == 6)
    }

    @Test func aKernelWithoutTCPToAskAboutIsAGap() throws {
        var session = try Session(sockDiag: .refusing(ENOENT))
        session.read(.sockets)
        #expect(session.namespace.sockets.gap == Session.refused("No such file or directory"))
    }

    /// Asking would load a module: nobody asks.
    @Test func whatMayNotBeAskedIsNotAsked() throws {
        let kernel = ScriptedKernel { $0.dump(20, []) }
        var session = try Session(sockDiag: kernel, modules: .absent)
        session.read(.sockets)
        #expect(kernel.requests.isEmpty)
    }
}

extension Namespace {
    /// Why a fact is not known to the end; nil where it is.
    func gap(of fact: Need.Fact) -> String? {
        switch fact {
        case .links: links.gap
        case .addresses, .addresses6: addresses.gap
        case .routes: routes.gap
        case .routes6: routes6.gap
        case .rules: rules.gap
        case .nexthops: nexthops.gap
        case .neighbors: neighbors.gap
        case .fdb: fdb.gap
        case .netconf: netconf.gap
        case .sockets: sockets.gap
        case .ruleset: ruleset?.tables.gap
        }
    }
}
