/// What people call a container, by files of its runtime and of the kubelet: nobody was asked. All texts are hostile.
public struct ContainerLabel: Hashable, Sendable, Codable {
    /// The container's own name: `app`, `shop-web-1`; nil where none is told, and for a pod's sandbox.
    public var name: String?
    /// The pod of Kubernetes that it is in.
    public var pod: Pod?
    /// The service that it is one of, of Compose or of a swarm.
    public var service: Service?
    /// The process that only holds a pod's network open.
    public var isSandbox = false

    public init(name: String? = nil, pod: Pod? = nil, service: Service? = nil, isSandbox: Bool = false) {
        (self.name, self.pod, self.service, self.isSandbox) = (name, pod, service, isSandbox)
    }

    public struct Pod: Hashable, Sendable, Codable {
        public var namespace: String
        public var name: String

        public init(namespace: String, name: String) { (self.namespace, self.name) = (namespace, name) }

        /// `shop/web-0`
        public var words: String { "\(namespace)/\(name)" }
    }

    public struct Service: Hashable, Sendable, Codable {
        /// Of Compose; nil for a swarm's.
        public var project: String?
        public var name: String

        public init(project: String?, name: String) { (self.project, self.name) = (project, name) }

        /// `shop/web`
        public var words: String { (project.map { "\($0)/" } ?? "") + name }
    }

    /// What the network that it is in is best called: containers of one pod share theirs.
    public var title: String? { pod?.words ?? name }

    /// `container app of pod shop/web-0`, `container shop-web-1 of service shop/web`; nil where there is no name.
    public var words: String? {
        let whose = pod.map { "pod \($0.words)" } ?? service.map { "service \($0.words)" }
        guard let name else { return isSandbox ? whose.map { "sandbox of \($0)" } : whose }
        return "container \(name)" + (whose.map { " of \($0)" } ?? "")
    }

    /// Whether people may mean it by this: its own name, its service's, its pod's.
    public func isCalled(_ spelling: String) -> Bool {
        [name, service?.name, service?.words, pod?.name, pod?.words].contains(spelling)
    }
}
