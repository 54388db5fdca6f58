import CLinux
import KernelWire
import NetworkModel
import TestSupport
import Testing

/// What bridges, queues of one kind, drivers and named counters count by themselves.
@Suite struct OwnCounterTests {
    private func named(_ fields: [CounterField], _ values: [UInt64]) -> [String: UInt64] {
        #expect(fields.count == values.count)
        return Dictionary(zip(fields.map(\.name), values), uniquingKeysWith: { first, _ in first })
    }

    /// struct if_stats_msg, IFLA_STATS_LINK_XSTATS_SLAVE, LINK_XSTATS_TYPE_BRIDGE, and in it the structs of linux/if_bridge.h.
    @Test func aPortOfABridge() throws {
        var vlan = bridge_vlan_xstats()
        (vlan.rx_bytes, vlan.rx_packets, vlan.tx_bytes, vlan.tx_packets, vlan.vid) = (1, 2, 3, 4, 77)
        var multicast = br_mcast_stats()
        (multicast.igmp_v3reports.0, multicast.mld_leaves.1, multicast.mcast_packets.0) = (5, 6, 7)
        (multicast.igmp_parse_errors, multicast.mld_parse_errors) = (8, 9)
        var tree = bridge_stp_xstats()
        (tree.transition_blk, tree.tx_tcn) = (10, 11)
        let parts =
            attribute(BRIDGE_XSTATS_VLAN, withUnsafeBytes(of: vlan) { Array($0) })
            + attribute(BRIDGE_XSTATS_MCAST, withUnsafeBytes(of: multicast) { Array($0) })
            + attribute(BRIDGE_XSTATS_STP, withUnsafeBytes(of: tree) { Array($0) })
        let body = attribute(IFLA_STATS_LINK_XSTATS_SLAVE, attribute(LINK_XSTATS_TYPE_BRIDGE, parts))
        let message = withUnsafeBytes(of: if_stats_msg()) { Array($0) } + body
        let counters = try BridgeCounters(rtnetlink: message.span.bytes)
        let found = named(BridgeCounters.fields, try #require(counters.values))
        #expect(found["rx_igmp_v3reports"] == 5 && found["tx_mld_leaves"] == 6 && found["rx_mcast_packets"] == 7)
        #expect(found["igmp_parse_errors"] == 8 && found["mld_parse_errors"] == 9)
        #expect(found["transition_blk"] == 10 && found["tx_tcn"] == 11)
        #expect(found.values.reduce(0, +) == 56)
        #expect(counters.vlans.map(\.vid) == [77] && counters.vlans.first?.values == [1, 2, 3, 4])
        // A link that is none.
        let empty = withUnsafeBytes(of: if_stats_msg()) { Array($0) }
        let none = try BridgeCounters(rtnetlink: empty.span.bytes)
        #expect(none.values == nil && none.vlans.isEmpty)
    }

    @Test func aBridgeSaysWhatItCounts() throws {
        let data =
            attribute(IFLA_BR_VLAN_STATS_ENABLED, [1]) + attribute(IFLA_BR_MCAST_STATS_ENABLED, [0])
            + attribute(IFLA_BR_VLAN_STATS_PER_PORT, [1])
        func link(_ parts: [UInt8]) throws -> LinkCounters {
            let header = withUnsafeBytes(of: ifinfomsg()) { Array($0) }
            let message =
                header + attribute(IFLA_MASTER, bytes([UInt32(9)])) + attribute(IFLA_LINKINFO, parts)
            return try LinkCounters(rtnetlink: message.span.bytes)
        }
        let bridge = try link(
            attribute(IFLA_INFO_KIND, Array("bridge\0".utf8)) + attribute(IFLA_INFO_DATA, data))
        #expect(bridge.bridge?.vlans == true && bridge.bridge?.portVLANs == true && bridge.bridge?.multicast == false)
        #expect(bridge.bridgeMaster == nil)
        let port = try link(
            attribute(IFLA_INFO_KIND, Array("veth\0".utf8))
                + attribute(IFLA_INFO_SLAVE_KIND, Array("bridge\0".utf8)))
        #expect(port.bridge == nil && port.bridgeMaster == 9)
        let slave = try link(
            attribute(IFLA_INFO_KIND, Array("bridges\0".utf8))
                + attribute(IFLA_INFO_SLAVE_KIND, Array("bond\0".utf8)) + attribute(IFLA_INFO_DATA, data))
        #expect(slave.bridge == nil && slave.bridgeMaster == nil)
    }

    private func queue(_ kind: String, _ own: [UInt8]) throws -> QdiscCounters {
        var header = tcmsg()
        header.tcm_ifindex = 3
        let statistics = attribute(Int(TCA_STATS_APP), own)
        let message =
            withUnsafeBytes(of: header) { Array($0) } + attribute(Int(TCA_KIND), Array("\(kind)\0".utf8))
            + attribute(Int(TCA_STATS2), statistics)
        return try #require(try QdiscCounters(rtnetlink: message.span.bytes, of: [3]))
    }

    /// struct tc_fq_codel_xstats, of a queue and of a class.
    @Test func fairQueues() throws {
        let codel = try queue("fq_codel", bytes([UInt32(0)] + Array(1...9)))
        let found = named(codel.fields, codel.values)
        #expect(found["maxpacket"] == 1 && found["drop_overlimit"] == 2 && found["ecn_mark"] == 3)
        #expect(found["new_flow_count"] == 4 && found["ce_mark"] == 7 && found["memory_used"] == 8)
        #expect(found["drop_overmemory"] == 9)
        // A kernel that does not count the last two yet.
        let old = try queue("fq_codel", bytes([UInt32(0)] + Array(1...7)))
        #expect(named(old.fields, old.values)["ce_mark"] == 7 && named(old.fields, old.values)["memory_used"] == 0)
        #expect(try queue("fq_codel", bytes([UInt32(1)] + Array(1...9))).fields == QdiscCounters.fields)
        #expect(try queue("sfq", bytes([UInt32(0)] + Array(1...9))).fields == QdiscCounters.fields)
        var fair = tc_fq_qd_stats()
        (fair.flows_plimit, fair.flows, fair.horizon_drops) = (5, 6, 7)
        let fq = try queue("fq", withUnsafeBytes(of: fair) { Array($0) })
        let seen = named(fq.fields, fq.values)
        #expect(seen["flows_plimit"] == 5 && seen["flows"] == 6 && seen["horizon_drops"] == 7 && seen["ce_mark"] == 0)
    }

    /// NFT_MSG_NEWOBJ behind struct nfgenmsg: big-endian, as all of nf_tables.
    @Test func aNamedCounter() throws {
        func object(_ type: Int32) throws -> (name: String, counter: NftCounter)? {
            let data =
                attribute(NFTA_COUNTER_BYTES.rawValue, bytes([UInt64(900).bigEndian]))
                + attribute(NFTA_COUNTER_PACKETS.rawValue, bytes([UInt64(3).bigEndian]))
            let message =
                [UInt8](repeating: 0, count: 4) + attribute(NFTA_OBJ_TABLE.rawValue, Array("t\0".utf8))
                + attribute(NFTA_OBJ_NAME.rawValue, Array("seen\0".utf8))
                + attribute(NFTA_OBJ_TYPE.rawValue, bytes([UInt32(type).bigEndian]))
                + attribute(NFTA_OBJ_DATA.rawValue, data)
            return try NftCounters.named(nfnetlink: message.span.bytes)
        }
        let counter = try #require(try object(NFT_OBJECT_COUNTER))
        #expect(counter.name == "seen" && counter.counter == NftCounter(packets: 3, bytes: 900))
        #expect(try object(NFT_OBJECT_QUOTA) == nil)
    }

    @Test func aDriverSaysNoMoreThanNames() {
        let fields = DeviceCounters.fields(["rx_queue_0_drops", "peer_ifindex", ""])
        #expect(fields.map(\.kind) == [.loose, .level, .loose])
    }
}
