import Addresses
import CLinux
import Glibc
import Kernel
import KernelWire
import NetworkModel
import TestSupport
import Testing

@testable import Collectors

/// Single rows: "no such row" is an answer, other errors are gaps.
@Suite struct RowTests {
    @Test func aRowThatIsThere() throws {
        var session = try Session(route: .captured("link-index"))
        session.session.readLink(11, into: &session.namespace)
        #expect(session.namespace.links.rows.map(\.ifindex) == [11])
        #expect(session.namespace.links.asked == [Table<Link>.key(11)])
        #expect(session.namespace.links.coverage == .unread)
    }

    @Test(arguments: [ENODEV, ENOENT, ESRCH, ENXIO])
    func aRowThatIsNotThereIsAbsent(code: Int32) throws {
        var session = try Session(route: .refusing(code))
        session.session.readLink(11, into: &session.namespace)
        #expect(session.namespace.links.rows.isEmpty)
        #expect(session.namespace.links.asked == [Table<Link>.key(11)])
        #expect(session.namespace.links.coverage == .unread)
    }

    @Test(arguments: [EPERM, ENOMEM, EINVAL])
    func aRowThatCannotBeHadIsUnknown(code: Int32) throws {
        var session = try Session(route: .refusing(code))
        session.session.readLink(11, into: &session.namespace)
        #expect(session.namespace.links.asked.isEmpty)
        #expect(session.namespace.links.gap?.hasPrefix("netlink request: ") == true)
    }

    /// Data was lost: the row may be there.
    @Test func lostDataIsUnknown() throws {
        var session = try Session(route: ScriptedKernel { _ in [.failure(ENOBUFS)] })
        session.session.readLink(11, into: &session.namespace)
        #expect(session.namespace.links.asked.isEmpty)
        #expect(session.namespace.links.gap == "receive a netlink answer: No buffer space available")
    }

    @Test func aRowThatWentAwayIsTakenOut() throws {
        let row = try #require(try Message.rows("link-index").first)
        var session = try Session(
            route: ScriptedKernel([{ $0.row(RTM_NEWLINK, row.payload) }, { $0.error(ENODEV) }]))
        for _ in 1...2 { session.session.readLink(11, into: &session.namespace) }
        #expect(session.namespace.links.rows.isEmpty)
        #expect(session.namespace.links.asked == [Table<Link>.key(11)])
    }

    @Test func askingAgainDoublesNothing() throws {
        var session = try Session(route: .captured("link-index"))
        for _ in 1...2 { session.session.readLink(11, into: &session.namespace) }
        #expect(session.namespace.links.rows.count == 1)
    }

    /// Before Linux 4.20 the kernel sends all rows, whatever was asked.
    @Test func rowsOfOthersAreLeftOut() throws {
        var session = try Session(route: .captured("addresses"))
        session.session.readAddresses(on: 1, into: &session.namespace)
        #expect(!session.namespace.addresses.rows.isEmpty)
        #expect(session.namespace.addresses.rows.allSatisfy { $0.ifindex == 1 })
        #expect(session.namespace.addresses.asked == [Table<Address>.key(1)])

        let ifindex = try #require(try Message.rows("neighbors").first.map { Int($0.payload[4]) })
        session = try Session(route: .captured("neighbors"))
        session.session.readNeighbors(on: ifindex, into: &session.namespace)
        #expect(!session.namespace.neighbors.rows.isEmpty)
        #expect(session.namespace.neighbors.rows.allSatisfy { $0.ifindex == ifindex })
    }

    /// Rows of an interrupted dump are kept, but the question has no answer.
    @Test func anInterruptedPartIsNotAnswered() throws {
        var session = try Session(route: .captured("addresses", isInterrupted: true))
        session.session.readAddresses(on: 1, into: &session.namespace)
        #expect(!session.namespace.addresses.rows.isEmpty)
        #expect(session.namespace.addresses.asked.isEmpty)
        #expect(session.namespace.addresses.gap == Session.restless)
    }

    @Test func withoutIPv6ThereAreNoSettingsOfIt() throws {
        let rows = try Message.rows("netconf-v4")
        var session = try Session(
            route: ScriptedKernel { request in
                Int32(request.payload[0]) == AF_INET
                    ? request.row(RTM_NEWNETCONF, rows[0].payload) : request.error(EAFNOSUPPORT)
            })
        session.session.readNetconfOfAll(into: &session.namespace)
        #expect(session.namespace.netconf.rows.count == 1)
        #expect(session.namespace.netconf.asked == [Table<NetConf>.keyOfAll])
        session = try Session(route: .refusing(EAFNOSUPPORT))
        session.session.readNetconfOfAll(into: &session.namespace)
        #expect(session.namespace.netconf.asked.isEmpty && session.namespace.netconf.gap != nil)
    }

    /// A link of another namespace, seen through an id.
    @Test func peeksAreKnownAbsentOrUnknown() throws {
        let key = Peek.key(nsid: 0, ifindex: 2)
        let link = try #require(try Message.rows("link-nsid0").first)
        let addresses = try Message.rows("addresses-nsid0")
        var session = try Session(
            route: ScriptedKernel { request in
                Int32(request.header.type) == Int32(RTM_GETLINK)
                    ? request.row(RTM_NEWLINK, link.payload) : request.dump(RTM_NEWADDR, addresses.map(\.payload))
            })
        session.session.readPeek(0, 2, into: &session.namespace)
        let peek = try #require(session.namespace.peeks[key]?.value)
        #expect(peek.link.ifindex == 2 && peek.addresses.allSatisfy { $0.ifindex == 2 } && !peek.addresses.isEmpty)
        session = try Session(route: .refusing(ENODEV))
        session.session.readPeek(0, 2, into: &session.namespace)
        #expect(session.namespace.peeks[key]?.isAbsent == true)
        session = try Session(route: .refusing(EINVAL, "Invalid network namespace"))
        session.session.readPeek(0, 2, into: &session.namespace)
        #expect(session.namespace.peeks[key]?.reason == Session.refused("Invalid argument (Invalid network namespace)"))
    }

    /// A link without an ingress qdisc has no filters; one whose filters cannot be read has unknown ones.
    @Test func filtersOfALink() throws {
        var session = try Session(route: .refusing(ENOENT))
        session.session.readTraffic(7, into: &session.namespace)
        #expect(session.namespace.traffic?[7]?.value?.ingress.isEmpty == true)
        session = try Session(
            route: ScriptedKernel { request in
                Int32(request.header.type) == Int32(RTM_GETQDISC) ? request.row(RTM_NEWQDISC, []) : request.error(EPERM)
            })
        session.session.readTraffic(7, into: &session.namespace)
        #expect(session.namespace.traffic?[7]?.reason == Session.refused("Operation not permitted"))
    }
}
