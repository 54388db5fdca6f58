import YAML

extension Lab {
    /// Reads a lab. Every name that it mentions must exist in it.
    public init(_ source: LabSource) throws(LabError) {
        var fields = try YAMLFields(try Self.document(source), file: source.name)
        self.source = source
        id = try fields.text("id")
        title = try fields.text("title")
        teaches = try fields.text("teaches")
        picture = try fields.optionalText("picture") ?? ""
        target = try LabTarget(fields.node("target"), file: source.name) ?? .node
        steps = try fields.list("steps", Step.init(reading:))
        processes = try fields.list("processes", LabProcess.init(reading:))
        probes = try fields.list("probes", LabProbe.init(reading:))
        faults = try fields.list("faults") { (fault) throws(LabError) in try LabFault(reading: fault, harmless: false) }
        variants = try fields.list("variants") { (fault) throws(LabError) in
            try LabFault(reading: fault, harmless: true)
        }
        until = try fields.optionalText("until")
        try fields.finish()
        try LabNames(self).check()
    }

    private static func document(_ source: LabSource) throws(LabError) -> YAMLNode {
        do throws(Problem) {
            return try YAMLReader.read(SourceFile(name: source.name, text: source.text))
        } catch {
            throw LabError(.badLab, "\(error.file):\(error.place): \(error.message)")
        }
    }
}

extension Lab.Step {
    fileprivate init(reading given: YAMLFields) throws(LabError) {
        var fields = given
        id = try fields.text("id")
        says = try fields.text("says")
        run = try fields.texts("run")
        start = try fields.texts("start")
        try fields.finish()
    }
}

extension LabProcess {
    fileprivate init(reading given: YAMLFields) throws(LabError) {
        var fields = given
        name = try fields.text("name")
        guard name.utf8.count <= 15 else { throw fields.error("a process name has at most 15 bytes") }
        place = LabPlace(try fields.optionalText("in") ?? "host")
        var listeners: [Listener] = []
        for text in try fields.texts("listen") {
            guard let listener = Listener(text) else {
                throw fields.error("cannot read '\(text)': write 'tcp 0.0.0.0 80' or 'udp :: 53'")
            }
            listeners.append(listener)
        }
        listen = listeners
        answers = try fields.optionalText("answers")
        container = try fields.flag("container", default: false)
        try fields.finish()
    }
}
