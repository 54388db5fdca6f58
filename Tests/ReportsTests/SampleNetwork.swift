import Diagnosis
import NetworkModel

@testable import Analysis

/// A container as most are: a namespace behind a veth on a bridge of the node.
enum SampleNetwork {
    static let docker = Datapath(
        plugin: "docker", name: "Docker", shape: .bridge, certainty: .certain,
        evidence: ["docker network shop_default has the bridge br0", "the node has the chain DOCKER"], bridge: "br0",
        services: [], firewalls: ["ufw"])

    static func datapath(filledWith text: String) -> Datapath {
        Datapath(
            plugin: text, name: text, mode: text, shape: .bridge, certainty: .likely, evidence: [text, text],
            bridge: text, carrier: text, underlay: text, distribution: text, also: [text], services: [text],
            firewalls: [text],
            tunnels: [text])
    }

    static let red = NetnsRef(inode: 4_026_532_741, names: ["red"])
    static let node = NetnsRef(inode: 4_026_531_833, names: ["node"])
    static let upFlags = ["BROADCAST", "MULTICAST", "UP", "LOWER_UP"]

    static func link(
        _ netns: NetnsRef, _ ifindex: Int, _ name: String, kind: String? = "veth", flags: [String] = upFlags,
        mtu: Int = 1500, addresses: [String] = [], master: Int? = nil
    ) -> TopologyReport.Link {
        TopologyReport.Link(
            netns: netns.inode, ifindex: ifindex, ifname: name, ifnameBytes: nil, kind: kind, flags: flags,
            operstate: flags.contains("LOWER_UP") ? "UP" : "DOWN", mtu: mtu, address: "02:00:00:00:00:0\(ifindex % 10)",
            addresses: addresses, master: master, linkIndex: nil, linkNetnsid: nil)
    }

    static func end(_ link: TopologyReport.Link) -> TopologyReport.End {
        TopologyReport.End(netns: link.netns, ifindex: link.ifindex, ifname: link.ifname)
    }

    static func topology() -> TopologyReport {
        var lo = link(red, 1, "lo", kind: nil, flags: ["LOOPBACK", "UP", "LOWER_UP"], mtu: 65536)
        lo.operstate = "UNKNOWN"
        lo.addresses = ["127.0.0.1/8", "::1/128"]
        var eth0 = link(red, 2, "eth0", addresses: ["10.1.0.11/24"])
        eth0.linkIndex = 5
        eth0.linkNetnsid = 0
        let br0 = link(node, 4, "br0", kind: "bridge", addresses: ["10.1.0.1/24"])
        var port = link(node, 5, "veth-red-br", master: 4)
        port.portState = "forwarding"
        port.linkIndex = 2
        port.linkNetnsid = 1
        let uplink = link(node, 3, "eth0", kind: nil, addresses: ["192.0.2.1/24"])

        var topology = TopologyReport()
        topology.namespaces = [
            .init(ref: red, role: "target", processes: ["4321 nginx"]),
            .init(ref: node, role: "host", processes: ["1 systemd"]),
        ]
        topology.links = [lo, eth0, uplink, br0, port]
        topology.edges = [
            .init(from: end(eth0), to: end(port), kind: "veth", known: "proved"),
            .init(from: end(port), to: end(br0), kind: "master", known: "proved"),
        ]
        return topology
    }

    static func hop(_ netns: NetnsRef, _ stage: String, _ link: String?, _ action: String, _ because: String)
        -> PathReport.Hop
    {
        .init(netns: netns.inode, stage: stage, link: link, action: action, because: because)
    }

    static let hopsToBridge = [
        hop(red, "route", "eth0", "via 10.1.0.1", "default via 10.1.0.1 dev eth0, table main"),
        hop(node, "bridge", "veth-red-br", "to br0 itself", "the frame is for the bridge's own address"),
        hop(node, "route", "br0", "to eth0", "default via 192.0.2.254 dev eth0, table main"),
    ]

    static func defaultRoute(
        _ result: String, hops: [PathReport.Hop], stop: PathReport.DropPoint? = nil, reply: PathReport.Direction? = nil
    ) -> PathReport {
        PathReport(
            question: "default-route", flow: .init(src: "10.1.0.11", dst: "192.0.2.100", proto: "icmp"),
            forward: .init(result: result, hops: hops, stoppedBy: stop, mtu: 1500), reply: reply)
    }
}
