import YAML
import CEL

/// Compiles expressions and templates, and says where in the file one of them is wrong.
struct ExpressionCompiler {
    let log: ProblemLog

    /// Of a template. A sentence has a handful.
    private static let mostPieces = 256

    /// The program of a whole scalar; `nil`, and a problem, when it is wrong.
    func program(_ text: PlacedText, expecting type: CELType? = nil, in scope: ExpressionScope) -> Program? {
        compile(text.text, at: 0, of: text, expecting: type, in: scope)
    }

    func template(_ text: PlacedText, _ kind: Template.Kind, in scope: ExpressionScope) -> Template? {
        let parsed: TemplateText
        do {
            parsed = try TemplateText(text.text)
        } catch {
            log.add(at: place(error.offset, of: text), error.message, hint: error.hint)
            return nil
        }
        guard parsed.pieces.count <= Self.mostPieces else {
            log.add(at: text.place, "more than \(Self.mostPieces) pieces in one text")
            return nil
        }
        var words = ShellPlace()
        var pieces: [Template.Piece] = []
        for piece in parsed.pieces {
            switch piece {
            case .literal(let literal):
                words.read(literal)
                pieces.append(.literal(literal))
            case .value(let source, let offset):
                refuseQuotes(kind, &words, at: offset, of: text)
                let program = compile(source, at: offset, of: text, in: scope)
                if let program, isShown(program, at: offset, of: text) { pieces.append(.value(program)) }
            case .entry(let source, let offset):
                refuseQuotes(kind, &words, at: offset, of: text)
                let program = compile(source, at: offset, of: text, in: scope)
                if let program, isEntry(program, kind, scope, at: offset, of: text) { pieces.append(.entry(program)) }
            }
        }
        return pieces.count == parsed.pieces.count ? Template(kind: kind, pieces: pieces) : nil
    }

    private func place(_ offset: Int, of text: PlacedText) -> Place {
        log.place(ofByte: offset, in: text)
    }

    private func compile(
        _ source: String, at offset: Int, of text: PlacedText, expecting type: CELType? = nil, in scope: ExpressionScope
    ) -> Program? {
        do {
            let program = try scope.environment.compile(
                source, expecting: type, mode: .checked, assuming: scope.guards)
            for old in program.oldNames {
                log.add(
                    .warning, at: place(offset + old.offset, of: text),
                    "'\(old.name)' is now called '\(old.replacement)'")
            }
            return program
        } catch {
            log.add(at: place(offset + (error.offset ?? 0), of: text), error.message, hint: error.hint)
            return nil
        }
    }

    private func refuseQuotes(_ kind: Template.Kind, _ words: inout ShellPlace, at offset: Int, of text: PlacedText) {
        guard kind == .command, let refusal = words.readValue() else { return }
        log.add(at: place(offset, of: text), refusal)
    }

    private func isShown(_ program: Program, at offset: Int, of text: PlacedText) -> Bool {
        if Display.canShow(program.type) { return true }
        log.add(
            at: place(offset, of: text), "a value of type \(program.type) has no text", hint: "name one of its fields")
        return false
    }

    private func isEntry(
        _ program: Program, _ kind: Template.Kind, _ scope: ExpressionScope, at offset: Int, of text: PlacedText
    ) -> Bool {
        guard kind == .command else {
            log.add(at: place(offset, of: text), "'{@…}' belongs in commands only")
            return false
        }
        if has(PlaceFacts.enter, [.string], program.type, scope) { return true }
        log.add(at: place(offset, of: text), "\(program.type) is no namespace", hint: "it has no fact 'enter'")
        return false
    }

    /// Whether values of `type` have a field of one of the types.
    func has(_ field: String, _ types: [CELType], _ type: CELType, _ scope: ExpressionScope) -> Bool {
        switch type {
        case .dyn: true
        case .object(let name):
            scope.environment.objects[name]?.fields[field].map { types.contains($0.type) } ?? false
        default: false
        }
    }
}
