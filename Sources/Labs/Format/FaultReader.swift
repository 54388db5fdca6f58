import YAML

extension LabProbe {
    init(reading given: YAMLFields) throws(LabError) {
        var fields = given
        id = try fields.text("id")
        from = LabPlace(try fields.text("from"))
        healthy = try fields.flag("works", default: true)
        if let address = try fields.optionalText("ping") {
            kind = .ping(address, size: try Self.size(&fields))
        } else if let (address, port) = try Self.endpoint(&fields, "tcp") {
            kind = .tcp(address, port)
        } else if let (address, port) = try Self.endpoint(&fields, "udp") {
            kind = .udp(address, port)
        } else {
            kind = .resolve(try fields.text("resolve"))
        }
        try fields.finish()
    }

    private static func size(_ fields: inout YAMLFields) throws(LabError) -> Int? {
        guard let text = try fields.optionalText("size") else { return nil }
        guard let size = Int(text), 0...65_507 ~= size else { throw fields.error("'\(text)' is no size of a ping") }
        return size
    }

    private static func endpoint(_ fields: inout YAMLFields, _ key: String) throws(LabError) -> (String, UInt16)? {
        guard let text = try fields.optionalText(key) else { return nil }
        let words = text.split(separator: " ")
        guard words.count == 2, let port = UInt16(words[1]) else {
            throw fields.error("cannot read '\(text)': write '192.0.2.1 80'")
        }
        return (String(words[0]), port)
    }
}

extension LabFault {
    init(reading given: YAMLFields, harmless: Bool) throws(LabError) {
        var fields = given
        id = try fields.text("id")
        title = try fields.text("title")
        omit = try fields.texts("omit")
        run = try fields.texts("run")
        until = try fields.optionalText("until")
        target = try LabTarget(fields.node("target"), file: fields.file)
        fails = try fields.texts("fails")
        works = try fields.texts("works")
        varies = try fields.texts("varies")
        hidden = try fields.optionalText("hidden")
        expect = nil
        if let node = fields.node("expect") {
            expect = try Expectation(reading: try YAMLFields(node, file: fields.file))
        }
        guard harmless == (expect == nil) else {
            throw fields.error(harmless ? "a variant is harmless: no 'expect'" : "'expect' is missing")
        }
        try fields.finish()
    }
}

extension LabFault.Expectation {
    fileprivate init(reading given: YAMLFields) throws(LabError) {
        var fields = given
        finding = try fields.text("finding")
        guard let known = Severity(rawValue: try fields.text("severity")) else {
            throw fields.error("a severity is crit, warn or info")
        }
        severity = known
        netns = try fields.optionalText("netns")
        object = try fields.optionalText("object")
        name = try fields.optionalText("name")
        try fields.finish()
    }
}
