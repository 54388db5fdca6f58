import CLinux
import NetworkModel

extension LinkStats {
    /// IFLA_STATS64: struct rtnl_link_stats64. It has grown twice at its end (rx_nohandler, rx_otherhost_dropped).
    init(_ message: RawSpan, _ attribute: Attribute) {
        let stats = message.fixed(nsd_rtnl_link_stats64(), attribute)
        self.init()
        rxPackets = stats.rx_packets
        txPackets = stats.tx_packets
        rxBytes = stats.rx_bytes
        txBytes = stats.tx_bytes
        rxErrors = stats.rx_errors
        txErrors = stats.tx_errors
        rxDropped = stats.rx_dropped
        txDropped = stats.tx_dropped
        multicast = stats.multicast
        collisions = stats.collisions
        txCarrierErrors = stats.tx_carrier_errors
        rxNohandler = stats.rx_nohandler
        rxOtherhostDropped = stats.rx_otherhost_dropped
    }
}
