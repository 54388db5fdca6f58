/// A network plugin or a container platform, and by what it is known. Adding one is adding a row to `Platform.all`.
public struct Platform: Sendable {
    /// As in facts and in docs/platforms.md.
    let id: String
    let name: String
    /// Any of these on the target's own way says that this platform made it. Nothing else does: what is only on the node may
    /// be left over, or serve others.
    let way: [PlatformMark]
    /// What it leaves elsewhere on the node, which supports that.
    var beside: [PlatformMark] = []
    /// Devices by which packets for other nodes leave in an envelope, and what they say about the mode.
    var carriers: [Carrier] = []
    /// The mode where routes lead to other nodes without an envelope.
    var plainMode: String?
    /// A plugin that others are made of.
    var isGeneric = false
    /// Lets it make its part of the node's network again; nil where no command does.
    var remake: Remake?

    /// A command of the platform's own, and what else it does.
    public struct Remake: Sendable, Equatable {
        /// Not quoted.
        public let words: [String]
        public let risk: String

        init(_ words: [String], _ risk: String) { (self.words, self.risk) = (words, risk) }

        /// The agent of a cluster's network starts anew on each node.
        static func daemonSet(_ name: String, in namespace: String = "kube-system", _ note: String = "") -> Remake {
            Remake(
                ["kubectl", "-n", namespace, "rollout", "restart", "daemonset", name],
                "each node's agent starts anew and makes its part again; connections go on.\(note)")
        }

        static func unit(_ name: String, _ risk: String) -> Remake { Remake(["systemctl", "restart", name], risk) }
    }

    struct Carrier: Sendable {
        let device: String
        let kind: String?
        let mode: String
        /// The platform that is the case if this device carries another one's targets: Canal is Calico's policies over
        /// flannel's network.
        var makes: (id: String, name: String, remake: Remake)?

        init(
            _ device: String, _ kind: String?, _ mode: String, makes: (id: String, name: String, remake: Remake)? = nil
        ) {
            (self.device, self.kind, self.mode, self.makes) = (device, kind, mode, makes)
        }
    }
}

extension Platform {
    static let all = clusters + plugins + clouds + machines

    private static let flannelCarriers = [
        Carrier("flannel.#", "vxlan", "vxlan"), Carrier("flannel-wg", "wireguard", "wireguard"),
        Carrier("flannel-wg-v6", "wireguard", "wireguard"), Carrier("flannel.ipip", "ipip", "ipip"),
    ]

    static let clusters = [
        Platform(
            id: "flannel", name: "flannel", way: [.config("flannel")],
            beside: [.chain("FLANNEL-"), .table("flannel-ipv4"), .process("flanneld")],
            carriers: flannelCarriers, plainMode: "host-gw",
            remake: .daemonSet("kube-flannel-ds", in: "kube-flannel", " Older ones are in kube-system")),
        Platform(
            id: "calico", name: "Calico", way: [.cable("cali*")],
            beside: [
                .gateway("169.254.1.1"), .gateway("fe80::ecee:eeff:feee:eeee"), .routeProtocol(80), .chain("cali-"),
                .table("calico"), .set("cali40"), .program("cali_"), .config("calico"), .process("calico-node"),
            ],
            carriers: [
                Carrier("vxlan.calico", "vxlan", "vxlan"), Carrier("vxlan-v6.calico", "vxlan", "vxlan"),
                Carrier("tunl0", "ipip", "ipip"), Carrier("wireguard.cali", "wireguard", "wireguard"),
            ]
                + flannelCarriers.map {
                    Carrier($0.device, $0.kind, $0.mode, makes: ("canal", "Canal", .daemonSet("canal")))
                },
            plainMode: "bgp",
            remake: .daemonSet("calico-node", in: "calico-system", " Without the operator it is in kube-system")),
        Platform(
            id: "cilium", name: "Cilium", way: [.cable("lxc*"), .program("cil_")],
            beside: [
                .link("cilium_host", kind: "veth"), .link("cilium_net", kind: "veth"), .chain("CILIUM_"),
                .config("cilium-cni"), .process("cilium-agent"),
            ],
            carriers: [
                Carrier("cilium_vxlan", "vxlan", "vxlan"), Carrier("cilium_geneve", "geneve", "geneve"),
                Carrier("cilium_wg0", "wireguard", "wireguard"),
            ], plainMode: "native", remake: .daemonSet("cilium")),
        Platform(
            id: "kube-router", name: "kube-router", way: [.bridge("kube-bridge")],
            beside: [.chain("KUBE-ROUTER-"), .chain("KUBE-NWPLCY-"), .set("kube-router-"), .process("kube-router")],
            carriers: [Carrier("tun-*", "ipip", "ipip")], plainMode: "bgp", remake: .daemonSet("kube-router")),
        Platform(
            id: "weave", name: "Weave Net", way: [.bridge("weave")],
            beside: [.cable("vethwepl*"), .chain("WEAVE"), .set("weave-"), .config("weave-net"), .process("weaver")],
            carriers: [Carrier("vxlan-6784", "vxlan", "fastdp")], remake: .daemonSet("weave-net")),
        Platform(
            id: "kube-ovn", name: "Kube-OVN", way: [.all([.config("kube-ovn"), .link("ovn0", kind: nil)])],
            beside: [.set("ovn40"), .chain("OVN-")],
            carriers: [Carrier("genev_sys_6081", "geneve", "geneve")], remake: .daemonSet("kube-ovn-cni")),
        Platform(
            id: "ovn-kubernetes", name: "OVN-Kubernetes",
            way: [.all([.config("ovn-k8s-cni-overlay"), .link("ovn-k8s-mp0", kind: nil)])],
            beside: [.chain("OVN-KUBE-"), .process("ovn-controller")],
            carriers: [Carrier("genev_sys_6081", "geneve", "geneve")],
            remake: .daemonSet("ovnkube-node", in: "ovn-kubernetes")),
        Platform(
            id: "antrea", name: "Antrea", way: [.all([.config("antrea"), .link("antrea-gw0", kind: nil)])],
            beside: [.chain("ANTREA-"), .set("ANTREA-"), .process("antrea-agent")],
            carriers: [Carrier("genev_sys_6081", "geneve", "geneve"), Carrier("vxlan_sys_4789", "vxlan", "vxlan")],
            remake: .daemonSet("antrea-agent")),
        Platform(
            id: "kindnet", name: "kindnet", way: [.all([.configName("kindnet"), pluginCable])],
            beside: [.chain("KIND-MASQ-AGENT"), .process("kindnetd"), .table("kindnet")], remake: .daemonSet("kindnet")),
        Platform(
            id: "kubenet", name: "kubenet", way: [.bridge("cbr0")], beside: [.chain("KUBE-POSTROUTING")]),
    ]

