import CEL

/// Templates as a person reads them: `<link.ifname> in <netns.name> is down` instead of the expressions.
enum Readable {
    static func text(_ template: String) -> String {
        guard let pieces = try? TemplateText(template.onOneLine).pieces else { return template.onOneLine }
        return pieces.map(text).joined()
    }

    /// A text that is one choice as a line for each alternative.
    static func lines(_ template: String) -> [String] {
        guard let pieces = try? TemplateText(template.onOneLine).pieces, pieces.count == 1,
            case .value(let source, _)? = pieces.first, let gist = try? Gist(source)
        else { return [text(template)] }
        return gist.alternatives.map(text)
    }

    /// The words that an expression may come to, if it can come to nothing else: `info, crit or warn`.
    static func words(_ expression: String) -> String? {
        guard let gist = try? Gist(expression) else { return nil }
        var words = gist.alternatives.compactMap { if case .text(let word) = $0 { word } else { nil } }
        guard words.count == gist.alternatives.count, let last = words.popLast() else { return nil }
        return words.isEmpty ? last : "\(words.joined(separator: ", ")) or \(last)"
    }

    private static func text(_ piece: TemplateText.Piece) -> String {
        switch piece {
        case .literal(let literal): literal
        case .value(let source, _): (try? Gist(source)).map(text) ?? "<\(source)>"
        // Nothing where the namespace is the one that nsdoctor runs in.
        case .entry: "[ip netns exec <netns>] "
        }
    }

    private static func text(_ gist: Gist) -> String {
        switch gist {
        case .text(let text): return text
        case .value(let name): return "<\(name)>"
        case .sequence(let parts): return parts.map(text).joined()
        case .either:
            let all = gist.alternatives.map(text)
            let said = all.map { String($0.drop { $0 == " " }) }.filter { !$0.isEmpty }
            // The space that parts them from what stands before belongs to none of them.
            let space = all.contains { $0.hasPrefix(" ") } ? " " : ""
            return said.isEmpty ? "" : all.count == 1 ? all[0] : "\(space)[\(said.joined(separator: " | "))]"
        }
    }
}
