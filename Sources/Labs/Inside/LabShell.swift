import Glibc
import TerminalText

/// A shell that somebody sits at: it says where it is, so that nobody types into the wrong one.
struct LabShell {
    private static let shells: Set<String> = ["sh", "bash", "dash", "ash", "zsh", "ksh", "fish"]

    let place: String
    private let target: String

    /// Nil for commands that are no shell, or that nobody types into.
    init?(_ command: [String], in site: LabSite) {
        guard let word = command.first, isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else { return nil }
        let name = word.split(separator: "/").last.map(String.init) ?? word
        guard Self.shells.contains(name), command.dropFirst().allSatisfy({ $0.hasPrefix("-") && $0 != "-c" }) else {
            return nil
        }
        place = site.lab.id + (site.fault.map { "/\($0.id)" } ?? "")
        target = LabWords(site).target.joined(separator: " ")
    }

    func greet() {
        let text = Array(banner.utf8)
        _ = write(STDERR_FILENO, text, text.count)
    }

    private var banner: String {
        """
        You are in the lab \(Escape.text(place)), a sandbox of its own: nothing here reaches your machine.
        nsdoctor \(Escape.text(target)) diagnoses its target; exit leaves it, and all of it is gone.

        """
    }

    /// For shells that take their prompt from the environment, and for bash, whose start files set another.
    var environment: [String] {
        let mark = "(lab \(place.filter { $0.isASCII && ($0.isLetter || $0.isNumber || "-_/".contains($0)) })) "
        return ["PS1=\(mark)# ", "PROMPT_COMMAND=PS1='\(mark)'\"${PS1#'\(mark)'}\""]
    }
}
