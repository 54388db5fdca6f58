import NetworkModel
import SnapshotQuery

extension TargetAnalysis {
    /// Has whoever runs the target give it its network anew; nil where nobody is known to do so.
    public var renewal: Platform.Remake? {
        let snapshot = query.snapshot
        guard !scope.isNode, let target = snapshot.target, let process = target.pid.flatMap({ snapshot.processes[$0] })
        else { return nil }
        if target.kind == .unit {
            return Platform.Remake(["systemctl", "restart", target.spelling], "the service starts anew")
        }
        return process.container.flatMap { Platform.Remake(renewing: $0, on: datapath?.plugin) }
    }
}

extension Platform.Remake {
    private static let again = "what runs in it starts anew, with a network of the same make"

    init?(renewing container: Container, on plugin: String?) {
        let name = container.label?.name
        if let pod = container.label?.pod {
            // A static pod is the kubelet's own: deleting what the API shows of it changes nothing here.
            guard container.podUid?.contains("-") ?? true else { return nil }
            self.init(
                ["kubectl", "-n", pod.namespace, "delete", "pod", pod.name],
                "its controller makes another one, with a network of its own; a pod that has none is gone for good")
            return
        }
        guard let name else { return nil }
        switch (container.runtime, plugin) {
        case ("podman", _):
            self.init(
                ["podman", "network", "reload", name], "none for what runs in it: its links and rules are made again")
        case ("docker", _): self.init(["docker", "restart", name], Self.again)
        case ("containerd", _): self.init(["nerdctl", "restart", name], Self.again)
        case ("lxc", "incus"): self.init(["incus", "restart", name], Self.again)
        case ("lxc", "lxd"): self.init(["lxc", "restart", name], Self.again)
        case ("lxc", _): self.init(["lxc-stop", "--reboot", "--name", name], Self.again)
        case ("systemd-nspawn", _): self.init(["machinectl", "reboot", name], Self.again)
        default: return nil
        }
    }
}
