/// Small readers of foreign syntax, written apart from the writers that they check.
enum DotSyntax {
    /// Quotes close, braces and brackets outside of quotes match, and no statement is left open at a line's end.
    static func isBalanced(_ text: String) -> Bool {
        var open: [Unicode.Scalar] = []
        var isQuoted = false
        var isEscaped = false
        for scalar in text.unicodeScalars {
            if isQuoted {
                if scalar == "\n" { return false }
                if isEscaped {
                    isEscaped = false
                } else if scalar == "\\" {
                    isEscaped = true
                } else if scalar == "\"" {
                    isQuoted = false
                }
                continue
            }
            switch scalar {
            case "\"": isQuoted = true
            case "{", "[": open.append(scalar)
            case "}": if open.popLast() != "{" { return false }
            case "]": if open.popLast() != "[" { return false }
            case "<", "#": return false
            default: break
            }
        }
        return open.isEmpty && !isQuoted
    }
}

enum MarkdownSyntax {
    /// Every fence that opens is closed by one as long, before the end.
    static func fencesAreClosed(_ text: String) -> Bool { lines(text).isOpen == false }

    /// Lines outside of fences, with their code spans taken out.
    static func outsideCode(_ text: String) -> [String] { lines(text).outside.map(withoutSpans) }

    private static func lines(_ text: String) -> (outside: [String], isOpen: Bool) {
        var outside: [String] = []
        var fence: Int?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let ticks = line.prefix { $0 == "`" }.count
            if let length = fence {
                if ticks >= length, line.dropFirst(ticks).allSatisfy({ $0 == " " }) { fence = nil }
            } else if ticks >= 3, !line.dropFirst(ticks).contains("`") {
                fence = ticks
            } else {
                outside.append(String(line))
            }
        }
        return (outside, fence != nil)
    }

    /// CommonMark 6.1: a run of n backticks is closed by the next run of exactly n; a backslash protects outside.
    private static func withoutSpans(_ line: String) -> String {
        let scalars = Array(line.unicodeScalars)
        var out = ""
        var index = 0
        while index < scalars.count {
            if scalars[index] == "\\", index + 1 < scalars.count {
                index += 2
                continue
            }
            guard scalars[index] == "`" else {
                out.unicodeScalars.append(scalars[index])
                index += 1
                continue
            }
            let length = run(scalars, from: index)
            var end = index + length
            while end < scalars.count {
                let closing = run(scalars, from: end)
                if closing == length { break }
                end += max(closing, 1)
            }
            index = end < scalars.count ? end + length : index + length
        }
        return out
    }

    private static func run(_ scalars: [Unicode.Scalar], from start: Int) -> Int {
        scalars[start...].prefix { $0 == "`" }.count
    }
}
