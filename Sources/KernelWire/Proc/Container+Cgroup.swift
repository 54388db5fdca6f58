import NetworkModel

extension Container {
    /// What a cgroup path says about the container that a process runs in. Nil is "none, as far as the path says":
    /// a form that is not known is never guessed at.
    ///
    /// The innermost container counts, since containers nest (a Kubernetes node that is itself a container).
    public init?(cgroupPath path: String) {
        let components = path.split(separator: "/").map(String.init)
        for index in components.indices.reversed() {
            switch ContainerForm(components, at: index) {
            case .container(let id, let runtime):
                self.init(id: id, runtime: runtime, podUid: Self.podUid(components[...index]))
                return
            case .notAContainer: return nil
            case nil: continue
            }
        }
        return nil
    }

    /// `pod<uid>` or `kubepods-burstable-pod<uid>.slice`, where systemd's slices have "_" for "-". Nearest first.
    private static func podUid(_ components: ArraySlice<String>) -> String? {
        for component in components.reversed() {
            // `….slice:cri-containerd:ID` has the pod in the same component.
            var name = component.prefix { $0 != ":" }
            if name.hasSuffix(".slice") { name = name.dropLast(6) }
            guard let start = name.hasPrefix("pod") ? name.startIndex : Self.lastPod(in: name) else { continue }
            let uid = String(name[start...].dropFirst(3).map { $0 == "_" ? "-" : $0 })
            if isPodUID(uid) { return uid }
        }
        return nil
    }

    /// Where the last "pod" with a dash before it starts.
    private static func lastPod(in name: Substring) -> Substring.Index? {
        name.indices.last {
            $0 > name.startIndex && name[$0...].hasPrefix("pod") && name[name.index(before: $0)] == "-"
        }
    }

    /// A UUID, or the 32 hexadecimal digits of a static pod's hash.
    private static func isPodUID(_ uid: some StringProtocol) -> Bool {
        let groups = uid.split(separator: "-", omittingEmptySubsequences: false)
        return groups.allSatisfy { $0.utf8.allSatisfy(isHex) }
            && [[8, 4, 4, 4, 12], [32]].contains(groups.map { $0.utf8.count })
    }

    static func isHex(_ byte: UInt8) -> Bool { [byte][...].isLowercaseHex }
}
