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
