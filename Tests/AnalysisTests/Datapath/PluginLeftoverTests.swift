import NetworkModel
import SnapshotQuery
import TestSupport
import Testing

@testable import Analysis

/// What a former plugin left, which configuration counts first, and who makes a network anew.
@Suite struct PluginLeftoverTests {
    private static let calico = PlatformNode(cable: "cali12d4a061371", gateway: "169.254.1.1", proto: 80)
        .chains("cali-FORWARD").carrier("vxlan.calico", "vxlan")
    private static let bridged = PlatformNode(cable: "veth1a2b3c4d", bridge: "cni0", gateway: "10.244.1.1")
        .config("10-flannel.conflist", ["flannel"], bridge: "cni0").carrier("flannel.1", "vxlan").chains("FLANNEL-FWD")

    private func leftovers(_ node: PlatformNode) -> [String] {
        TargetAnalysis(node.network.snapshot).pluginLeftovers.map { "\($0.plugin): \($0.links.joined(separator: " "))" }
    }

    private func rivals(_ node: PlatformNode) -> [String] {
        TargetAnalysis(node.network.snapshot).pluginRivals.map { "\($0.plugin): \($0.path)" }
    }

    @Test func areDevicesThatServeNobody() {
        #expect(leftovers(Self.calico.device("flannel.1", "vxlan").running("calico-node")) == ["flannel: flannel.1"])
        #expect(
            leftovers(Self.bridged.device("weave", "bridge").device("vxlan-6784", "vxlan").running())
                == ["Weave Net: weave vxlan-6784"])
        #expect(
            leftovers(Self.bridged.device("cilium_host", "veth").device("cilium_net", "veth").running())
                == ["Cilium: cilium_host cilium_net"])
    }

    @Test func areNoneWhereTheyAreUsed() {
        let beside = Self.calico.device("flannel.1", "vxlan")
        // The agent runs; nobody has looked; it is the target's own; another pod's cable is of it; the kernel made it.
        #expect(leftovers(beside.running("flanneld")) == [])
        #expect(leftovers(beside) == [])
        #expect(leftovers(Self.calico.running()) == [])
        #expect(
            leftovers(Self.bridged.device("vxlan.calico", "vxlan").device("cali0a1b2c3d4e5", "veth").running()) == [])
        #expect(leftovers(Self.bridged.device("tunl0", "ipip").running()) == [])
        // Canal is both.
        let canal = PlatformNode(cable: "cali12d4a061371", gateway: "169.254.1.1", proto: 80).chains("cali-FORWARD")
            .carrier("flannel.1", "vxlan").device("vxlan.calico", "vxlan")
        #expect(leftovers(canal.running()) == [])
        // Of a bridge of nobody known, or of a machine's own platform, nothing is left over.
        let docker = PlatformNode(cable: "veth9f8e7d6", bridge: "docker0", gateway: "172.17.0.1").chains("DOCKER")
        #expect(leftovers(docker.device("flannel.1", "vxlan").running()) == [])
    }

    @Test func theFirstFileCounts() {
        #expect(
            rivals(
                Self.calico.config("05-flannel.conflist", ["flannel"], bridge: "cni0").config(
                    "10-calico.conflist", ["calico"]))
                == ["flannel: /etc/cni/net.d/05-flannel.conflist"])
        #expect(
            rivals(
                Self.calico.config("10-calico.conflist", ["calico"]).config(
                    "20-flannel.conflist", ["flannel"], bridge: "cni0"))
                == [])
        let multus = Self.calico.config("00-multus.conf", ["multus"]).config(
            "10-flannel.conflist", ["flannel"], bridge: "cni0")
        #expect(rivals(multus) == [])
        #expect(rivals(Self.calico.config("00-loopback.conf", ["loopback"])) == [])
        #expect(rivals(Self.calico.config("00-podman.conflist", ["bridge", "portmap"], bridge: "cni-podman0")) == [])
        let canal = PlatformNode(cable: "cali12d4a061371", gateway: "169.254.1.1", proto: 80).chains("cali-FORWARD")
            .carrier("flannel.1", "vxlan").config("10-canal.conflist", ["calico", "portmap"])
        #expect(rivals(canal) == [])
    }

    private static let id = String(repeating: "3f9a", count: 16)

    private static func container(_ runtime: String?, pod uid: String? = nil, _ label: ContainerLabel?) -> Container {
        var container = Container(id: id, runtime: runtime, podUid: uid)
        container.label = label
        return container
    }

    private static let pod = ContainerLabel(name: "app", pod: .init(namespace: "shop", name: "web-0"))

    @Test(arguments: [
        (container("docker", ContainerLabel(name: "web")), "docker restart web"),
        (container("podman", ContainerLabel(name: "web")), "podman network reload web"),
        (container("containerd", ContainerLabel(name: "tool")), "nerdctl restart tool"),
        (container("lxc", ContainerLabel(name: "mail")), "lxc-stop --reboot --name mail"),
        (container("systemd-nspawn", ContainerLabel(name: "box")), "machinectl reboot box"),
        (
            container("containerd", pod: "12345678-90ab-cdef-1234-567890abcdef", pod),
            "kubectl -n shop delete pod web-0"
        ),
        // A static pod is not made anew by that.
        (container("containerd", pod: String(repeating: "a1", count: 16), pod), ""),
        (container("docker", nil), ""), (container(nil, ContainerLabel(name: "x")), ""),
    ])
    func makesItAnew(container: Container, words: String) {
        let node = Self.bridged.container(container)
        #expect((TargetAnalysis(node.network.snapshot).renewal?.words ?? []).joined(separator: " ") == words)
    }

    @Test func thePlatformMakesItsPartAgain() {
        func remake(_ node: PlatformNode) -> String {
            (TargetAnalysis(node.network.snapshot).datapath?.remake?.words ?? []).joined(separator: " ")
        }
        #expect(remake(Self.calico) == "kubectl -n calico-system rollout restart daemonset calico-node")
        #expect(remake(Self.bridged) == "kubectl -n kube-flannel rollout restart daemonset kube-flannel-ds")
        let k3s = PlatformNode(cable: "veth1a2b3c4d", bridge: "cni0", gateway: "10.244.1.1").config(
            "10-flannel.conflist", ["flannel"], bridge: "cni0", in: "/var/lib/rancher/k3s/agent/etc/cni/net.d")
        #expect(remake(k3s) == "systemctl restart k3s")
        // k3s with a plugin of its own choice: that one's agent is no part of k3s.
        let own = PlatformNode(cable: "cali12d4a061371", gateway: "169.254.1.1", proto: 80).config(
            "10-calico.conflist", ["calico"], in: "/var/lib/rancher/k3s/agent/etc/cni/net.d")
        #expect(remake(own) == "kubectl -n calico-system rollout restart daemonset calico-node")
        let canal = PlatformNode(cable: "cali12d4a061371", gateway: "169.254.1.1", proto: 80).carrier(
            "flannel.1", "vxlan")
        #expect(remake(canal) == "kubectl -n kube-system rollout restart daemonset canal")
    }
}
