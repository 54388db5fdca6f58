import Addresses
import KernelWire
import NetworkModel
import TestSupport
import Testing

/// The bytes of the requests that the fixtures were captured with: the kernel took each of them under strict checking.
@Suite struct RequestTests {
    private static let recorded: [String: String] = {
        let lines = ((try? Fixture.text("requests.txt")) ?? "").split(separator: "\n").map {
            $0.split(separator: " ").map(String.init)
        }
        return Dictionary(lines.filter { $0.count == 2 }.map { ($0[0], $0[1]) }, uniquingKeysWith: { a, _ in a })
    }()

    private func expect(_ name: String, _ request: [UInt8]?, sourceLocation: SourceLocation = #_sourceLocation) {
        let hex = request?.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        #expect(hex == Self.recorded[name], sourceLocation: sourceLocation)
    }

    private func ip(_ text: String) throws -> IPAddress { try #require(IPAddress(text)) }

    @Test func links() {
        expect("links", Request.getLinks(statistics: true))
        expect("links-nostats", Request.getLinks())
        expect("links-nsid0", Request.getLinks(statistics: true, targetNsid: 0))
        expect("links-master", Request.getLinks(master: 10))
        expect("link-name", Request.getLink(ifname: "br0"))
        expect("link-altname", Request.getLink(ifname: "a-rather-long-alternative-name", statistics: true))
        expect("link-nsid0", Request.getLink(ifindex: 2, statistics: true, targetNsid: 0))
        expect("bridge-ports", Request.getBridgePorts())
    }

    @Test func addressesAndRoutes() throws {
        expect("addresses-dev", Request.getAddresses(family: .inet6, ifindex: 15))
        expect("addresses-nsid0", Request.getAddresses(targetNsid: 0))
        expect("routes-v4-1000", Request.getRoutes(family: .inet, table: 1000))
        expect("route-get-mark", Request.getRoute(to: try ip("203.0.113.5"), mark: 0x10, fibMatch: true))
        expect("route-get-iif", Request.getRoute(to: try ip("10.9.0.7"), from: try ip("10.1.0.2"), iif: 10))
        expect("route-get-ports", Request.getRoute(to: try ip("10.9.0.7"), ipProto: 6, sport: 1234, dport: 443, uid: 0))
        expect("route-get-v6-fibmatch", Request.getRoute(to: try ip("2001:db8:7::1"), fibMatch: true))
        #expect(Request.getRoute(to: try ip("10.9.0.7"), from: try ip("::1")) == nil)
        expect("rules-v6", Request.getRules(family: .inet6))
    }

    @Test func neighborsAndTheRest() throws {
        expect("neighbors-dev", Request.getNeighbors(family: .inet, ifindex: 10))
        expect("neighbor", Request.getNeighbor(ifindex: 15, dst: try ip("10.9.0.77")))
        expect("neighbors-proxy", Request.getNeighbors(proxy: true))
        let mac = try #require(LinkLayerAddress("02:00:00:00:aa:01"))
        expect("fdb", Request.getFDB())
        expect("fdb-bridge", Request.getFDB(bridge: 10))
        expect("fdb-one", Request.getFDB(bridge: 10, mac: mac))
        expect("fdb-one-vlan", Request.getFDB(bridge: 10, mac: mac, vlan: 7))
        expect("nexthops", Request.getNexthops())
        expect("netconf-v6", Request.getNetconf(family: .inet6))
        expect("nsids-target", Request.getNSIDs(targetNsid: 0))
        expect("nsid-fd", Request.getNSID(fd: 99))
        expect("tcp-v4-listen", Request.getSockets(family: .inet, proto: .tcp, states: .init(.listen, .synSent)))
        expect("mptcp-v4", Request.getSockets(family: .inet, proto: .mptcp))
    }

    @Test func theSocketFillsInSequenceAndPort() throws {
        var request = Request.getNexthops()
        Netlink.address(&request, sequence: 0x01020304, port: 0x05060708)
        let header = try #require(try Message.all(in: request).first).header
        #expect(header.sequence == 0x01020304 && header.port == 0x05060708)
        var short: [UInt8] = [1, 2]
        Netlink.address(&short, sequence: 1, port: 1)
        #expect(short == [1, 2])
    }
}
