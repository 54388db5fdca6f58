import YAML

/// Reads parameters and their values.
struct ParameterReader {
    let log: ProblemLog

    func parameter(_ name: PlacedText, _ node: YAMLNode) -> Runbook.Parameter? {
        if !Names.isVariable(name.text) {
            log.add(at: name.place, "'\(name.text)' cannot be the name of a parameter")
        }
        guard let fields = Fields(node, .parameter, log), let kind: Runbook.Parameter.Kind = fields.choice("type")
        else {
            return nil
        }
        let minimum = value(fields, "min", kind)
        let maximum = value(fields, "max", kind)
        let choices = fields.texts("choices").map(\.text)
        let doc = fields.text("description")?.text
        guard let standard = value(fields, "default", kind) else { return nil }
        let parameter = Runbook.Parameter(
            name: name, kind: kind, standard: standard, minimum: minimum, maximum: maximum, choices: choices, doc: doc)
        if let refusal = parameter.refusal(of: standard), let place = fields.node("default")?.place {
            log.add(at: place, refusal)
        }
        return parameter
    }

    private func value(_ fields: Fields, _ key: String, _ kind: Runbook.Parameter.Kind) -> ParameterValue? {
        guard let node = fields.node(key), let text = Fields.text(node, of: key, log) else { return nil }
        return value(text, kind)
    }

    /// The value that a text stands for; a problem when it is of another type.
    func value(_ text: PlacedText, _ kind: Runbook.Parameter.Kind) -> ParameterValue? {
        if kind == .string { return .string(text.text) }
        // Quotes make text of anything, here as everywhere in YAML.
        let value: ParameterValue? =
            switch kind {
            case _ where text.style != .plain: nil
            case .int: Int64(text.text).map(ParameterValue.int)
            case .double: Double(text.text).flatMap { $0.isFinite ? .double($0) : nil }
            case .bool: Bool(text.text).map(ParameterValue.bool)
            case .string: nil
            }
        if value == nil { log.add(at: text.place, "'\(text.text)' is no \(kind.rawValue)") }
        return value
    }
}

extension Runbook.Parameter {
    /// Why a value of the right type is not allowed.
    func refusal(of value: ParameterValue) -> String? {
        if let minimum, minimum.isGreater(than: value) { return "\(value) is less than \(minimum), the least allowed" }
        if let maximum, value.isGreater(than: maximum) { return "\(value) is more than \(maximum), the most allowed" }
        if !choices.isEmpty, !choices.contains(value.description) {
            return "'\(value)' is none of \(choices.joined(separator: ", "))"
        }
        return nil
    }
}

extension ParameterValue {
    fileprivate func isGreater(than other: ParameterValue) -> Bool {
        switch (self, other) {
        case (.int(let left), .int(let right)): left > right
        case (.double(let left), .double(let right)): left > right
        case (.string(let left), .string(let right)): left > right
        default: false
        }
    }
}
