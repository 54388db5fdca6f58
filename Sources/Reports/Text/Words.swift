/// Text cut at its spaces, each word keeping the inks of its parts.
enum Words {
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

        /// The word in pieces that fit; cut between characters and never inside an escape sequence.
        func pieces(of room: Int) -> [Word] {
            guard width > room else { return [self] }
            var pieces: [Word] = []
            for part in parts {
                for unit in part.units {
                    if let last = pieces.last, last.width + unit.width <= room {
                        pieces[pieces.count - 1].join(unit)
                    } else {
                        pieces.append(Word(unit))
                    }
                }
            }
            return pieces
        }
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
