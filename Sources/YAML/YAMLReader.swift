/// Reads the one document of a YAML file into a tree, within ``YAMLLimits``.
///
/// Every limit is applied to an event before anything is built from it, so a file costs at most its own size.
package struct YAMLReader {
    private let file: SourceFile
    private let events: YAMLEvents
    private var nodes = 0

    private init(_ file: SourceFile) {
        self.file = file
        events = YAMLEvents(file)
    }

    /// The tree of a file.
    ///
    /// - Throws: the first thing that is wrong with it, or too much of.
    package static func read(_ file: SourceFile) throws(Problem) -> YAMLNode {
        guard file.text.utf8.count <= YAMLLimits.bytes else {
            let size = file.text.utf8.count
            throw Problem(
                file: file.name, place: .start, message: "the file has \(size) bytes, more than \(YAMLLimits.bytes)")
        }
        var reader = YAMLReader(file)
        return try reader.document()
    }

    private mutating func document() throws(Problem) -> YAMLNode {
        _ = try next()
        let start = try next()
        guard case .documentStart = start.kind else {
            throw file.problem(at: start.place, "the file is empty")
        }
        if start.hasDirective { throw file.problem(at: start.place, "YAML directives are not allowed") }
        let root = try node(next(), depth: 1)
        _ = try next()
        let end = try next()
        guard case .streamEnd = end.kind else {
            throw file.problem(at: end.place, "a second document begins here; a file has one")
        }
        return root
    }

    private mutating func next() throws(Problem) -> YAMLEvents.Event {
        do {
            return try events.next()
        } catch {
            throw file.problem(at: error.place, error.message, hint: error.hint)
        }
    }

    private mutating func node(_ event: YAMLEvents.Event, depth: Int) throws(Problem) -> YAMLNode {
        try refuse(event, depth: depth)
        switch event.kind {
        case .scalar(let text, let style):
            let scalar = PlacedText(text, style: style, place: event.place)
            return YAMLNode(content: .scalar(scalar), place: event.place)
        case .sequenceStart:
            var elements: [YAMLNode] = []
            var element = try next()
            while !isEnd(element) {
                elements.append(try node(element, depth: depth + 1))
                element = try next()
            }
            return YAMLNode(content: .sequence(elements), place: event.place)
        case .mappingStart:
            return YAMLNode(content: .mapping(try entries(depth: depth)), place: event.place)
        default:
            throw file.problem(at: event.place, "expected a value")
        }
    }

    private mutating func entries(depth: Int) throws(Problem) -> [(key: PlacedText, value: YAMLNode)] {
        var entries: [(key: PlacedText, value: YAMLNode)] = []
        var places: [String: Place] = [:]
        var event = try next()
        while !isEnd(event) {
            let key = try self.key(event)
            if let first = places.updateValue(key.place, forKey: key.text) {
                throw file.problem(
                    at: key.place, "the key '\(key.text)' is here twice", hint: "first on line \(first.line)")
            }
            entries.append((key, try node(next(), depth: depth + 1)))
            event = try next()
        }
        return entries
    }

    private mutating func key(_ event: YAMLEvents.Event) throws(Problem) -> PlacedText {
        try refuse(event, depth: 1)
        guard case .scalar(let text, let style) = event.kind else {
            throw file.problem(at: event.place, "a key must be a word")
        }
        if text == "<<", style == .plain { throw file.problem(at: event.place, "merge keys are not allowed") }
        return PlacedText(text, style: style, place: event.place)
    }

    private mutating func refuse(_ event: YAMLEvents.Event, depth: Int) throws(Problem) {
        nodes += 1
        if case .alias = event.kind { throw file.problem(at: event.place, "YAML aliases are not allowed") }
        if event.hasAnchor {
            throw file.problem(
                at: event.place, "YAML anchors are not allowed", hint: "quote text that begins with '&' or '*'")
        }
        if event.hasTag {
            throw file.problem(at: event.place, "YAML tags are not allowed", hint: "quote text that begins with '!'")
        }
        if nodes > YAMLLimits.nodes {
            throw file.problem(at: event.place, "more than \(YAMLLimits.nodes) values in one file")
        }
        if depth > YAMLLimits.depth {
            throw file.problem(at: event.place, "more than \(YAMLLimits.depth) values are nested here")
        }
    }

    private func isEnd(_ event: YAMLEvents.Event) -> Bool {
        switch event.kind {
        case .sequenceEnd, .mappingEnd: true
        default: false
        }
    }
}
