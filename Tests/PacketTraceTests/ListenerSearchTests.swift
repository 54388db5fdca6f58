import Addresses
import NetworkModel
import Testing
@testable import Netfilter
@testable import PacketTrace

@Suite struct ListenerSearchTests {
    private func socket(
        _ proto: Socket.`Protocol`, _ address: String, _ port: UInt16, device: Int = 0, v6only: Bool? = nil
    ) throws -> Socket {
        let src = try #require(IPAddress(address))
        var socket = Socket(
            proto: proto, family: src.family, state: proto == .tcp ? .listen : .close, src: src, sport: port,
            dst: .unspecified(src.family),
            dport: 0, ifindex: device)
        socket.v6only = v6only
        return socket
    }

    private func search(_ dst: String, _ port: UInt16, udp: Bool = false) throws -> ListenerSearch {
        let ports = Transport.Ports(source: nil, destination: port)
        let address = try #require(IPAddress(dst))
        let transport: Transport = udp ? .udp(ports) : .tcp(.init(ports: ports, flags: Transport.TCP.syn))
        return ListenerSearch(
            packet: Packet(src: address, dst: address, transport: transport), device: 2, vrf: nil, acceptsVRF: false)
    }

    @Test func wildcardsOwnAddressesAndMappedOnesTake() throws {
        let search = try search("10.1.0.11", 80)
        for address in ["0.0.0.0", "10.1.0.11", "::", "::ffff:10.1.0.11"] {
            #expect(search.takers(among: [try socket(.tcp, address, 80, v6only: false)]).count == 1, "\(address)")
        }
    }

    @Test func othersDoNot() throws {
        let search = try search("10.1.0.11", 80)
        let others = [
            try socket(.tcp, "127.0.0.1", 80), try socket(.tcp, "0.0.0.0", 81), try socket(.udp, "0.0.0.0", 80),
            try socket(.tcp, "::", 80, v6only: true), try socket(.tcp, "0.0.0.0", 80, device: 3),
        ]
        #expect(search.takers(among: others).isEmpty)
        #expect(search.reason(among: [others[0]]) == "tcp port 80 is open only on 127.0.0.1, not on 10.1.0.11")
        #expect(search.reason(among: []) == "nothing listens on tcp port 80")
    }

    @Test func theMostSpecificComesFirst() throws {
        let found = try search("10.1.0.11", 53, udp: true).takers(among: [
            try socket(.udp, "0.0.0.0", 53), try socket(.udp, "10.1.0.11", 53),
        ])
        #expect(found.first?.src.description == "10.1.0.11")
    }

    /// inet_bound_dev_eq: what comes in by a VRF is for sockets that are bound to it, or to the device in it.
    @Test func socketsOutsideOfAVRFTakeNothingFromIt() throws {
        let asked = try search("10.1.0.11", 80)
        let open = try socket(.tcp, "0.0.0.0", 80)
        for accepts in [false, true] {
            let search = ListenerSearch(packet: asked.packet, device: 2, vrf: 9, acceptsVRF: accepts)
            #expect(search.takers(among: [open]).isEmpty == !accepts)
            #expect(search.takers(among: [try socket(.tcp, "0.0.0.0", 80, device: 9)]).count == 1)
            #expect(search.takers(among: [try socket(.tcp, "0.0.0.0", 80, device: 2)]).count == 1)
            #expect(search.takers(among: [try socket(.tcp, "0.0.0.0", 80, device: 3)]).isEmpty)
            if !accepts { #expect(search.reason(among: [open]).contains("net.ipv4.tcp_l3mdev_accept is 0")) }
        }
    }
}
