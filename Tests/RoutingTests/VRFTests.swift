import Addresses
import Foundation
import NetworkModel
import Routing
import TestSupport
import Testing

/// l3mdev_update_flow, l3mdev_fib_rule_match: one namespace, several routing domains.
struct VRFTests {
    func namespace() throws -> Namespace {
        let data = try Data(contentsOf: Repository.url("fixtures/routing/vrf.json"))
        let state = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        var reader = IPJSON(.inet)
        return reader.namespace(state, sysctls: [:])
    }

    func decide(_ dst: String, iif: Int? = nil, oif: Int? = nil) throws -> RouteDecision {
        let observed = Router(try namespace()).lookup(RouteFlow(dst: try address(dst), iif: iif, oif: oif))
        return try #require(observed.value, "\(observed.reason ?? "absent")")
    }

    @Test func aSocketBoundToTheVRFUsesItsTable() throws {
        let decision = try decide("8.8.8.8", oif: 10)
        #expect(decision.table == 1001)
        #expect(decision.oif == 3)
        #expect(decision.gateway == (try address("10.1.0.1")))
        #expect(decision.source.value == (try address("10.1.0.2")))
    }

    @Test func aSocketBoundToAPortUsesTheTableOfItsVRF() throws {
        #expect(try decide("8.8.8.8", oif: 3).table == 1001)
        #expect(try decide("8.8.8.8", oif: 4).error == .hostUnreachable)
    }

    @Test func anUnboundSocketStaysOutside() throws {
        #expect(try decide("8.8.8.8").oif == 2)
        #expect(try decide("10.1.0.2").oif == 2, "the VRF's own address is no local one outside")
    }

    @Test func receivedPacketsAreRoutedInTheVRFOfTheirDevice() throws {
        #expect(try decide("10.1.0.2", iif: 3).oif == 10, "the VRF is its own loopback")
        #expect(try decide("10.1.0.2", iif: 4).oif == 11)
        #expect(try decide("10.1.0.9", iif: 4).oif == 4)
    }

    @Test func aPortWithoutAddressBorrowsFromItsVRF() throws {
        #expect(try decide("10.7.0.1", oif: 10).source.value == address("10.255.0.1"))
    }

    @Test func anUnknownMasterIsNoGuess() throws {
        var namespace = try namespace()
        namespace.links.rows.removeAll { $0.ifname == "red" }
        namespace.links.coverage = .unread
        let flow = RouteFlow(dst: try address("8.8.8.8"), iif: 3)
        #expect(Router(namespace).lookup(flow).reason?.contains("device 10") == true)
        #expect(Router(namespace).lookup(RouteFlow(dst: try address("8.8.8.8"))).value?.oif == 2)
    }

    @Test func tablesOfVRFsAreReached() throws {
        #expect(Router(try namespace()).unreachedTables(.inet).value == [2000])
    }
}
