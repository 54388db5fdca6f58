import ArgumentParser
import TerminalText

/// Words that are no commands, and what was meant.
enum CommandWords {
    /// Nil where the words lead to a command, or begin with an option: what follows is for its parser to judge.
    static func mistake(in words: some Collection<String>) -> Failure? {
        var command: any ParsableCommand.Type = NSDoctor.self
        var said = ["nsdoctor"]
        var words = Array(words)
        let isHelp = words.first == "help"
        if isHelp { words.removeFirst() }
        for word in words {
            let choices = command.configuration.subcommands
            guard !choices.isEmpty, !word.hasPrefix("-") else { return nil }
            guard let next = choices.first(where: { $0.configuration.commandName == word }) else {
                let names = choices.compactMap { $0.configuration.commandName }
                let isRoot = said.count == 1 && !isHelp
                return Failure(
                    .usage, "'\(word)' is no command of \(said.joined(separator: " "))",
                    hint: hint(for: word, among: names, isRoot: isRoot))
            }
            command = next
            said.append(word)
        }
        return nil
    }

    private static func hint(for word: String, among names: [String], isRoot: Bool) -> String {
        if let near = Suggestion.hint(for: word, among: names) { return near }
        guard isRoot else { return "there are: \(names.joined(separator: ", "))" }
        if word.allSatisfy(\.isNumber) { return "did you mean 'nsdoctor pid \(word)'?" }
        return "where that is the target: nsdoctor netns \(word), container \(word) or iface \(word)"
    }
}
