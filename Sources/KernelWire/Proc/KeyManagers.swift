/// /proc/net/netlink and /proc/net/pfkey: whether somebody is told of states that IPsec lacks.
public enum KeyManagers {
    /// NETLINK_XFRM
    private static let xfrm = 6
    /// XFRMNLGRP_ACQUIRE is group 1, bit 0 of the mask.
    private static let acquire: UInt64 = 1

    /// A line of the first is `sk Eth Pid Groups …`, below a line of titles; of PF_KEY any socket counts.
    public static func isThere(netlink: [UInt8], pfkey: [UInt8]) -> Bool {
        let isTold = netlink.lines.dropFirst().contains { line in
            let words = line.words
            guard words.count > 3, words[1].number(as: Int.self) == xfrm, let groups = UInt64(words[3].text, radix: 16)
            else { return false }
            return groups & acquire != 0
        }
        return isTold || pfkey.lines.dropFirst().contains { !$0.isEmpty }
    }
}