    /// As the plugins bridge and ptp name the node's end.
    private static let pluginCable = PlatformMark.cable("veth########")

    /// containernetworking/plugins by themselves.
    private static let plugins = [
        Platform(
            id: "cni-bridge", name: "CNI bridge plugin", way: [.all([.config("bridge"), pluginCable])],
            beside: [.chain("CNI-")], isGeneric: true),
        Platform(
            id: "cni-ptp", name: "CNI ptp plugin", way: [.all([.config("ptp"), pluginCable])], beside: [.chain("CNI-")],
            isGeneric: true),
        Platform(
            id: "cni-macvlan", name: "CNI macvlan plugin", way: [.all([.config("macvlan"), .kind("macvlan")])],
            isGeneric: true),
        Platform(
            id: "cni-ipvlan", name: "CNI ipvlan plugin", way: [.all([.config("ipvlan"), .kind("ipvlan")])],
            isGeneric: true),
    ]

    private static let clouds = [
        Platform(
            id: "aws-vpc-cni", name: "AWS VPC CNI", way: [.cable("eni*")],
            beside: [
                .chain("AWS-SNAT-CHAIN"), .chain("AWS-CONNMARK-CHAIN"), .gateway("169.254.1.1"), .config("aws-cni"),
                .process("aws-k8s-agent"),
            ], plainMode: "vpc", remake: .daemonSet("aws-node")),
        Platform(
            id: "azure-cni", name: "Azure CNI", way: [.cable("azv*")],
            beside: [.gateway("169.254.1.1"), .bridge("azure*"), .config("azure-vnet")], plainMode: "vnet"),
        Platform(
            id: "gke", name: "GKE", way: [.cable("gke*")],
            beside: [.chain("GKE-"), .chain("IP-MASQ"), .process("ip-masq-agent")], plainMode: "vpc"),
    ]

    private static let machines = [
        Platform(
            id: "docker", name: "Docker", way: [.network("docker"), .bridge("docker0"), .bridge("br-############")],
            beside: [.chain("DOCKER"), .table("docker-bridges"), .process("dockerd")],
            remake: .unit(
                "docker",
                "Docker makes its bridges and rules again; it stops containers when it restarts unless live-restore is set"
            )),
        Platform(
            id: "podman", name: "Podman", way: [.network("podman"), .bridge("podman*"), .bridge("cni-podman*")],
            beside: [.chain("NETAVARK"), .table("netavark")],
            remake: Remake(
                ["podman", "network", "reload", "--all"],
                "none for running containers: netavark makes their rules again")),
        Platform(id: "nerdctl", name: "nerdctl", way: [.bridge("nerdctl*")], beside: [.chain("CNI-")]),
        Platform(
            id: "libvirt", name: "libvirt", way: [.bridge("virbr*")],
            beside: [
                .chain("LIBVIRT_"), .table("libvirt_network"), .cable("vnet*"), .process("libvirtd"),
                .process("virtnetworkd"),
            ], remake: .unit("libvirtd", "libvirt makes the rules of its networks again; machines go on")),
        Platform(
            id: "incus", name: "Incus", way: [.bridge("incusbr*")], beside: [.table("incus")],
            remake: .unit("incus", "Incus makes its bridges and rules again; containers go on")),
        Platform(
            id: "lxd", name: "LXD", way: [.bridge("lxdbr*")], beside: [.table("lxd")],
            remake: Remake(
                ["snap", "restart", "lxd"],
                "LXD makes its bridges and rules again; where it is no snap, systemctl restart lxd")),
        Platform(
            id: "lxc", name: "LXC", way: [.bridge("lxcbr*")], beside: [.table("lxc")],
            remake: .unit(
                "lxc-net",
                "the bridge and its rules are made again; containers that run lose their cable and have to be started again"
            )),
        Platform(
            id: "nspawn", name: "systemd-nspawn", way: [.cable("ve-*"), .cable("vb-*"), .bridge("vz-*")],
            beside: [.table("io.systemd.nat")],
            remake: .unit(
                "systemd-networkd", "it configures all links that are its own again, those of the node among them")),
    ]
}
