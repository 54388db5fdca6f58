import Diagnosis
import TerminalText

// What keys do: those of less, vi and k9s.

extension Guide {
    /// - Parameters:
    ///   - rows: lines of the screen.
    ///   - time: RFC 3339, UTC.
    public mutating func press(_ key: GuideKey, rows: Int, at time: String) -> Request? {
        if prompt != nil { return type(key, at: time) }
        message = nil
        if let request = always(key) { return request }
        switch view {
        case .help:
            view = .list
            return nil
        case .detail(let top): return pressInDetail(key, top, rows)
        case .list: return pressInList(key, rows)
        }
    }

    private func always(_ key: GuideKey) -> Request? {
        switch key {
        case .control("c"): .quit
        case .control("l"): .redraw
        case .control("z"): .suspend
        default: nil
        }
    }

    private mutating func pressInList(_ key: GuideKey, _ rows: Int) -> Request? {
        let page = max(1, GuideLayout(rows: rows).list - 1)
        switch key {
        case .character("q"), .escape: return .quit
        case .character("j"), .down, .control("n"): move(by: 1, rows)
        case .character("k"), .up, .control("p"): move(by: -1, rows)
        case .pageDown, .control("f"), .character(" "): move(by: page, rows)
        case .pageUp, .control("b"), .character("b"): move(by: -page, rows)
        case .control("d"): move(by: page / 2, rows)
        case .control("u"): move(by: -page / 2, rows)
        case .character("g"), .home: move(by: -checklist.steps.count, rows)
        case .character("G"), .end: move(by: checklist.steps.count, rows)
        case .tab: nextFound()
        case .enter, .right, .character("l"): view = .detail(top: 0)
        default: return common(key)
        }
        return nil
    }

    private mutating func pressInDetail(_ key: GuideKey, _ top: Int, _ rows: Int) -> Request? {
        switch key {
        case .character("q"), .escape, .left, .character("h"), .enter, .backspace: view = .list
        case .character("j"), .down, .control("n"): view = .detail(top: top + 1)
        case .character("k"), .up, .control("p"): view = .detail(top: max(0, top - 1))
        case .pageDown, .control("f"), .character(" "): view = .detail(top: top + max(1, rows - 4))
        case .pageUp, .control("b"), .character("b"): view = .detail(top: max(0, top - max(1, rows - 4)))
        case .character("g"), .home: view = .detail(top: 0)
        case .character("G"), .end: view = .detail(top: .max)
        default: return common(key)
        }
        return nil
    }

    private mutating func common(_ key: GuideKey) -> Request? {
        switch key {
        case .character("a"): showsAll.toggle()
        case .character("?"): view = .help
        case .character("/"): prompt = Prompt(purpose: .find)
        case .character("n"): prompt = Prompt(purpose: .note)
        case .character("w"): prompt = Prompt(purpose: .ticket, text: ticketName)
        case .character(":"): prompt = Prompt(purpose: .colon)
        case .character("f"): askForValues()
        case .character("r"):
            guard isLive else {
                message = "a saved snapshot does not change: nothing to look at again"
                return nil
            }
            return .look
        default: break
        }
        return nil
    }

    /// The first fix of the step that lacks a value.
    private mutating func askForValues() {
        let blanks = (step?.findings ?? []).flatMap(\.fix).map { FixBlanks($0) }
        guard let first = blanks.first(where: { !$0.words.isEmpty }), let word = first.words.first else {
            message = "no fix of this step lacks a value"
            return
        }
        prompt = Prompt(purpose: .value(first, word: word, known: [:]))
    }

    private mutating func move(by count: Int, _ rows: Int) {
        let shown = GuideRows(self, rows: GuideLayout(rows: rows).list).numbers
        guard !shown.isEmpty else { return }
        let position = shown.firstIndex(of: selected) ?? 0
        select(shown[min(max(0, position + count), shown.count - 1)])
    }

    private mutating func nextFound() {
        let telling = checklist.steps.filter { $0.state != .ok && $0.state != .skipped }.map(\.number)
        guard let next = telling.first(where: { $0 > selected }) ?? telling.first else { return }
        select(next)
    }

    private mutating func select(_ number: Int) {
        if number != selected { trial = nil }
        selected = number
    }

    private mutating func type(_ key: GuideKey, at time: String) -> Request? {
        guard var line = prompt else { return nil }
        switch key {
        case .control("c"): return .quit
        case .control("z"): return .suspend
        case .control("l"): return .redraw
        case .escape: prompt = nil
        case .control("u"):
            line.text = ""
            prompt = line
        case .backspace:
            // As in vi and less, one more ends it.
            prompt = line.text.isEmpty ? nil : Prompt(purpose: line.purpose, text: String(line.text.dropLast()))
        case .character(let character) where line.text.count < 400:
            line.text.append(character)
            prompt = line
        case .enter:
            prompt = nil
            return answer(line, at: time)
        default: break
        }
        return nil
    }

    private mutating func answer(_ line: Prompt, at time: String) -> Request? {
        switch line.purpose {
        case .find: find(line.text.isEmpty ? lastFind : line.text)
        case .note: note(line.text, at: time)
        case .ticket: return line.text.isEmpty ? nil : .write(line.text, replacing: false)
        case .colon: return command(line.text)
        case .value(let blanks, let word, var known):
            guard !line.text.isEmpty else { return nil }
            known[word] = line.text
            guard let next = blanks.words.first(where: { known[$0] == nil }) else {
                message = "simulating"
                return .simulate(blanks.filled(known))
            }
            prompt = Prompt(purpose: .value(blanks, word: next, known: known))
        }
        return nil
    }

    /// Of vi: `:q`, `:w FILE`, `:7`.
    private mutating func command(_ text: String) -> Request? {
        let words = text.split(separator: " ", maxSplits: 1).map(String.init)
        switch words.first {
        case "q", "q!", "quit": return .quit
        case "w", "w!", "write":
            return .write(words.count > 1 ? words[1] : ticketName, replacing: words[0].hasSuffix("!"))
        case let word?:
            guard let number = Int(word), checklist.steps.contains(where: { $0.number == number }) else {
                message = "no such command: \(word)"
                return nil
            }
            if !GuideRows(self, rows: .max).numbers.contains(number) { showsAll = true }
            select(number)
        case nil: break
        }
        return nil
    }

    private mutating func find(_ text: String) {
        guard !text.isEmpty else { return }
        lastFind = text
        let wanted = text.lowercased()
        let matches = checklist.steps.filter { step in
            ([step.question, step.topic, step.value].compactMap { $0 } + step.findings.flatMap { [$0.id, $0.summary] })
                .contains { $0.lowercased().contains(wanted) }
        }.map(\.number)
        guard let next = matches.first(where: { $0 > selected }) ?? matches.first else {
            message = "not found: \(text)"
            return
        }
        if !showsAll { showsAll = true }
        view = .list
        select(next)
    }
}
