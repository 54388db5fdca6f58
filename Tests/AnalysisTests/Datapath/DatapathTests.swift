import Foundation
import NetworkModel
import TestSupport
import Testing

@testable import Analysis

/// Whose network a pod is in, by what each project documents about the nodes that it makes; and nothing where a name alone
/// would have to do, or where what is on the node is not on the pod's way.
@Suite struct DatapathTests {
    struct Known: CustomTestStringConvertible, Sendable {
        let node: PlatformNode
        let says: String

        var testDescription: String { says }

        init(_ says: String, _ node: PlatformNode) { (self.node, self.says) = (node, says) }
    }

    private static let bridged = PlatformNode(cable: "veth1a2b3c4d", bridge: "cni0", gateway: "10.244.1.1")
    private static let calico = PlatformNode(cable: "cali12d4a061371", gateway: "169.254.1.1", proto: 80)
        .chains("cali-FORWARD", "cali-tw-cali12d4a061371")
    private static let docker = PlatformNode(cable: "veth9f8e7d6", bridge: "docker0", gateway: "172.17.0.1")
        .chains("DOCKER", "DOCKER-USER")

    static let healthy = [
        // flannel-io/flannel, Documentation/backends.md and kubernetes.md.
        Known(
            "flannel vxlan by flannel.1, bridge cni0; services: kube-proxy (iptables)",
            bridged.config("10-flannel.conflist", ["flannel", "portmap"], bridge: "cni0")
                .carrier("flannel.1", "vxlan").chains("FLANNEL-FWD").chains("KUBE-SVC-ABCDEFGH12345678", table: "nat")),
        Known(
            "flannel host-gw, bridge cni0",
            bridged.config("10-flannel.conflist", ["flannel", "portmap"], bridge: "cni0").sibling()),
        Known(
            "flannel wireguard by flannel-wg, bridge cni0",
            bridged.config("10-flannel.conflist", ["flannel"], bridge: "cni0").carrier("flannel-wg", "wireguard")),
        // projectcalico/calico: networking/determine-best-networking; RouteProtocol 80 of felix.
        Known("Calico ipip by tunl0", calico.carrier("tunl0", "ipip")),
        Known("Calico vxlan by vxlan.calico", calico.carrier("vxlan.calico", "vxlan")),
        Known("Calico bgp", calico.sibling("10.244.2.0/26", proto: 12)),
        Known("Calico", calico),
        Known(
            "Canal vxlan by flannel.1; services: kube-proxy (ipvs)",
            calico.carrier("flannel.1", "vxlan").device("kube-ipvs0", "dummy")),
        // cilium/cilium: network/concepts/routing and operations/troubleshooting.
        Known(
            "Cilium vxlan by cilium_vxlan",
            PlatformNode(cable: "lxc1a2b3c4d5e6f", gateway: "10.244.1.9").carrier("cilium_vxlan", "vxlan")
                .device("cilium_host", "veth").chains("CILIUM_FORWARD")),
        Known(
            "kube-router bgp, bridge kube-bridge; services: kube-proxy (ipvs)",
            PlatformNode(cable: "veth1a2b3c4d", bridge: "kube-bridge", gateway: "10.244.1.1").sibling()
                .chains("KUBE-ROUTER-FORWARD").device("kube-ipvs0", "dummy")),
        Known(
            "Weave Net fastdp by vxlan-6784, bridge weave",
            PlatformNode(cable: "vethwepl1234567", bridge: "weave", gateway: "10.244.1.1").chains("WEAVE-NPC")
                .carrier("vxlan-6784", "vxlan")),
        // aws/amazon-vpc-cni-k8s, docs/cni-proposal.md.
        Known(
            "AWS VPC CNI",
            PlatformNode(cable: "eni1a2b3c4d5e6", gateway: "169.254.1.1").chains("AWS-SNAT-CHAIN-0", table: "nat")),
        Known(
            "CNI bridge plugin, bridge br-lan",
            PlatformNode(cable: "veth1a2b3c4d", bridge: "br-lan", gateway: "10.244.1.1").config(
                "10-lan.conf", ["bridge"], bridge: "br-lan"
            ).chains("CNI-ISOLATION-STAGE-1")),
        Known(
            "kindnet",
            PlatformNode(cable: "veth1a2b3c4d", gateway: "10.244.1.1").config(
                "10-kindnet.conflist", ["ptp", "portmap"]
            ).chains("KIND-MASQ-AGENT", table: "nat")),
        Known("Docker, bridge docker0", docker),
        Known(
            "Docker, bridge br-0123456789ab",
            PlatformNode(cable: "veth9f8e7d6", bridge: "br-0123456789ab", gateway: "172.18.0.1").chains("DOCKER")
                .named("shop_default", "docker", bridge: "br-0123456789ab")),
        Known(
            "Podman, bridge podman1",
            PlatformNode(cable: "veth0", bridge: "podman1", gateway: "10.89.0.1").chains("NETAVARK_FORWARD")
                .named("web", "podman", bridge: "podman1")),
        Known(
            "libvirt, bridge virbr0",
            PlatformNode(cable: "vnet0", bridge: "virbr0", gateway: "192.168.122.1").chains("LIBVIRT_FWI")),
        // k3s-io/docs, networking; rancher/rke2-docs, networking; canonical/microk8s-docs, change-cidr.
        Known(
            "flannel vxlan by flannel.1, bridge cni0 (k3s)",
            bridged.config(
                "10-flannel.conflist", ["flannel", "portmap", "bandwidth"], bridge: "cni0",
                in: "/var/lib/rancher/k3s/agent/etc/cni/net.d"
            ).carrier("flannel.1", "vxlan")),
        Known(
            "Canal vxlan by flannel.1 (RKE2)",
            calico.carrier("flannel.1", "vxlan").config(
                "10-canal.conflist", ["calico", "portmap"], in: "/var/lib/rancher/rke2/agent/etc/cni/net.d")),
        Known(
            "Calico vxlan by vxlan.calico (MicroK8s)",
            calico.carrier("vxlan.calico", "vxlan").config(
                "10-calico.conflist", ["calico", "portmap"], in: "/var/snap/microk8s/current/args/cni-network")),
        // kubernetes/minikube, pkg/minikube/cni/bridge.go.
        Known(
            "CNI bridge plugin, bridge bridge (minikube)",
            PlatformNode(cable: "veth1a2b3c4d", bridge: "bridge", gateway: "10.244.0.1").config(
                "1-k8s.conflist", ["bridge", "portmap", "firewall"], bridge: "bridge"
            ).chains("CNI-FORWARD")),
        Known(
            "Cilium native; services: Cilium (eBPF)",
            PlatformNode(cable: "lxc1a2b3c4d5e6f", gateway: "10.244.1.9").sibling().device("cilium_host", "veth")
                .atSockets("cil_sock4_conne")),
        Known("Calico bgp; services: Calico (eBPF)", calico.sibling(proto: 12).atSockets("calico_connect_")),
        // Programs that keep the node's rules, and tunnels beside: by their own chains, tables and names.
        Known(
            "Docker, bridge docker0; firewall: firewalld", docker.chains("filter_FORWARD_ZONES", table: "firewalld")),
        Known("Docker, bridge docker0; firewall: ufw", docker.chains("ufw-before-forward")),
        Known(
            "Docker, bridge docker0; VPN: Tailscale by tailscale0",
            docker.carrier("tailscale0", "tun", to: "100.64.0.0/10", via: "100.100.100.100")),
        Known(
            "Docker, bridge docker0; VPN: WireGuard by wg0",
            docker.carrier("wg0", "wireguard", to: "10.99.0.0/24", via: "10.99.0.1")),
        Known(
            "Docker, bridge docker0; VPN: OpenVPN by tun0",
            docker.carrier("tun0", "tun", to: "10.8.0.0/24", via: "10.8.0.1").running("openvpn")),
        // What a platform tunnels by itself is no VPN beside it.
        Known(
            "Calico wireguard by wireguard.cali",
            calico.carrier("wireguard.cali", "wireguard")),
        Known(
            "Antrea geneve by genev_sys_6081",
            PlatformNode(cable: "web-0-a1b2c3", gateway: "10.10.1.1").config("10-antrea.conflist", ["antrea"])
                .device("antrea-gw0", nil).chains("ANTREA-FORWARD").carrier("genev_sys_6081", "geneve")),
        Known(
            "OVN-Kubernetes geneve by genev_sys_6081",
            PlatformNode(cable: "1a2b3c4d5e6f7a8", gateway: "10.128.0.1").config(
                "10-ovn-kubernetes.conf", ["ovn-k8s-cni-overlay"]
            ).device("ovn-k8s-mp0", nil).chains("OVN-KUBE-NODEPORT", table: "nat").carrier("genev_sys_6081", "geneve")),
        Known(
            "Kube-OVN geneve by genev_sys_6081",
            PlatformNode(cable: "1a2b3c4d5e6f_h", gateway: "10.16.0.1").config("01-kube-ovn.conflist", ["kube-ovn"])
                .device("ovn0", nil).chains("OVN-PREROUTING", table: "nat").carrier("genev_sys_6081", "geneve")),
        Known(
            "Azure CNI", PlatformNode(cable: "azv1a2b3c4d5e6", gateway: "169.254.1.1")),
        Known("GKE", PlatformNode(cable: "gke1a2b3c4d5e6", gateway: "10.4.0.1").chains("GKE-METADATA-SERVER")),
        Known(
            "nerdctl, bridge nerdctl0",
            PlatformNode(cable: "veth1a2b3c4d", bridge: "nerdctl0", gateway: "10.4.0.1").chains("CNI-FORWARD")),
        Known(
            "LXC, bridge lxcbr0 (likely)", PlatformNode(cable: "veth1000_abcd", bridge: "lxcbr0", gateway: "10.0.3.1")),
        Known(
            "LXD, bridge lxdbr0 (likely)", PlatformNode(cable: "veth1a2b3c4d", bridge: "lxdbr0", gateway: "10.5.0.1")),
        Known(
            "systemd-nspawn (likely)", PlatformNode(cable: "ve-web", gateway: "10.0.0.1")),
        Known(
            "Incus, bridge incusbr0 (likely)",
            PlatformNode(cable: "veth1a2b3c4d", bridge: "incusbr0", gateway: "10.66.0.1")),
    ]

