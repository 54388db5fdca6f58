import Analysis
import NetworkModel
import Testing

/// A rise that is no loss is never said to be one.
@Suite struct CounterMeaningTests {
    private static let id = NetnsID(inode: 1)

    private func device(_ driver: String, _ name: String) -> String {
        CounterMeaning(.device(netns: Self.id, ifname: "eth0", driver: driver), name).word
    }

    @Test(arguments: [
        ("veth", "rx_queue_0_xdp_drops", "loss"), ("veth", "rx_queue_12_drops", "loss"),
        ("veth", "rx_queue_0_xdp_packets", "other"), ("veth", "rx_queue_0_xdp_tx", "other"),
        // Counts as tx_dropped of the link as well.
        ("veth", "rx_queue_0_xdp_tx_errors", "doubtful"),
        // In total, and for each queue again.
        ("virtio_net", "rx0_xdp_drops", "loss"), ("virtio_net", "rx_xdp_drops", "doubtful"),
        ("virtio_net", "rx_queue_0_xdp_drops", "loss"), ("virtio_net", "rx0_drops", "doubtful"),
        ("virtio_net", "rx0_kicks", "other"), ("virtio_net", "tx0_xdp_tx_drops", "loss"),
        ("mlx5_core", "rx_xdp_drop", "loss"), ("mlx5_core", "rx3_xdp_drop", "doubtful"),
        ("ena", "queue_0_rx_xdp_drop", "loss"), ("ena", "conntrack_allowance_exceeded", "loss"),
        // They may only have waited.
        ("ena", "pps_allowance_exceeded", "doubtful"), ("ena", "bw_in_allowance_exceeded", "doubtful"),
        // Of a driver whose source nobody has read here.
        ("new", "rx_dropped_pkts", "doubtful"), ("new", "rx_packets", "other"), ("new", "", "other"),
        ("new", "0", "other"), ("new", "_1_", "other"),
    ])
    func drivers(driver: String, name: String, word: String) {
        #expect(device(driver, name) == word)
    }

    @Test(arguments: [
        ("ecn_mark", "traffic"), ("ce_mark", "traffic"), ("new_flow_count", "other"), ("drops", "loss"),
        // They are among the drops already.
        ("drop_overlimit", "doubtful"), ("drop_overmemory", "doubtful"), ("overlimits", "other"),
    ])
    func queues(name: String, word: String) {
        let queue = CounterSource.qdisc(
            netns: Self.id, ifname: "eth0", kind: "fq_codel", handle: 0x10000, parent: .max)
        #expect(CounterMeaning(queue, name).word == word)
    }

    @Test(arguments: [
        ("transition_blk", "event"), ("rx_tcn", "event"), ("rx_bpdu", "other"), ("rx_igmp_v3reports", "other"),
        ("igmp_parse_errors", "doubtful"), ("tx_mcast_packets", "traffic"),
    ])
    func bridges(name: String, word: String) {
        #expect(CounterMeaning(.bridge(netns: Self.id, ifname: "br0"), name).word == word)
        #expect(CounterMeaning(.vlan(netns: Self.id, ifname: "br0", vid: 1), "rx_packets").word == "traffic")
    }
}
