/// What a container runtime reads of its network plugins: files alone, nobody is asked.
public struct PluginFiles: Hashable, Sendable, Codable {
    /// In the order in which a runtime goes through them (libcni sorts by name): the first that holds is the one that counts.
    public var configs: [Config]

    public init(configs: [Config]) { self.configs = configs }

    public struct Config: Hashable, Sendable, Codable {
        public var path: String
        /// The network's. Hostile, as all texts of files.
        public var name: String
        /// Of its plugins, in their order: `flannel`, `portmap`.
        public var types: [String]
        /// The bridge that one of them makes; nil where none does.
        public var bridge: String?
        /// Programs that it names and that are in none of the folders where others of its programs are; nil where all are there, or
        /// none was found.
        public var missing: [String]?

        public init(path: String, name: String, types: [String], bridge: String?) {
            (self.path, self.name, self.types, self.bridge) = (path, name, types, bridge)
        }
    }

    /// What libcni has kept of one network of one container when it was plugged in.
    public struct Result: Hashable, Sendable, Codable {
        /// The configuration as it was then, by the file's own name.
        public var config: Config
        /// The pod, where the caller said which; hostile.
        public var pod: ContainerLabel.Pod?

        public init(config: Config, pod: ContainerLabel.Pod?) { (self.config, self.pod) = (config, pod) }
    }

    /// The file that still says the same as what was kept.
    public func file(of kept: Config) -> Config? {
        configs.first { $0.name == kept.name && $0.types == kept.types && $0.bridge == kept.bridge }
    }

    /// The configuration that has made a cable: of one that is plugged into a bridge the one with that bridge, of any other
    /// the one that counts.
    public func config(of bridge: String?, isBridged: Bool) -> Config? {
        isBridged ? configs.first { $0.bridge == bridge } : configs.first.flatMap { $0.bridge == nil ? $0 : nil }
    }
}
