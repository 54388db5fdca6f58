/// The keys that a mapping of a runbook file may have. The reader, the JSON Schema and "did you mean" all come from
/// these tables.
struct FileFormat: Sendable {
    /// What it is called in messages: `check`.
    let name: String
    let keys: [Key]

    struct Key: Sendable {
        let name: String
        let shape: Shape
        let isRequired: Bool
        let doc: String

        init(_ name: String, _ shape: Shape, required: Bool = false, _ doc: String) {
            self.name = name
            self.shape = shape
            isRequired = required
            self.doc = doc
        }
    }

    indirect enum Shape: Sendable {
        /// Any text.
        case text
        /// Lower-case words with hyphens.
        case id
        /// A CEL expression.
        case expression
        /// Text with CEL in braces.
        case template
        /// As `template`; values are quoted for the shell.
        case command
        case integer
        /// A number, boolean or text.
        case value
        case choice([String])
        case constant(String)
        case list(Shape)
        /// Names of the author's choice, each with a value.
        case named(Shape)
        case mapping(FileFormat)
    }

    /// The name with its article.
    var phrase: String {
        (name.utf8.first.map { "aeiou".utf8.contains($0) } ?? false ? "an " : "a ") + name
    }

    func key(_ name: String) -> Key? {
        keys.first { $0.name == name }
    }
}
