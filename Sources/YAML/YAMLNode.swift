/// One value of a YAML file, as it was written: nothing is resolved to numbers, dates or booleans here.
package struct YAMLNode: Sendable {
    /// What a node is.
    package enum Content: Sendable {
        case scalar(PlacedText)
        case sequence([YAMLNode])
        /// In the order of the file; keys are unique.
        case mapping([(key: PlacedText, value: YAMLNode)])
    }

    /// What it is.
    package let content: Content
    /// Where it begins in the file.
    package let place: Place

    /// A node as if it had been read there.
    package init(content: Content, place: Place) {
        self.content = content
        self.place = place
    }

    /// What the value is, for messages.
    package var kind: String {
        switch content {
        case .scalar(let text): text.isNull ? "nothing" : "text"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}

/// A scalar of a YAML file with the place it came from.
public struct PlacedText: Sendable, Hashable {
    /// How a scalar is written.
    public enum Style: Sendable, Hashable {
        case plain, singleQuoted, doubleQuoted
        /// `|`, lines as they are.
        case literal
        /// `>`, lines joined.
        case folded
    }

    /// Without quotes, escapes resolved.
    public let text: String
    /// How it was written, which tells `"1"` from `1`.
    public let style: Style
    /// Of the first character, quote or block indicator.
    public let place: Place

    /// A scalar as if it had been read there.
    package init(_ text: String, style: Style = .plain, place: Place = .start) {
        self.text = text
        self.style = style
        self.place = place
    }

    /// An empty or null value, as in `when:` with nothing behind it.
    package var isNull: Bool { style == .plain && (text.isEmpty || text == "~" || text == "null") }
}
