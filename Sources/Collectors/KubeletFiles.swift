import Kernel
import NetworkModel

/// What the kubelet keeps of its pods, whatever the runtime: folders and links for their logs have the names in theirs.
enum KubeletFiles {
    private static let pods = "/var/log/pods"
    private static let containers = "/var/log/containers"

    /// All pods by their uid: a folder `NAMESPACE_NAME_UID` each, none of which parts may have an underscore.
    static func allPods() -> [String: ContainerLabel.Pod] {
        var all: [String: ContainerLabel.Pod] = [:]
        for folder in (try? Files.list(pods)) ?? [] {
            let parts = folder.split(separator: "_", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 3, parts.allSatisfy({ !$0.isEmpty }) else { continue }
            all[parts[2]] = ContainerLabel.Pod(namespace: parts[0], name: parts[1])
        }
        return all
    }

    /// The pod and the container's name in it, by a link `POD_NAMESPACE_CONTAINER-ID.log`. Long names are cut at their end,
    /// and then say nothing.
    static func label(ofContainer id: String) -> ContainerLabel? {
        let ending = "-\(id).log"
        guard let link = (try? Files.list(containers))?.first(where: { $0.hasSuffix(ending) }) else { return nil }
        let parts = link.dropLast(ending.count).split(separator: "_", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, parts.allSatisfy({ !$0.isEmpty }) else { return nil }
        return ContainerLabel(name: parts[2], pod: ContainerLabel.Pod(namespace: parts[1], name: parts[0]))
    }
}
