import TerminalText

/// Where the lines of a text begin.
package struct SourceLines {
    /// The whole text.
    package let text: String
    /// In bytes.
    private let starts: [Int]

    /// Looks through the text once.
    package init(_ text: String) {
        self.text = text
        let starts = text.utf8.withContiguousStorageIfAvailable { bytes in
            var starts = [0]
            for index in 0..<bytes.count where bytes[index] == UInt8(ascii: "\n") { starts.append(index + 1) }
            return starts
        }
        self.starts = starts ?? [0]
    }

    /// The beginning of a line, counted from 1; the end of the text when there are fewer.
    package func start(of line: Int) -> String.Index {
        guard starts.indices.contains(line - 1) else { return text.endIndex }
        return text.utf8.index(text.startIndex, offsetBy: starts[line - 1])
    }

    /// The place of a byte offset.
    package func place(ofByte offset: Int) -> Place {
        let line = starts.lastIndex { $0 <= offset } ?? 0
        let before = text.utf8[start(of: line + 1)...].prefix(offset - starts[line])
        return Place(line: line + 1, column: 1 + before.count { !UTF8.isContinuation($0) })
    }

    /// A line with a caret below the place; at most about 120 columns of it.
    package func excerpt(at place: Place) -> String {
        let sides = 60
        let line = self.line(place.line)
        let caret = line.index(line.startIndex, offsetBy: place.column - 1, limitedBy: line.endIndex) ?? line.endIndex
        let head = line[..<caret].suffix(sides)
        let tail = line[caret...].prefix(sides)
        let before = (head.startIndex > line.startIndex ? "…" : "") + Visible.text(head)
        let after = Visible.text(tail) + (tail.endIndex < line.endIndex ? "…" : "")
        return "  \(before)\(after)\n  \(String(repeating: " ", count: DisplayWidth.of(before)))^"
    }

    /// A line without its end.
    private func line(_ number: Int) -> Substring.UnicodeScalarView {
        var line = text.unicodeScalars[start(of: number)..<start(of: number + 1)]
        if line.last == "\n" { line = line.dropLast() }
        if line.last == "\r" { line = line.dropLast() }
        return line
    }
}
