import YAML

extension LabTarget {
    /// `{process: NAME}`, `{pid: NUMBER}`, `{netns: NAME}` or the word `node`.
    init?(_ node: YAMLNode?, file: String) throws(LabError) {
        guard let node else { return nil }
        if case .scalar(let word) = node.content, word.text == "node" {
            self = .node
            return
        }
        var fields = try YAMLFields(node, file: file)
        if let name = try fields.optionalText("process") {
            self = .process(name)
        } else if let number = try fields.optionalText("pid") {
            guard let pid = Int32(number) else { throw fields.error("'\(number)' is no process number") }
            self = .pid(pid)
        } else {
            self = .netns(try fields.text("netns"))
        }
        try fields.finish()
    }
}

extension LabPlace {
    /// `host`, the name of a network namespace, `@process`, or `@process/name` for a name inside that container.
    init(_ text: String) {
        guard text.hasPrefix("@") else {
            self = text == "host" ? .host : .netns(text)
            return
        }
        let parts = text.dropFirst().split(separator: "/", maxSplits: 1).map(String.init)
        self = .process(parts.first ?? "", netns: parts.count > 1 ? parts[1] : nil)
    }
}

extension LabProcess.Listener {
    /// `tcp 0.0.0.0 80`
    init?(_ text: String) {
        let words = text.split(separator: " ")
        guard words.count == 3, let transport = Transport(rawValue: String(words[0])), let port = UInt16(words[2])
        else { return nil }
        self.init(transport: transport, address: String(words[1]), port: port)
    }

    var text: String { "\(transport.rawValue) \(address) \(port)" }
}
