extension CounterMeaning {
    /// Names of drivers are no contract: packets are lost for certain only where the driver's source or its vendor says so.
    static func device(_ driver: String, _ name: String) -> CounterMeaning {
        let (plain, hasQueue) = plainName(name)
        if let known = drivers[driver]?[plain] { return known }
        // In total, and for each queue again: the queues tell more.
        let isAgain = !hasQueue && driver == "virtio_net" || hasQueue && driver == "mlx5_core"
        if plain.contains("xdp_drop") { return isAgain ? .doubtful : .loss(program) }
        return hints.contains(where: plain.contains) ? .doubtful : .other
    }

    private static let program = "the link's XDP program dropped them"

    /// By driver, then by name without the numbers of queues.
    private static let drivers: [String: [String: CounterMeaning]] = [
        // drivers/net/veth.c: what its program sends and nobody takes counts as tx_dropped of the link as well
        // (veth_get_stats64).
        "veth": [
            "rx_queue_drops": .loss(
                "the device had no memory for them, or could not send what its XDP program wants sent"),
            "rx_queue_xdp_tx_errors": .doubtful, "tx_queue_xdp_xmit_errors": .doubtful,
        ],
        // drivers/net/virtio_net.c: what the program drops counts as drops as well.
        "virtio_net": [
            "tx_xdp_tx_drops": .loss("the device could not send what its XDP program sent back"),
            "tx_queue_xdp_tx_drops": .loss("the device could not send what its XDP program sent back"),
        ],
        // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-network-performance-ena.html
        "ena": [
            "queue_rx_xdp_aborted": .loss(program), "queue_rx_xdp_invalid": .loss(program),
            "conntrack_allowance_exceeded": .loss("the cloud tracks no more connections of this machine"),
            "linklocal_allowance_exceeded": .loss("the cloud's own services took no more packets of this machine"),
        ],
    ]

    private static let hints = [
        "drop", "discard", "miss", "no_buf", "nobuf", "out_of_buffer", "exceeded", "alloc_fail", "err", "timeout",
    ]

    /// `rx_queue_xdp_drops` of `rx_queue_0_xdp_drops`, `rx_drops` of `rx0_drops`, and whether it is one queue's.
    private static func plainName(_ name: String) -> (plain: String, hasQueue: Bool) {
        let words = name.split(separator: "_")
        let plain = words.map { word in
            var word = word
            while word.last?.isWholeNumber ?? false { word.removeLast() }
            return word
        }.filter { !$0.isEmpty }
        return (plain.joined(separator: "_"), plain.map(\.count).reduce(0, +) < words.map(\.count).reduce(0, +))
    }
}
