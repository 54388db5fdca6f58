import Addresses
import KernelWire
import NetworkModel
import Testing

@Suite struct IPVSServiceTests {
    /// As ip_vs_info_seq_show writes it.
    @Test func servicesAndTheirServers() throws {
        let text = """
            IP Virtual Server version 1.2.1 (size=4096)
            Prot LocalAddress:Port Scheduler Flags
              -> RemoteAddress:Port Forward Weight ActiveConn InActConn
            TCP  0A460001:0050 rr \u{20}
              -> 0A470202:1F90      Masq    1      0          0        \u{20}
              -> 0A470203:1F90      Masq    0      2          0        \u{20}
            FWM  00000007 rr \u{20}
              -> 0A470204:0000      Route   1      0          0        \u{20}
            UDP  [2001:0db8:0000:0000:0000:0000:0000:0001]:0035 wlc

            """
        var web = IPVSService(proto: 6, address: try #require(IPAddress("10.70.0.1")), port: 80)
        web.servers = [
            .init(address: try #require(IPAddress("10.71.2.2")), port: 8080, weight: 1, forwarding: .masquerade),
            .init(address: try #require(IPAddress("10.71.2.3")), port: 8080, weight: 0, forwarding: .masquerade),
        ]
        let names = IPVSService(proto: 17, address: try #require(IPAddress("2001:db8::1")), port: 53)
        #expect(IPVSService.listing(Array(text.utf8)) == [web, names])
    }
}
