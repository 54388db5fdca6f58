import Addresses
import NetworkModel
import TestSupport

/// A node with one pod, as a plugin leaves it: only names, kinds and routes, which is what platforms are known by.
struct PlatformNode {
    private(set) var network = SmallNetwork()
    private let address: String

    /// - Parameters:
    ///   - cable: the node's end of the pod's pair.
    ///   - bridge: that it is plugged into; nil where the node has a route to the pod.
    ///   - proto: of that route.
    init(cable: String, bridge: String? = nil, address: String = "10.244.1.5/24", gateway: String, proto: Int = 3) {
        self.address = address
        network.namespace("node", isOwn: true)
        network.card("eth0", in: "node")
        network.address("192.0.2.2/24", on: "eth0", in: "node")
        network.route("default", via: "192.0.2.1", dev: "eth0", in: "node")
        network.forwards(in: "node")
        network.namespace("pod")
        if let bridge {
            network.bridge(bridge, in: "node")
            network.address("\(gateway)/24", on: bridge, in: "node")
        }
        network.veth("eth0", in: "pod", cable, in: "node", master: bridge)
        network.address(bridge == nil ? "\(address.prefix { $0 != "/" })/32" : address, on: "eth0", in: "pod")
        if bridge == nil {
            if let host = IPAddress(String(address.prefix { $0 != "/" })) {
                let hop = NextHop(ifindex: network.ifindex(cable, in: "node"))
                network.route(Route(dst: .host(host), proto: proto, scope: 253, nexthops: [hop]), in: "node")
            }
            network.route("\(gateway)/32", dev: "eth0", in: "pod")
        }
        network.route("default", via: gateway, dev: "eth0", in: "pod")
        network.process("web", 4321, in: "pod")
        network.aim(at: "pod")
        network.nameservers()
        files(configs: [])
    }

    /// A device with a route to another node's pods through it.
    func carrier(_ ifname: String, _ kind: String, to prefix: String = "10.244.2.0/24", via: String = "10.244.2.0")
        -> Self
    {
        device(ifname, kind) { $0.network.route(prefix, via: via, dev: ifname, in: "node") }
    }

    /// A device that nothing leads through.
    func device(_ ifname: String, _ kind: String?, _ more: (inout PlatformNode) -> Void = { _ in }) -> Self {
        var other = self
        other.network.card(ifname, in: "node")
        other.network.change(ifname, in: "node") { $0.infoKind = kind }
        more(&other)
        return other
    }

    /// A route to another node's pods by that node's own address.
    func sibling(_ prefix: String = "10.244.2.0/24", proto: Int = 3) -> Self {
        var other = self
        guard let dst = IPPrefix(prefix), let gateway = IPAddress("192.0.2.3") else { return other }
        let hop = NextHop(ifindex: network.ifindex("eth0", in: "node"), gateway: gateway)
        other.network.route(Route(dst: dst, proto: proto, nexthops: [hop]), in: "node")
        return other
    }

    func chains(_ names: String..., table: String = "filter") -> Self {
        var other = self
        for name in names { other.network.chain(name, table: table, in: "node") }
        return other
    }

    func config(_ name: String, _ types: [String], bridge: String? = nil, in folder: String = "/etc/cni/net.d") -> Self
    {
        var other = self
        let known = network.snapshot.hostFacts?.pluginFiles?.value?.configs ?? []
        other.files(
            configs: known + [
                .init(
                    path: "\(folder)/\(name)", name: name.contains("kindnet") ? "kindnet" : "net", types: types,
                    bridge: bridge)
            ])
        return other
    }

    /// What CNI has kept of the pod's own network.
    func kept(_ types: [String], bridge: String? = nil) -> Self {
        var other = self
        let config = PluginFiles.Config(
            path: "/var/lib/cni/results/net-1-eth0", name: "net", types: types, bridge: bridge)
        let address = String(address.prefix { $0 != "/" })
        other.network.change { $0.hostFacts?.pluginResults = [address: .known(.init(config: config, pod: nil))] }
        return other
    }

    /// All processes of the node that matter.
    func running(_ comms: String...) -> Self {
        var other = self
        var census = ProcessCensus()
        census.daemons = comms.enumerated().map { ProcessCensus.Daemon(pid: 100 + $0, comm: $1, netns: nil) }
        other.network.change { $0.census = census }
        return other
    }

    /// A program on the target's cgroup that sees where sockets connect to.
    func atSockets(_ program: String) -> Self {
        var other = self
        other.network.change {
            var cgroup = CgroupPrograms(path: "/")
            cgroup.programs = ["connect4": [7]]
            $0.cgroupPrograms = [4321: .known(cgroup)]
            $0.programs = [7: .known(BPFProgram(id: 7, type: 18, name: program, constant: nil))]
        }
        return other
    }

    /// A container that the target's process is in.
    func container(_ container: Container) -> Self {
        var other = self
        other.network.change { $0.processes[4321]?.container = container }
        return other
    }

    func named(_ name: String, _ platform: String, bridge: String) -> Self {
        var other = self
        other.network.change {
            $0.hostFacts?.containerNetworks = .known([
                ContainerNetwork(name: name, platform: platform, bridge: bridge, isInternal: nil)
            ])
        }
        return other
    }

    private mutating func files(configs: [PluginFiles.Config]) {
        network.change {
            var facts = $0.hostFacts ?? HostFacts()
            facts.pluginFiles = .known(PluginFiles(configs: configs))
            if facts.containerNetworks == nil { facts.containerNetworks = .known([]) }
            $0.hostFacts = facts
        }
    }
}
