import Diagnosis
import NetworkModel

@testable import Reports

enum SampleTopologies {
    static let all: [(name: String, topology: TopologyReport)] = [
        ("one-pod", SampleNetwork.topology()), ("node", node()), ("hostile", SampleReports.hostile().topology),
    ]

    /// A bridge with two pods, a vlan, a macvlan whose parent is elsewhere, an overlay and a lost peer.
    static func node() -> TopologyReport {
        let node = SampleNetwork.node
        var topology = SampleNetwork.topology()
        let blue = NetnsRef(inode: 4_026_532_900, names: ["blue", "docker-blue"])
        let anonymous = NetnsRef(inode: 4_026_532_950, names: [])
        topology.namespaces += [
            .init(ref: blue, role: "sibling", processes: ["501 redis", "502 sh", "503 sh", "504 sleep"]),
            .init(ref: anonymous, role: "peer", processes: []),
        ]
        var port = SampleNetwork.link(node, 7, "veth-blue-br", flags: ["BROADCAST", "UP", "NO-CARRIER"], master: 4)
        port.portState = "disabled"
        let blueEth = SampleNetwork.link(
            blue, 2, "eth0", flags: ["BROADCAST"], addresses: ["10.1.0.12/24", "fd00:1::12/64"])
        let vlan = SampleNetwork.link(node, 8, "eth0.100", kind: "vlan", addresses: ["203.0.113.7/24"])
        let vxlan = SampleNetwork.link(node, 9, "flannel.1", kind: "vxlan", mtu: 1450, addresses: ["10.244.0.0/32"])
        let macvlan = SampleNetwork.link(anonymous, 3, "mv0", kind: "macvlan")
        let lost = SampleNetwork.link(node, 11, "vethdead", addresses: [])
        topology.links += [port, vlan, vxlan, lost, blueEth, macvlan]
        let end = SampleNetwork.end
        topology.edges += [
            .init(
                from: end(blueEth), to: end(port), kind: "veth", known: "one-sided",
                reason: "blue could not be entered (EPERM)"),
            .init(from: end(port), to: end(topology.links[3]), kind: "master", known: "proved"),
            .init(from: end(vlan), to: end(topology.links[2]), kind: "lower", known: "proved"),
            .init(from: end(vxlan), to: end(topology.links[2]), kind: "lower", known: "proved"),
            .init(from: end(macvlan), to: end(topology.links[2]), kind: "lower", known: "proved"),
            .init(
                from: end(lost), to: .init(netns: nil, ifindex: 2, ifname: nil), kind: "veth", known: "unresolved",
                reason: "id 5 leads to no namespace that was found"),
        ]
        return topology
    }

    static func crowded(pods: Int) -> TopologyReport {
        var topology = SampleNetwork.topology()
        for index in 0..<pods {
            let pod = NetnsRef(inode: UInt64(5_000_000 + index), names: ["pod-\(index)"])
            topology.namespaces.append(.init(ref: pod, role: "sibling", processes: []))
            let inner = SampleNetwork.link(pod, 2, "eth0", addresses: ["10.1.\(index / 250).\(index % 250)/16"])
            let outer = SampleNetwork.link(SampleNetwork.node, 100 + index, "vethpod\(index)", master: 4)
            topology.links += [inner, outer]
            topology.edges.append(
                .init(from: SampleNetwork.end(inner), to: SampleNetwork.end(outer), kind: "veth", known: "proved"))
        }
        return topology
    }

    static let checklist = Checklist(
        title: "A container has no network",
        steps: [
            .init(
                number: 1, question: "Does the process run, and in a namespace of its own?", state: .ok,
                reason: "pid 4321 nginx in red (4026532741)", ruledOut: ["target-gone", "netns-shared-with-host"],
                commands: ["readlink /proc/4321/ns/net"]),
            .init(
                number: 2, question: "Is there a link besides lo, and is it up?", state: .ok,
                ruledOut: ["link-pod-side-down", "lo-down"], commands: ["nsenter -t 4321 -n ip -d link show"]),
            .init(
                number: 3, question: "Does the node forward?", state: .found,
                commands: ["nsenter --net=/run/netns/node sysctl net.ipv4.ip_forward"],
                findings: [SampleReports.forwardOff]),
            .init(
                number: 9, question: "Do firewall rules let the packet pass?", state: .unknown,
                reason: "ruleset of node unreadable: EPERM; run as root", ruledOut: ["forward-policy-drop"],
                commands: ["nsenter --net=/run/netns/node nft list ruleset"]),
            .init(
                number: 10, question: "Do all packets get through?", state: .found,
                findings: [
                    SampleReports.finding(
                        "path-blocked", .crit, root: false,
                        .init(netns: SampleNetwork.node, object: "route", name: "default"),
                        title: "A packet is stopped", summary: "icmp to 192.0.2.100 is stopped in node")
                ], after: [3]),
            .init(
                number: 11, question: "Does the overlay reach the other node?", state: .skipped,
                reason: "no vxlan on the path"),
        ], report: SampleReports.oneCause())

    static let listing = Listing(
        columns: [
            .init("inode", "INODE", isNumber: true), .init("names", "NAMES"),
            .init("holders", "HOLDERS", isNumber: true),
            .init("container", "CONTAINER"), .init("uplink", "UPLINK"), .init("addresses", "ADDRESSES"),
        ],
        rows: [
            ["4026531833", "node", "212", "", "eth0", "192.0.2.1/24 10.1.0.1/24"],
            ["4026532741", "red", "3", "docker 3f2a9c1b7d5e", "eth0 <-> veth-red-br", "10.1.0.11/24"],
            [
                "4026532900", "blue docker-blue", "4", "docker 9a8b7c6d5e4f", "eth0 <-> veth-blue-br",
                "10.1.0.12/24 fd00:1::12/64",
            ],
            ["4026532950", "", "1", "", "", ""],
            ["4026532951", "\u{7db2}\u{8def}\u{1b}[31m", "1", "podman 0123456789ab", "eth0", "10.88.0.2/16"],
        ])
}
