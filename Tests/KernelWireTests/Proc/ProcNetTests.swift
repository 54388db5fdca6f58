import Addresses
import KernelWire
import NetworkModel
import Testing

/// Files of /proc/net as a kernel 6.18 wrote them.
@Suite struct ProcNetTests {
    @Test func readersOfQueues() {
        let text = """
                0   1234     0 2 65531     0     0        0  1
                7 3456789012     3 2 65531     0     0       42  1
            """
        #expect(
            QueueReader.listing(Array(text.utf8)) == [
                QueueReader(queue: 0, portid: 1234), QueueReader(queue: 7, portid: 3_456_789_012),
            ])
    }

    @Test func whatSourceValidationDropped() {
        let text = """
            TcpExt: SyncookiesSent IPReversePathFilter TCPTimeWaitOverflow
            TcpExt: 1 42 3
            IpExt: InNoRoutes IPReversePathFilter
            IpExt: 7 8
            """
        #expect(Netstat.listing(Array(text.utf8)).reversePathFilter == 42)
        #expect(Netstat.listing(Array("TcpExt: A\nTcpExt: 1\n".utf8)).reversePathFilter == nil)
        #expect(Netstat.listing([]).reversePathFilter == nil)
    }

    @Test func bucketsOfAHashlimit() {
        let text = """
            3599 127.0.0.1:0->0.0.0.0:0 96757023244288 989560461600000000 494780230800000000
            59 fd00:0000:0000:0000:0000:0000:0000:0001:4000->0000:0000:0000:0000:0000:0000:0000:0000:53 5 20 10
            """
        let buckets = HashlimitBucket.listing(Array(text.utf8))
        #expect(
            buckets.map { "\($0.src) \($0.sport) \($0.dst) \($0.dport)" } == [
                "127.0.0.1 0 0.0.0.0 0", "fd00::1 4000 :: 53",
            ])
        #expect(buckets.map(\.credit) == [96_757_023_244_288, 5])
        #expect(buckets.map(\.cost) == [494_780_230_800_000_000, 10])
    }

    /// Written 15,632.036 seconds after the start of a kernel of 250 ticks a second; the ticks lag behind by a fifth of one.
    @Test func addressesOfXtRecent() {
        let text = """
            src=127.0.0.1 ttl: 64 last_seen: 4298800169 oldest_pkt: 4 4298800067, 4298800067, 4298800118, 4298800169
            src=fd00:0000:0000:0000:0000:0000:0000:0001 ttl: 255 last_seen: 4298700000 oldest_pkt: 1 4298700000
            """
        let list = RecentAddress.listing(Array(text.utf8), Jiffies(uptime: 15_632_036_427_850, perSecond: 250))
        #expect(list.map { "\($0.address) \($0.ttl)" } == ["127.0.0.1 64", "fd00::1 255"])
        #expect(list.map(\.ages) == [[952, 952, 748, 544], [401_220]])
    }

    @Test func packetSockets() {
        let text = """
            sk               RefCnt Type Proto  Iface R Rmem   User   Inode
            00000000f33c21ed 3      3    0003   17    1 0      0      19697174
            00000000c7ff4d4f 3      2    88cc   0     1 0      0      19697175
            """
        #expect(
            PacketSocket.listing(Array(text.utf8)) == [
                PacketSocket(ifindex: 17, proto: 3, inode: 19_697_174),
                PacketSocket(ifindex: 0, proto: 0x88cc, inode: 19_697_175),
            ])
    }

    /// A line that is none is left out, whatever it holds.
    @Test(arguments: [
        "", ">", "1 ->", "1 > 1 1 1", "1 10.0.0.1:0>10.0.0.2:0 1 1 1", "1 10.0.0.1:x->10.0.0.2:0 1 1 1", "src=",
        "src=x ttl: 64 last_seen: 1 oldest_pkt: 1 1", "src=10.0.0.1 ttl: 999 last_seen: 1 oldest_pkt: 1 1", "-1 -1",
        "99999 1", "a b c zzzz 1 1 1 1 1", "ÿ ÿ ÿ ÿ ÿ ÿ ÿ ÿ ÿ",
    ])
    func nonsense(_ line: String) {
        let bytes = Array("\(line)\n\(line)".utf8)
        #expect(QueueReader.listing(bytes).isEmpty)
        #expect(HashlimitBucket.listing(bytes).isEmpty)
        #expect(RecentAddress.listing(bytes, Jiffies(uptime: 0, perSecond: 0)).isEmpty)
        #expect(PacketSocket.listing(bytes).isEmpty)
    }

    /// A name of a rule leads to no other file.
    @Test func names() {
        #expect(ProcNetFile.recent(name: "ssh").path == "xt_recent/ssh")
        #expect(ProcNetFile.hashlimit(.inet6, name: "a b").path == "ip6t_hashlimit/a b")
        for name in ["", ".", "..", "../tcp", "a/b", "a\0"] { #expect(ProcNetFile.recent(name: name).path == nil) }
    }
}
