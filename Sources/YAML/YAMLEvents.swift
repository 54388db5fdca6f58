// Events, because a limit that is applied to a composed tree comes too late: hashing a key that is made of aliases takes
// 50 seconds for 745 bytes of file. Events also carry the place of every key, and resolve nothing.
internal import CLibyaml

/// The events of a YAML text, one by one.
final class YAMLEvents {
    struct Event {
        enum Kind {
            case streamStart, streamEnd, documentStart, documentEnd
            case scalar(String, PlacedText.Style)
            case sequenceStart, sequenceEnd, mappingStart, mappingEnd
            case alias
        }

        let kind: Kind
        let place: Place
        let hasAnchor: Bool
        let hasTag: Bool
        let hasDirective: Bool
    }

    /// What libyaml says is wrong.
    struct Failure: Error {
        let message: String
        let place: Place

        /// Most texts that libyaml cannot read are sentences and expressions that look like YAML.
        var hint: String? {
            let isReadAsSyntax = message.contains("expected") || message.contains("cannot start any token")
            return isReadAsSyntax ? "text with ': ' or ' #', or that begins with one of {[&*!%@`, must be quoted" : nil
        }
    }

    // libyaml keeps pointers to the parser and to the text in the parser itself, so neither may move.
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let bytes: UnsafeMutableBufferPointer<UInt8>
    private let file: SourceFile

    init(_ file: SourceFile) {
        self.file = file
        let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: file.text.utf8.count)
        // Quick, because the text of a file is contiguous.
        _ = file.text.utf8.withContiguousStorageIfAvailable { copy.initialize(fromContentsOf: $0) }
        bytes = copy
        parser = .allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        yaml_parser_initialize(parser)
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        bytes.deallocate()
    }

    func next() throws(Failure) -> Event {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw failure() }
        defer { yaml_event_delete(&event) }
        return Event(
            kind: kind(of: event), place: place(event.start_mark), hasAnchor: hasAnchor(event), hasTag: hasTag(event),
            hasDirective: hasDirective(event))
    }

    private func kind(of event: yaml_event_t) -> Event.Kind {
        switch event.type {
        case YAML_STREAM_START_EVENT: .streamStart
        case YAML_DOCUMENT_START_EVENT: .documentStart
        case YAML_DOCUMENT_END_EVENT: .documentEnd
        case YAML_ALIAS_EVENT: .alias
        case YAML_SCALAR_EVENT: .scalar(text(of: event), style(of: event))
        case YAML_SEQUENCE_START_EVENT: .sequenceStart
        case YAML_SEQUENCE_END_EVENT: .sequenceEnd
        case YAML_MAPPING_START_EVENT: .mappingStart
        case YAML_MAPPING_END_EVENT: .mappingEnd
        default: .streamEnd
        }
    }

    private func text(of event: yaml_event_t) -> String {
        let bytes = UnsafeBufferPointer(start: event.data.scalar.value, count: event.data.scalar.length)
        return String(decoding: bytes, as: UTF8.self)
    }

    private func style(of event: yaml_event_t) -> PlacedText.Style {
        switch event.data.scalar.style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
        case YAML_LITERAL_SCALAR_STYLE: .literal
        case YAML_FOLDED_SCALAR_STYLE: .folded
        default: .plain
        }
    }

    private func hasAnchor(_ event: yaml_event_t) -> Bool {
        switch event.type {
        case YAML_SCALAR_EVENT: event.data.scalar.anchor != nil
        case YAML_SEQUENCE_START_EVENT: event.data.sequence_start.anchor != nil
        case YAML_MAPPING_START_EVENT: event.data.mapping_start.anchor != nil
        default: false
        }
    }

    private func hasTag(_ event: yaml_event_t) -> Bool {
        switch event.type {
        case YAML_SCALAR_EVENT: event.data.scalar.tag != nil
        case YAML_SEQUENCE_START_EVENT: event.data.sequence_start.tag != nil
        case YAML_MAPPING_START_EVENT: event.data.mapping_start.tag != nil
        default: false
        }
    }

    private func hasDirective(_ event: yaml_event_t) -> Bool {
        guard event.type == YAML_DOCUMENT_START_EVENT else { return false }
        let start = event.data.document_start
        return start.version_directive != nil || start.tag_directives.start != start.tag_directives.end
    }

    private func place(_ mark: yaml_mark_t) -> Place {
        Place(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
    }

    private func failure() -> Failure {
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? "not YAML"
        // The reader, which sees bytes, knows no lines.
        let isReader = parser.pointee.error == YAML_READER_ERROR
        let place =
            isReader
            ? SourceLines(file.text).place(ofByte: parser.pointee.problem_offset) : place(parser.pointee.problem_mark)
        if problem.contains("nesting level") {
            return Failure(message: "more than \(YAMLLimits.depth) values are nested here", place: place)
        }
        guard let context = parser.pointee.context.map({ String(cString: $0) }) else {
            return Failure(message: problem, place: place)
        }
        return Failure(message: "\(problem), \(context)", place: place)
    }
}
