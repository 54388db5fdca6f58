import Diagnosis
import TerminalText

/// The words of a command that its reader fills in.
struct FixBlanks: Hashable {
    let command: String
    /// `NAME`, `ADDRESS`; each once, in their order.
    let words: [String]

    /// Words in capitals are blanks where the risk tells what they stand for: iptables writes targets and chains like that.
    init(_ fix: Finding.Fix) {
        command = fix.command
        let told = Set(Self.capitals(fix.risk ?? ""))
        var seen: Set<String> = []
        words = Self.capitals(fix.command).filter {
            told.contains($0) && !Self.netfilter.contains($0) && seen.insert($0).inserted
        }
    }

    /// The command with the values in the place of the words, each quoted for the shell.
    func filled(_ values: [String: String]) -> String {
        var result = ""
        var word = ""
        for character in command {
            if Self.isWord(character) {
                word.append(character)
            } else {
                result += value(word, values)
                result.append(character)
                word = ""
            }
        }
        return result + value(word, values)
    }

    private func value(_ word: String, _ values: [String: String]) -> String {
        words.contains(word) ? values[word].map { ShellQuoting.quoted($0) } ?? word : word
    }

    private static func isWord(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_"
    }

    private static func isCapital(_ character: Character) -> Bool {
        character.isASCII && (character.isUppercase || character == "_")
    }

    /// Runs of capitals that stand alone, of two letters and more.
    private static func capitals(_ text: String) -> [String] {
        text.split { !isWord($0) }.map(String.init).filter {
            $0.count > 1 && $0.allSatisfy(isCapital)
        }
    }

    private static let netfilter: Set<String> = [
        "ACCEPT", "DROP", "REJECT", "RETURN", "MASQUERADE", "SNAT", "DNAT", "REDIRECT", "MARK", "TCPMSS", "CT",
        "FORWARD", "INPUT", "OUTPUT", "PREROUTING", "POSTROUTING", "SYN", "RST", "FIN", "ACK", "ESTABLISHED",
        "RELATED", "NEW", "INVALID", "UNTRACKED", "LOCAL", "NOTRACK", "NAT", "MTU", "MSS", "TCP", "UDP", "ARP", "IP",
    ]
}
