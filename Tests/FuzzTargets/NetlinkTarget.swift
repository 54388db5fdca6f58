import Addresses
import KernelWire
import NetworkModel

/// The first byte chooses the decoder, the rest is the message: one that is given every decoder learns slowly.
enum NetlinkTarget {
    static func run(_ bytes: [UInt8]) {
        guard let choice = bytes.first else { return }
        let rest = Array(bytes.dropFirst())
        let message = rest.span.bytes
        do throws(WireError) { try decode(Int(choice) % 42, message) } catch {}
    }

    // A switch: of a table of closures that take a span Swift 6.3.1 crashes.
    private static func decode(_ choice: Int, _ message: RawSpan) throws(WireError) {
        switch choice {
        case 0: try Netlink.forEachMessage(in: message) { _, _ throws(WireError) in }
        case 1: _ = try Link(rtnetlink: message)
        case 2: _ = try Address(rtnetlink: message)
        case 3: _ = try NetConf(rtnetlink: message)
        case 4: _ = try NSIDMapping(rtnetlink: message)
        case 5: _ = try Route(rtnetlink: message)
        case 6: _ = try Rule(rtnetlink: message)
        case 7: _ = try Neighbor(rtnetlink: message)
        case 8: _ = try FDBEntry(rtnetlink: message)
        case 9: _ = try NextHopObject(rtnetlink: message)
        case 10: _ = try Socket(sockDiag: message, proto: .tcp)
        case 11: _ = try Socket(sockDiag: message, proto: .raw)
        case 12: _ = try Qdisc(rtnetlink: message)
        case 13: _ = try TrafficFilter(rtnetlink: message, .ingress)
        case 14: _ = try XfrmPolicy(xfrm: message)
        case 15: _ = try XfrmState(xfrm: message)
        case 16: _ = try DropAlert(message)
        case 17: _ = try DropMonitorConfig(message)
        case 18: _ = try GenericFamily(message)
        case 19: _ = try NftTable(nfnetlink: message)
        case 20: _ = try NftRow<NftChain>(nfnetlink: message)
        case 21: _ = try NftRow<NftRule>(nfnetlink: message)
        case 22: _ = try NftRow<NftSet>(nfnetlink: message)
        case 23: _ = try NftElements(nfnetlink: message)
        case 24: _ = try NftRow<NftObject>(nfnetlink: message)
        case 25: _ = try NftRow<NftFlowtable>(nfnetlink: message)
        case 26: _ = try Ruleset.generation(nfnetlink: message)
        case 27: _ = try ConntrackEntry(nfnetlink: message)
        case 28: _ = try Expectation(nfnetlink: message)
        case 29: _ = try ConntrackStatistics(nfnetlink: message)
        case 30: _ = try ConntrackTotals(nfnetlink: message)
        case 31: _ = try Ipset(nfnetlink: message)
        case 32: _ = try LinkCounters(rtnetlink: message)
        case 33: _ = try BridgeCounters(rtnetlink: message)
        case 34: _ = try NeighborTableCounters(rtnetlink: message)
        case 35: _ = try QdiscCounters(rtnetlink: message, of: [1, 2])
        case 36: _ = try SocketCounters(sockDiag: message, proto: .tcp)
        case 37: _ = try NftCounters.rule(nfnetlink: message)
        case 38: _ = try NftCounters.policy(nfnetlink: message)
        case 39: _ = try NftCounters.named(nfnetlink: message)
        case 40:
            var device = WireGuard()
            try device.read(genetlink: message, now: 1_700_000_000)
        default:
            for type: UInt16 in [2, 3] {
                let header = MessageHeader(length: 0, type: type, flags: 0x200, sequence: 0, port: 0)
                _ = try NetlinkFailure(header, message)
            }
        }
    }
}
