import YAML

/// Where each code point of a scalar's text stands in the file.
///
/// An expression in a block scalar or in quotes has its own lines and columns; an error in it must be shown in the
/// file. Folding and indentation only change white space, so the two texts are walked side by side: characters that
/// are no white space come in the same order in both, and only double quotes need their escapes counted.
struct ScalarPlaces {
    private let places: [Place]

    init(_ scalar: PlacedText, in lines: SourceLines) {
        var walk = ScalarWalk(lines, from: scalar.place)
        walk.skipOpening(scalar.style)
        var places: [Place] = []
        for wanted in scalar.text.unicodeScalars {
            walk.advance(to: wanted, style: scalar.style)
            places.append(walk.place)
            walk.consume(scalar.style)
        }
        self.places = places + [walk.place]
    }

    /// The place of a byte offset into the UTF-8 of the scalar's text.
    func place(ofByte offset: Int, in text: String) -> Place {
        let before = text.utf8.prefix(max(0, offset)).count { !UTF8.isContinuation($0) }
        return places.isEmpty ? .start : places[min(before, places.count - 1)]
    }
}

/// A position in the file that moves over one scalar.
private struct ScalarWalk {
    private let source: String.UnicodeScalarView
    private var index: String.Index
    private(set) var place: Place

    init(_ lines: SourceLines, from place: Place) {
        source = lines.text.unicodeScalars
        let start = lines.start(of: place.line)
        index = source.index(start, offsetBy: place.column - 1, limitedBy: source.endIndex) ?? source.endIndex
        self.place = place
    }

    private var current: Unicode.Scalar? { index < source.endIndex ? source[index] : nil }

    private var following: Unicode.Scalar? {
        guard index < source.endIndex else { return nil }
        let next = source.index(after: index)
        return next < source.endIndex ? source[next] : nil
    }

    private mutating func step() {
        guard let scalar = current else { return }
        index = source.index(after: index)
        if scalar == "\n" {
            place = Place(line: place.line + 1, column: 1)
        } else {
            place.column += 1
        }
    }

    /// Passes the opening quote, or the line with the block indicator.
    mutating func skipOpening(_ style: PlacedText.Style) {
        switch style {
        case .plain: return
        case .singleQuoted, .doubleQuoted: step()
        case .literal, .folded:
            while current != nil, current != "\n" { step() }
            step()
        }
    }

    /// Stops at the character that became `wanted`.
    mutating func advance(to wanted: Unicode.Scalar, style: PlacedText.Style) {
        if style == .doubleQuoted { skipJoinedLines() }
        if isSpace(wanted) {
            // White space that is written as it is read needs no search; a folded line end is found by stopping at it.
            return
        }
        while let scalar = current, isSpace(scalar), scalar != wanted {
            step()
            if style == .doubleQuoted { skipJoinedLines() }
        }
    }

    /// Passes the character, with all that its spelling takes.
    mutating func consume(_ style: PlacedText.Style) {
        let first = current
        switch (style, first) {
        case (.singleQuoted, "'"):
            step()
            step()
        case (.doubleQuoted, "\\"):
            step()
            let digits = current.map(Self.digits) ?? 0
            for _ in 0...digits { step() }
        default: step()
        }
    }

    /// `\` at the end of a line in double quotes stands for nothing.
    private mutating func skipJoinedLines() {
        while current == "\\", following == "\n" {
            step()
            step()
            while current == " " || current == "\t" { step() }
        }
    }

    private func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar == " " || scalar == "\t" || scalar == "\n" || scalar == "\r"
    }

    private static func digits(after escape: Unicode.Scalar) -> Int {
        switch escape {
        case "x": 2
        case "u": 4
        case "U": 8
        default: 0
        }
    }
}
