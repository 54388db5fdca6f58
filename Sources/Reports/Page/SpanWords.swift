/// Text cut at its spaces, each word keeping the inks of its parts.
enum SpanWords {
    struct Word {
        var parts: [Span]
        var width: Int

        init(_ span: Span) {
            parts = [span]
            width = span.width
        }

        mutating func join(_ span: Span) {
            parts.append(span)
            width += span.width
        }

        var units: [Span] { parts.flatMap(\.units) }
    }

    static func of(_ spans: [Span]) -> [Word] {
        var words: [Word] = []
        var isOpen = false
        for span in spans {
            for (index, piece) in span.split().enumerated() {
                if index > 0 { isOpen = false }
                guard piece.width > 0 else { continue }
                if isOpen, let last = words.indices.last {
                    words[last].join(piece)
                } else {
                    words.append(Word(piece))
                }
                isOpen = true
            }
        }
        return words
    }
}
