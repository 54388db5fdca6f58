import Addresses
import CLinux
import KernelWire
import NetworkModel
import TestSupport
import Testing

@Suite struct CounterTests {
    /// The same numbers as the whole message has, of links that a kernel has sent.
    @Test(arguments: ["links", "links-nsid0", "links-master", "link-index", "link-nsid0", "link-name"])
    func linksCountWhatTheirRowsSay(name: String) throws {
        for message in try Message.rows(name) {
            let payload = message.payload.span.bytes
            let link = try Link(rtnetlink: payload)
            let counters = try LinkCounters(rtnetlink: payload)
            #expect(counters.ifindex == link.ifindex)
            guard let stats = link.stats else { continue }
            let values = Dictionary(
                zip(LinkCounters.fields.map(\.name), counters.values), uniquingKeysWith: { first, _ in first })
            #expect(values["rx_packets"] == stats.rxPackets && values["tx_bytes"] == stats.txBytes)
            #expect(values["rx_dropped"] == stats.rxDropped && values["tx_dropped"] == stats.txDropped)
            #expect(values["rx_nohandler"] == stats.rxNohandler && values["tx_carrier_errors"] == stats.txCarrierErrors)
            #expect(values["rx_otherhost_dropped"] == stats.rxOtherhostDropped)
            #expect(values["carrier_changes"] == link.carrierChanges.map { UInt64($0) })
        }
    }

    private let snmp = Array(
        """
        Ip: Forwarding DefaultTTL InReceives
        Ip: 1 64 17
        Tcp: MaxConn ActiveOpens
        Tcp: -1 5

        """.utf8)

    @Test func pairsOfLinesAreNamedAsNstatDoes() {
        var counters = ProtocolCounters(.pairs)
        #expect(counters.values(of: snmp) == [1, 64, 17, 0, 5])
        let names = ["IpForwarding", "IpDefaultTTL", "IpInReceives", "TcpMaxConn", "TcpActiveOpens"]
        #expect(counters.fields.map(\.name) == names)
        #expect(counters.fields.map(\.kind) == [.level, .level, .wide, .level, .wide])
        let edition = counters.edition
        #expect(counters.values(of: snmp).count == 5 && counters.edition == edition)
        let more = Array("Ip: Forwarding DefaultTTL InReceives OutRequests\nIp: 1 64 18 3\n".utf8)
        #expect(counters.values(of: more) == [1, 64, 18, 3] && counters.edition != edition)
    }

    @Test(arguments: [
        "", "Ip:", "Ip: A B\nIp: 1\n", "Ip: A\n", "\n\n\n", "Ip: A\nIp: 99999999999999999999999\n", "\u{0}\u{1}\n\u{2}",
    ])
    func brokenTextHasAsManyValuesAsNames(text: String) {
        var counters = ProtocolCounters(.pairs)
        let values = counters.values(of: Array(text.utf8))
        #expect(values.count == counters.fields.count)
        var rows = ProtocolCounters(.rows)
        #expect(rows.values(of: Array(text.utf8)).count == rows.fields.count)
    }

    @Test func rowsHaveANameAndAValue() {
        var counters = ProtocolCounters(.rows)
        #expect(counters.values(of: Array("Ip6InReceives \t 7\nUdp6RcvbufErrors\t2\n".utf8)) == [7, 2])
        #expect(counters.fields.map(\.name) == ["Ip6InReceives", "Udp6RcvbufErrors"])
    }

    /// softnet_seq_show: a line for each processor, of which older kernels have fewer columns.
    @Test func softnetIsOfAllProcessors() {
        let text = """
            0000000a 00000002 00000001 00000000 00000000 00000000 00000000 00000000 00000000 00000003 00000004 00000000
            000000ff 00000001 00000000 00000000 00000000 00000000 00000000 00000000 00000000
            """
        #expect(SoftnetCounters.values(of: Array(text.utf8)) == [265, 3, 1, 3, 4])
    }

    /// struct ndtmsg, NDTA_NAME, NDTA_CONFIG (struct ndt_config) and NDTA_STATS (struct ndt_stats).
    @Test func aNeighborTableCountsForAllNamespaces() throws {
        var config = ndt_config()
        config.ndtc_entries = 24
        let whole =
            [2, 0, 0, 0] + attribute(Int(NDTA_NAME), Array("arp_cache\0".utf8))
            + attribute(Int(NDTA_CONFIG), withUnsafeBytes(of: config) { Array($0) })
        let stats = attribute(Int(NDTA_STATS), bytes(Array(1...11)))
        let table = try #require(try NeighborTableCounters(rtnetlink: (whole + stats).span.bytes))
        #expect(table.family == .inet && table.values == [24] + Array(1...11))
        #expect(NeighborTableCounters.fields.last?.name == "table_fulls")
        // Those of one link have parameters and nothing else.
        #expect(try NeighborTableCounters(rtnetlink: whole.span.bytes) == nil)
    }

    /// Each processor counts in 32 bits.
    @Test func conntrackIsOfAllProcessors() {
        var (first, second) = (ConntrackStatistics(cpu: 0), ConntrackStatistics(cpu: 1))
        (first.insertFailed, second.insertFailed, second.drop) = (.max, 2, 3)
        let values = ConntrackCounters.values([first, second], entries: 9)
        let named = Dictionary(
            zip(ConntrackCounters.fields.map(\.name), values), uniquingKeysWith: { first, _ in first })
        #expect(named["insert_failed"] == UInt64(UInt32.max) + 2 && named["drop"] == 3 && named["entries"] == 9)
    }
}

/// struct nlattr and what it holds.
func attribute(_ type: some BinaryInteger, _ value: [UInt8]) -> [UInt8] {
    let length = 4 + value.count
    return [UInt8(length & 0xff), UInt8(length >> 8), UInt8(type), 0] + value
        + [UInt8](repeating: 0, count: (4 - value.count % 4) % 4)
}

/// In the host's byte order, as statistics are.
func bytes<Number: FixedWidthInteger>(_ numbers: [Number]) -> [UInt8] {
    numbers.flatMap { number in withUnsafeBytes(of: number) { Array($0) } }
}
