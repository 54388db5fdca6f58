import ArgumentParser

/// Candidates in the form that a shell reads. A name that a shell could take for more than a word is never given to one:
/// bash's compgen expands what it is given, commands and all.
enum CandidateText {
    /// - Parameters:
    ///   - candidates: the word, and what it is, as far as the shell can show that.
    ///   - shell: nil for none that is known.
    static func lines(
        _ candidates: [(word: String, about: String)], beginningWith prefix: String, for shell: CompletionShell?
    ) -> [String] {
        candidates.filter { $0.word.hasPrefix(prefix) && isPlain($0.word) }.map { candidate in
            let about = plain(candidate.about)
            guard !about.isEmpty else { return shell == .zsh ? quotedForZsh(candidate.word) : candidate.word }
            return switch shell {
            case .zsh?: "\(quotedForZsh(candidate.word)):\(about)"
            case .fish?: "\(candidate.word)\t\(about)"
            default: candidate.word
            }
        }
    }

    /// _describe takes what stands behind a colon for the description.
    private static func quotedForZsh(_ word: String) -> String {
        word.split(separator: ":", omittingEmptySubsequences: false).joined(separator: "\\:")
    }

    private static func isPlain(_ word: String) -> Bool {
        !word.isEmpty && word.utf8.count < 200 && word.utf8.allSatisfy(isHarmless)
            && word.utf8.first != UInt8(ascii: "-")
    }

    private static func isHarmless(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._:@/+=,".utf8.contains(byte)
        }
    }

    /// A description: harmless characters and spaces, others as `?`.
    private static func plain(_ text: String) -> String {
        String(
            decoding: text.utf8.prefix(80).map { byte in
                isHarmless(byte) && byte != UInt8(ascii: ":") || byte == UInt8(ascii: " ") ? byte : UInt8(ascii: "?")
            }, as: UTF8.self)
    }
}
