import YAML
import TerminalText

/// The entries of one mapping, checked against its ``FileFormat``.
struct Fields {
    let format: FileFormat
    let place: Place
    let log: ProblemLog
    private var values: [String: YAMLNode] = [:]

    /// `nil`, and a problem, when the value is no mapping at all.
    init?(_ node: YAMLNode, _ format: FileFormat, _ log: ProblemLog) {
        guard case .mapping(let entries) = node.content else {
            log.add(at: node.place, "\(format.phrase) is a mapping, this is \(node.kind)")
            return nil
        }
        self.format = format
        place = node.place
        self.log = log
        for (key, value) in entries {
            guard !log.isFull else { break }
            guard format.key(key.text) != nil else {
                log.add(
                    at: key.place, "unknown key '\(key.text)' in \(format.phrase)",
                    hint: Suggestion.hint(for: key.text, among: format.keys.map(\.name)))
                continue
            }
            values[key.text] = value
        }
        for key in format.keys where key.isRequired && values[key.name] == nil {
            log.add(at: place, "\(format.phrase) needs the key '\(key.name)'")
        }
    }

    func node(_ key: String) -> YAMLNode? { values[key] }

    /// The text of a key, which must not be empty where it is there.
    func text(_ key: String) -> PlacedText? {
        node(key).flatMap { Fields.text($0, of: key, log) }
    }

    func texts(_ key: String) -> [PlacedText] {
        list(key).compactMap { Fields.text($0, of: key, log) }
    }

    func list(_ key: String) -> [YAMLNode] {
        guard let node = node(key) else { return [] }
        guard case .sequence(let elements) = node.content else {
            log.add(at: node.place, "'\(key)' is a list, this is \(node.kind)")
            return []
        }
        return elements
    }

    /// The entries of a mapping whose keys are names of the author's choice.
    func entries(_ key: String) -> [(key: PlacedText, value: YAMLNode)] {
        guard let node = node(key) else { return [] }
        guard case .mapping(let entries) = node.content else {
            log.add(at: node.place, "'\(key)' is a mapping of names, this is \(node.kind)")
            return []
        }
        return entries
    }

    func mapping(_ key: String, _ format: FileFormat) -> Fields? {
        node(key).flatMap { Fields($0, format, log) }
    }

    func mappings(_ key: String, _ format: FileFormat) -> [Fields] {
        list(key).compactMap { Fields($0, format, log) }
    }

    static func text(_ node: YAMLNode, of key: String, _ log: ProblemLog) -> PlacedText? {
        guard case .scalar(let text) = node.content else {
            log.add(
                at: node.place, "'\(key)' is text, this is \(node.kind)",
                hint: "quote text that begins with '{' or '['")
            return nil
        }
        guard !text.isNull, !text.text.isEmpty else {
            log.add(at: node.place, "'\(key)' is empty")
            return nil
        }
        return text
    }
}
