import YAML

/// One YAML mapping, read key by key, so that what is left over at the end is an unknown key.
struct YAMLFields {
    let file: String
    private let node: YAMLNode
    private var rest: [String: YAMLNode] = [:]

    init(_ node: YAMLNode, file: String) throws(LabError) {
        self.file = file
        self.node = node
        guard case .mapping(let mapping) = node.content else {
            throw Self.error(file, node, "expected a mapping")
        }
        for (key, value) in mapping { rest[key.text] = value }
    }

    static func error(_ file: String, _ node: YAMLNode, _ text: String) -> LabError {
        LabError(.badLab, "\(file):\(node.place): \(text)")
    }

    func error(_ text: String) -> LabError { Self.error(file, node, text) }

    mutating func node(_ key: String) -> YAMLNode? { rest.removeValue(forKey: key) }

    mutating func text(_ key: String) throws(LabError) -> String {
        guard let found = try optionalText(key) else { throw error("'\(key)' is missing") }
        return found
    }

    mutating func optionalText(_ key: String) throws(LabError) -> String? {
        guard let value = node(key) else { return nil }
        return try scalar(value, "'\(key)' must be text")
    }

    mutating func texts(_ key: String) throws(LabError) -> [String] {
        var found: [String] = []
        for item in try items(key) { found.append(try scalar(item, "'\(key)' must be a list of texts")) }
        return found
    }

    mutating func items(_ key: String) throws(LabError) -> [YAMLNode] {
        guard let value = node(key) else { return [] }
        guard case .sequence(let sequence) = value.content else {
            throw Self.error(file, value, "'\(key)' must be a list")
        }
        return sequence
    }

    mutating func flag(_ key: String, default fallback: Bool) throws(LabError) -> Bool {
        guard let value = node(key) else { return fallback }
        switch try scalar(value, "'\(key)' must be true or false") {
        case "true": return true
        case "false": return false
        default: throw Self.error(file, value, "'\(key)' must be true or false")
        }
    }

    mutating func list<T>(_ key: String, _ read: (YAMLFields) throws(LabError) -> T) throws(LabError) -> [T] {
        var found: [T] = []
        for item in try items(key) { found.append(try read(try YAMLFields(item, file: file))) }
        return found
    }

    /// Call when every known key has been read.
    func finish() throws(LabError) {
        guard let (key, value) = rest.min(by: { $0.key < $1.key }) else { return }
        throw Self.error(file, value, "unknown key '\(key)'")
    }

    private func scalar(_ node: YAMLNode, _ complaint: String) throws(LabError) -> String {
        guard case .scalar(let scalar) = node.content else { throw Self.error(file, node, complaint) }
        return scalar.text
    }
}
