import Addresses
import KernelWire
import NetworkModel
import Testing

/// The files of /proc/net as a kernel 6.18 wrote them, against what `ss -Htuane` said at the same moment.
@Suite struct SocketListingTests {
    @Test func ofTCP() {
        let text = """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 0100007F:1F90 00000000:0000 0A 00000000:00000001 00:00000000 00000000     0        0 19697174 2 00000000f33c21ed 100 0 0 10 0
               1: 0100007F:1F90 0100007F:C430 01 00000000:00000005 00:00000000 00000000     0        0 0 1 00000000c7ff4d4f 20 4 30 10 -1
            """
        let sockets = Socket.listing(Array(text.utf8), proto: .tcp, family: .inet)
        #expect(sockets.map(\.state) == [.listen, .established])
        #expect(
            sockets.map { "\($0.src):\($0.sport) \($0.dst):\($0.dport)" } == [
                "127.0.0.1:8080 0.0.0.0:0", "127.0.0.1:8080 127.0.0.1:50224",
            ])
        #expect(sockets.map(\.rqueue) == [0, 5])
        #expect(sockets.map(\.inode) == [19_697_174, 0])
        #expect(sockets.first?.isListening == true)
    }

    @Test func ofUDP6() {
        let text = """
              sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
              634: 000080FE000000000000000001000000:D53B 00000000000000000000000001000000:14E9 01 00000000:00000000 00:00000000 00000000  1000        0 19697178 2 00000000c94ae414 0
            """
        let sockets = Socket.listing(Array(text.utf8), proto: .udp, family: .inet6)
        #expect(
            sockets.map { "\($0.src) \($0.sport) \($0.dst) \($0.dport) \($0.uid)" } == ["fe80::1 54587 ::1 5353 1000"])
    }

    /// A line that is none is left out, whatever it holds.
    @Test(arguments: [
        "", "0:", "0: 0100007F:1F90", "0: +100007F:1F90 0:0 0A 0:0 0:0 0 0 0 1", "0: 0100007F 0100007F 0A 0 0 0 0 0 1",
        "0: 0100007F:1F90 00000000:0000 FF 00000000:00000001 00:00000000 00000000 0 0 1",
        "0: ÿÿÿÿÿÿÿÿ:1F90 00000000:0000 0A 0:0 0:0 0 0 0 1",
    ])
    func ofNonsense(_ line: String) {
        #expect(Socket.listing(Array("header\n\(line)\n".utf8), proto: .tcp, family: .inet).isEmpty)
        #expect(Socket.listing(Array("header\n\(line)\n".utf8), proto: .tcp, family: .inet6).isEmpty)
    }
}