    @Test(arguments: healthy)
    func isNamed(_ known: Known) {
        #expect(TargetAnalysis(known.node.network.snapshot).datapath?.words == known.says)
    }

    /// What is only on the node is left over, or serves others.
    static let mixtures = [
        Known(
            "Calico bgp",
            calico.sibling(proto: 12).device("flannel.1", "vxlan").device("cni0", "bridge").chains("FLANNEL-FWD")),
        Known(
            "Calico vxlan by vxlan.calico",
            calico.carrier("vxlan.calico", "vxlan").chains("CILIUM_FORWARD").device("docker0", "bridge")),
        Known(
            "flannel vxlan by flannel.1, bridge cni0",
            bridged.config("10-flannel.conflist", ["flannel"], bridge: "cni0").carrier("flannel.1", "vxlan")
                .chains("cali-FORWARD", "WEAVE").device("tunl0", "ipip").device("weave", "bridge")),
        Known(
            "of unknown make, bridge cni0; services: kube-proxy (iptables)",
            bridged.chains("KUBE-SVC-ABCDEFGH12345678", table: "nat")),
        // What was kept of the pod itself counts before files that came later.
        Known(
            "flannel vxlan by flannel.1, bridge cni0",
            bridged.config("05-lan.conflist", ["bridge"], bridge: "cni0").kept(["flannel"], bridge: "cni0")
                .carrier("flannel.1", "vxlan")),
        // Two plugins' chains, devices and files at once; and only one of them on the way.
        Known("Calico", calico.chains("WEAVE-NPC", "KUBE-ROUTER-FORWARD", "CILIUM_FORWARD", "ANTREA-FORWARD")),
        Known("Calico", calico.device("cilium_host", "veth").device("weave", "bridge").device("kube-bridge", "bridge")),
        Known("Calico", calico.config("05-cilium.conflist", ["cilium-cni"])),
        Known("Calico", calico.config("10-flannel.conflist", ["flannel"], bridge: "cni0")),
        // A device of the plugin's that is down carries nothing, and one that nothing leads through neither.
        Known("Calico", calico.device("vxlan.calico", "vxlan").device("tunl0", "ipip")),
        Known("Calico ipip by tunl0", calico.carrier("tunl0", "ipip").device("vxlan.calico", "vxlan")),
        Known(
            "flannel, bridge cni0 (likely)",
            bridged.config("10-flannel.conflist", ["flannel"], bridge: "cni0").device("flannel.1", "vxlan")),
        // A name of another kind of device.
        Known("Calico", calico.carrier("vxlan.calico", "dummy")),
        Known("Calico", calico.carrier("flannel.1", "dummy")),
        Known(
            "flannel host-gw, bridge cni0; services: kube-proxy (nftables)",
            bridged.config("10-flannel.conflist", ["flannel"], bridge: "cni0").sibling().chains(
                "services", table: "kube-proxy"
            )
            .device("flannel.1", "vxlan")),
        // Runtimes read the file that sorts first; what made this bridge is the one that names it.
        Known(
            "flannel, bridge cni0",
            bridged.config("00-lan.conf", ["bridge"], bridge: "br-lan").config(
                "10-flannel.conflist", ["flannel"], bridge: "cni0"
            ).chains("FLANNEL-FWD")),
        Known(
            "CNI bridge plugin, bridge br-lan",
            PlatformNode(cable: "veth1a2b3c4d", bridge: "br-lan", gateway: "10.244.1.1").config(
                "10-flannel.conflist", ["flannel"], bridge: "cni0"
            ).config("90-lan.conf", ["bridge"], bridge: "br-lan").chains("CNI-FORWARD", "FLANNEL-FWD")),
        // Machines' platforms beside each other and beside a cluster's.
        Known("Docker, bridge docker0", docker.chains("NETAVARK_FORWARD", "LIBVIRT_FWI", "cali-FORWARD")),
        Known(
            "Docker, bridge docker0", docker.config("10-calico.conflist", ["calico"]).device("vxlan.calico", "vxlan")),
        Known(
            "Podman, bridge podman0",
            PlatformNode(cable: "veth0", bridge: "podman0", gateway: "10.88.0.1").chains("NETAVARK_FORWARD", "DOCKER")
                .device("docker0", "bridge").running("dockerd")),
        Known(
            "libvirt, bridge virbr0; services: kube-proxy (iptables)",
            PlatformNode(cable: "vnet7", bridge: "virbr0", gateway: "192.168.122.1").chains(
                "KUBE-SVC-ABCDEFGH12345678", table: "nat"
            ).device("cni0", "bridge").running("libvirtd")),
        // A bridge that somebody gave a digit more or less.
        Known(
            "of unknown make, bridge docker01; firewall: ufw",
            PlatformNode(cable: "veth9f8e7d6", bridge: "docker01", gateway: "172.17.0.1").chains(
                "DOCKER", "ufw-before-forward")),
        Known(
            "of unknown make, bridge br-0123456789abc; firewall: ufw",
            PlatformNode(cable: "veth9f8e7d6", bridge: "br-0123456789abc", gateway: "172.17.0.1").chains(
                "DOCKER", "ufw-before-forward")),
        // A tunnel that nothing leads into, one whose program does not run, a tun of anybody.
        Known("Docker, bridge docker0", docker.device("tailscale0", "tun").device("wg0", "wireguard")),
        Known("Docker, bridge docker0", docker.carrier("tun0", "tun", to: "10.8.0.0/24", via: "10.8.0.1").running()),
        Known(
            "Docker, bridge docker0",
            docker.carrier("vpn7", "tun", to: "10.8.0.0/24", via: "10.8.0.1").running("openvpn")),
        // An empty chain of somebody's that sounds alike.
        Known("Docker, bridge docker0", docker.chains("ufw", "FORWARD_IN", "firewalld")),
        // Both services' proxies: that is said of both.
        Known(
            "Calico; services: kube-proxy (ipvs), kube-proxy (iptables)",
            calico.chains("KUBE-SVC-ABCDEFGH12345678", table: "nat").device("kube-ipvs0", "dummy")),
        // A cluster's file and a machine's bridge.
        Known(
            "nerdctl, bridge nerdctl0",
            PlatformNode(cable: "veth1a2b3c4d", bridge: "nerdctl0", gateway: "10.4.0.1").chains("CNI-FORWARD").config(
                "10-calico.conflist", ["calico"]
            ).config("nerdctl-bridge.conflist", ["bridge"], bridge: "nerdctl0")),
        Known(
            "Docker, bridge docker0; services: kube-proxy (iptables)",
            docker.chains("KUBE-SVC-ABCDEFGH12345678", table: "nat").device("cni0", "bridge")),
    ]

