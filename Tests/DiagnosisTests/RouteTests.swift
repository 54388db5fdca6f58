import Addresses
import NetworkModel
import TestSupport
import Testing

@testable import Diagnosis

/// Gateways, ways back and overlapping networks: which of them are wrong, and which only look so.
@Suite struct RouteTests {
    private func pods(_ change: (inout SmallNetwork) -> Void) throws -> Diagnosed {
        var network = SmallNetwork.pods()
        change(&network)
        return try Diagnosed(network)
    }

    // MARK: Gateways

    /// The gateway's address is on the bridge, but the pod's route names another one that nobody has.
    @Test func aGatewayThatNobodyHas() throws {
        let said = try pods {
            $0.noDefaultRoute(in: "red")
            $0.route("default", via: "10.0.0.77", dev: "eth0", in: "red")
            $0.neighbor("10.0.0.77", nil, on: "eth0", in: "red")
        }
        let found = try said.finding("gateway-neigh-failed")
        #expect(found.subject.name.contains("10.0.0.77") && found.subject.netns?.names == ["red"])
    }

    /// The neighbour entry failed once, but by now somebody has the address: the next packet will be answered.
    @Test func anOldFailureIsNone() throws {
        let said = try pods { $0.neighbor("10.0.0.1", nil, on: "eth0", in: "red") }
        #expect(said.state("gateway-neigh-failed") == .ok)
        #expect(said.rootCauses == [])
    }

    /// Onlink, outside of every network of the pod, and it answers: as some clouds do it.
    @Test func aGatewayOffLinkThatAnswersIsFine() throws {
        let said = try pods {
            $0.address("169.254.1.1/32", on: "br0", in: "node")
            $0.noDefaultRoute(in: "red")
            let hop = NextHop(ifindex: 2, gateway: IPAddress("169.254.1.1"), flags: .onlink)
            $0.route(Route(dst: .everything(.inet), nexthops: [hop]), in: "red")
        }
        #expect(said.rootCauses == [], "\(said.words)")
        #expect(said.state("gateway-off-link") == .ok)
    }

    @Test func aSecondGatewayIsNotTheDefaultOne() throws {
        let said = try pods { $0.route("172.20.0.0/16", via: "10.0.0.78", dev: "eth0", in: "red") }
        #expect(try said.finding("gateway-neigh-failed").severity == .warn)
    }

    // MARK: Ways back

    @Test func aRouteOfTheNodeThatLeadsElsewhere() throws {
        let said = try pods { $0.route("10.0.0.11/32", dev: "eth0", in: "node") }
        #expect(said.rootCauses == ["pod-route-missing-on-node"])
        #expect(try said.finding("pod-route-missing-on-node").summary.contains("10.0.0.11/32 dev eth0"))
    }

    /// More specific, and right.
    @Test func aRouteOfItsOwnIsFine() throws {
        #expect(try pods { $0.route("10.0.0.11/32", dev: "br0", in: "node") }.rootCauses == [])
    }

    @Test func aBlackholeForTheOtherPodIsNotOurs() throws {
        let other = try #require(IPAddress("10.0.0.12"))
        let said = try pods { $0.route(Route(type: .blackhole, dst: .host(other)), in: "node") }
        #expect(said.state("pod-route-missing-on-node") == .ok)
    }

    // MARK: Overlaps

    @Test func aNetworkThatCapturesTheAnswers() throws {
        let said = try pods {
            $0.card("tun9", in: "node")
            $0.address("10.0.0.9/28", on: "tun9", in: "node")
        }
        let found = try said.finding("subnet-overlap")
        #expect(said.rootCauses == ["subnet-overlap"] && found.severity == .crit)
        #expect(found.summary.contains("tun9") && found.summary.contains("10.0.0.0/28"))
    }

    /// As many addresses, a worse metric: the bridge's route wins today.
    @Test func anEqualNetworkIsAWarning() throws {
        let same = try #require(IPPrefix("10.0.0.0/24"))
        let said = try pods {
            $0.card("tun9", in: "node")
            let hop = [NextHop(ifindex: $0.ifindex("tun9", in: "node"))]
            $0.route(Route(dst: same, scope: 253, metric: 1000, nexthops: hop), in: "node")
        }
        #expect(try said.finding("subnet-overlap").severity == .warn)
    }

    @Test(arguments: ["10.0.0.0/8", "10.0.1.0/24", "10.0.0.192/26"])
    func networksThatCaptureNothing(network: String) throws {
        let said = try pods {
            $0.card("tun9", in: "node")
            $0.route(network, dev: "tun9", in: "node")
        }
        #expect(said.rootCauses == [], "\(said.words)")
    }
}
