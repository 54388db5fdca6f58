/// A cluster that comes as one program, with a network plugin in it. It is known by where the configuration lies that made
/// the target's cable: what else runs on the node may serve others.
struct Distribution: Sendable {
    let name: String
    /// The beginning of that configuration's path.
    let path: String
    /// The plugin that it brings along; its agent is no daemon set of that plugin's own.
    let plugin: String
    var remake: Platform.Remake?

    static let all = [
        Distribution(
            name: "k3s", path: "/var/lib/rancher/k3s/", plugin: "flannel",
            remake: .unit(
                "k3s",
                "k3s makes the node's network again; containers go on. Without the API on it the unit is k3s-agent")
        ),
        Distribution(
            name: "RKE2", path: "/var/lib/rancher/rke2/", plugin: "canal", remake: .daemonSet("rke2-canal")),
        Distribution(
            name: "MicroK8s", path: "/var/snap/microk8s/", plugin: "calico", remake: .daemonSet("calico-node")),
        Distribution(name: "minikube", path: "/etc/cni/net.d/1-k8s.conflist", plugin: "cni-bridge"),
    ]
}
