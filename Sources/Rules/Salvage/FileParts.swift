import YAML

/// The parts of a file that stand for themselves: checks, steps, parameters, entries of overrides. One that is wrong can be
/// taken out, and the rest is a file still.
struct FileParts {
    private struct Part {
        /// Where it stands: keys and positions from the root on.
        let path: [Int]
        let place: Place
        let name: String
    }

    private let root: YAMLNode
    private let parts: [Part]
    /// Where keys of the root begin: no part reaches beyond the next.
    private let borders: [Place]

    init(_ root: YAMLNode) {
        self.root = root
        guard case .mapping(let entries) = root.content else {
            (parts, borders) = ([], [])
            return
        }
        borders = entries.map(\.key.place)
        parts = entries.enumerated().flatMap { index, entry in Self.parts(of: entry, at: index) }.sorted {
            $0.place < $1.place
        }
    }

    private static func parts(of entry: (key: PlacedText, value: YAMLNode), at index: Int) -> [Part] {
        switch entry.value.content {
        case .sequence(let elements):
            let words = [
                "checks": "check", "steps": "step", "disable": "what disables", "severity": "the severity of",
                "exceptions": "an exception for",
            ]
            guard let word = words[entry.key.text] else { return [] }
            return elements.enumerated().map { position, element in
                Part(path: [index, position], place: element.place, name: "\(word) \(name(of: element))")
            }
        case .mapping(let named) where entry.key.text == "params":
            return named.enumerated().map { position, parameter in
                Part(path: [index, position], place: parameter.key.place, name: "params \(parameter.key.text)")
            }
        case .mapping, .scalar: return []
        }
    }

    private static func name(of element: YAMLNode) -> String {
        guard case .mapping(let fields) = element.content,
            let field = fields.first(where: { ["id", "check"].contains($0.key.text) }),
            case .scalar(let text) = field.value.content
        else { return "without a name" }
        return text.text
    }

    /// Takes out the parts that problems lie in.
    ///
    /// - Returns: the rest, and what was taken out with its problems; nil where a problem lies elsewhere.
    func without(_ problems: [Problem], of file: String) -> (rest: YAMLNode, out: [LeftOut])? {
        var found: [Int: [Problem]] = [:]
        for problem in problems {
            guard let index = parts.lastIndex(where: { $0.place <= problem.place }),
                !borders.contains(where: { parts[index].place < $0 && $0 <= problem.place })
            else { return nil }
            found[index, default: []].append(problem)
        }
        guard !found.isEmpty else { return nil }
        let out = found.keys.sorted().map { index in
            LeftOut(
                file: file, place: parts[index].place, part: parts[index].name, problems: found[index] ?? [])
        }
        return (Self.cut(Set(found.keys.map { parts[$0].path }), of: root), out)
    }

    private static func cut(_ paths: Set<[Int]>, of root: YAMLNode) -> YAMLNode {
        guard case .mapping(var entries) = root.content else { return root }
        for index in entries.indices {
            let cut = Set(paths.filter { $0[0] == index }.map { $0[1] })
            guard !cut.isEmpty else { continue }
            let value = entries[index].value
            let kept: YAMLNode.Content =
                switch value.content {
                case .sequence(let elements):
                    .sequence(elements.enumerated().filter { !cut.contains($0.offset) }.map(\.element))
                case .mapping(let named):
                    .mapping(named.enumerated().filter { !cut.contains($0.offset) }.map(\.element))
                case .scalar: value.content
                }
            entries[index].value = YAMLNode(content: kept, place: value.place)
        }
        return YAMLNode(content: .mapping(entries), place: root.place)
    }
}