    @Test(arguments: mixtures)
    func leftoversNameNobody(_ known: Known) {
        #expect(TargetAnalysis(known.node.network.snapshot).datapath?.words == known.says)
    }

    static let nobodys = [
        Known("a bridge made by hand", PlatformNode(cable: "v-red", bridge: "br0", gateway: "10.0.0.1")),
        Known("cni0, and no file that says who made it", bridged),
        Known("a route made by hand", PlatformNode(cable: "v-red", gateway: "10.0.0.1")),
        Known(
            "all of a node's plugins, and a bridge made by hand",
            PlatformNode(cable: "v-red", bridge: "lan", gateway: "10.0.0.1").chains(
                "cali-FORWARD", "DOCKER", "FLANNEL-FWD"
            )
            .carrier("flannel.1", "vxlan").config("10-flannel.conflist", ["flannel"], bridge: "cni0")),
        Known("names that only begin so", PlatformNode(cable: "cali", bridge: "docker01", gateway: "10.0.0.1")),
    ]

    @Test(arguments: nobodys)
    func nobodyIsGuessed(_ known: Known) {
        #expect(TargetAnalysis(known.node.network.snapshot).datapath == nil)
    }

    @Test func thePageKnowsThemAll() throws {
        let page = try String(contentsOfFile: Repository.path("docs/platforms.md"), encoding: .utf8)
        for platform in Platform.all { #expect(page.contains("`\(platform.id)`"), "\(platform.id)") }
        #expect(Set(Platform.all.map(\.id)).count == Platform.all.count)
    }
}
