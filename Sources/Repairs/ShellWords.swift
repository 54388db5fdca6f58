/// The plain commands of a shell line that does nothing but run them one after the other. Nil for anything that a
/// shell would expand, redirect or decide: what cannot be read is not rehearsed.
struct ShellWords {
    let commands: [[String]]

    init?(_ line: String) {
        var commands: [[String]] = [[]]
        var word: String?
        var isQuoted = false
        var rest = line.unicodeScalars[...]
        func flush() {
            if let done = word { commands[commands.count - 1].append(done) }
            word = nil
        }
        while let scalar = rest.popFirst() {
            if isQuoted {
                if scalar == "'" { isQuoted = false } else { word = (word ?? "") + String(scalar) }
                continue
            }
            switch scalar {
            case "'":
                isQuoted = true
                word = word ?? ""
            case " ": flush()
            case "\\":
                guard let next = rest.popFirst() else { return nil }
                word = (word ?? "") + String(next)
            case "&":
                guard rest.popFirst() == "&" else { return nil }
                flush()
                commands.append([])
            case "$", "`", "|", ";", "<", ">", "(", ")", "{", "}", "*", "?", "~", "#", "\"", "\n", "!": return nil
            default: word = (word ?? "") + String(scalar)
            }
        }
        guard !isQuoted else { return nil }
        flush()
        guard commands.allSatisfy({ !$0.isEmpty }) else { return nil }
        self.commands = commands
    }
}

/// The words of one command, taken from the front.
struct Words {
    private var rest: ArraySlice<String>

    init(_ words: some Sequence<String>) { rest = Array(words)[...] }

    var isEmpty: Bool { rest.isEmpty }
    var next: String? { rest.first }

    mutating func take() -> String? { rest.popFirst() }

    /// Takes the word if it is the next one.
    mutating func take(_ word: String) -> Bool {
        guard rest.first == word else { return false }
        rest.removeFirst()
        return true
    }

    /// The word behind a keyword, both of them taken; nil where it is not there.
    mutating func value(_ keyword: String) -> String? {
        guard let place = rest.firstIndex(of: keyword), rest.indices.contains(place + 1) else { return nil }
        let value = rest[place + 1]
        rest.removeSubrange(place...place + 1)
        return value
    }

    /// `on` or `off`.
    mutating func takeSwitch() -> Bool? {
        if take("on") { return true }
        return take("off") ? false : nil
    }

    func contains(_ word: String) -> Bool { rest.contains(word) }

    mutating func flag(_ word: String) -> Bool {
        guard let place = rest.firstIndex(of: word) else { return false }
        rest.remove(at: place)
        return true
    }
}
