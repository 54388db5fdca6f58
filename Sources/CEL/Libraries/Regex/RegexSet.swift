/// A set of code points.
struct RegexSet: Sendable {
    private enum Item: Sendable {
        case range(ClosedRange<Unicode.Scalar>)
        case set(RegexSet)
        case category(@Sendable (Unicode.GeneralCategory) -> Bool)
    }

    private var items: [Item] = []
    var isNegated = false
    var ignoresCase = false

    init() {}

    init(_ ranges: ClosedRange<Unicode.Scalar>...) {
        items = ranges.map { .range($0) }
    }

    mutating func insert(_ range: ClosedRange<Unicode.Scalar>) {
        items.append(.range(range))
    }

    mutating func insert(_ set: RegexSet) {
        items.append(.set(set))
    }

    /// How much there is to look through for one code point.
    var weight: Int {
        items.reduce(1) { sum, item in
            if case .set(let set) = item { sum + set.weight } else { sum + 1 }
        }
    }

    var negated: RegexSet {
        var result = self
        result.isNegated.toggle()
        return result
    }

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        var found = holds(scalar)
        if !found, ignoresCase { found = Self.otherCases(of: scalar).contains(where: holds) }
        return found != isNegated
    }

    private func holds(_ scalar: Unicode.Scalar) -> Bool {
        items.contains { item in
            switch item {
            case .range(let range): range.contains(scalar)
            case .set(let set): set.contains(scalar)
            case .category(let belongs): belongs(scalar.properties.generalCategory)
            }
        }
    }

    private static func otherCases(of scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        let properties = scalar.properties
        return [properties.lowercaseMapping, properties.uppercaseMapping].compactMap { mapping in
            mapping.unicodeScalars.count == 1 ? mapping.unicodeScalars.first : nil
        }
    }
}

extension RegexSet {
    static let digit = RegexSet("0"..."9")
    static let space = RegexSet("\t"..."\n", "\u{0C}"..."\r", " "..." ")
    static let word = RegexSet("0"..."9", "A"..."Z", "a"..."z", "_"..."_")
    static let newline = RegexSet("\n"..."\n")
    static let everything = RegexSet().negated

    /// What `[:name:]` means inside brackets.
    static func posix(_ name: String) -> RegexSet? {
        switch name {
        case "alnum": RegexSet("0"..."9", "A"..."Z", "a"..."z")
        case "alpha": RegexSet("A"..."Z", "a"..."z")
        case "ascii": RegexSet("\0"..."\u{7F}")
        case "blank": RegexSet("\t"..."\t", " "..." ")
        case "cntrl": RegexSet("\0"..."\u{1F}", "\u{7F}"..."\u{7F}")
        case "digit": digit
        case "graph": RegexSet("!"..."~")
        case "lower": RegexSet("a"..."z")
        case "print": RegexSet(" "..."~")
        case "punct": RegexSet("!"..."/", ":"..."@", "["..."`", "{"..."~")
        case "space": RegexSet("\t"..."\r", " "..." ")
        case "upper": RegexSet("A"..."Z")
        case "word": word
        case "xdigit": RegexSet("0"..."9", "A"..."F", "a"..."f")
        default: nil
        }
    }

    /// What `\p{name}` means; scripts are not among it.
    static func category(_ name: String) -> RegexSet? {
        if name == "Any" { return everything }
        guard names.values.contains(where: { $0.hasPrefix(name) }), !name.isEmpty else { return nil }
        var set = RegexSet()
        set.items = [.category { names[$0]?.hasPrefix(name) ?? false }]
        return set
    }

    private static let names: [Unicode.GeneralCategory: String] = [
        .uppercaseLetter: "Lu", .lowercaseLetter: "Ll", .titlecaseLetter: "Lt", .modifierLetter: "Lm",
        .otherLetter: "Lo", .nonspacingMark: "Mn", .spacingMark: "Mc", .enclosingMark: "Me",
        .decimalNumber: "Nd", .letterNumber: "Nl", .otherNumber: "No", .connectorPunctuation: "Pc",
        .dashPunctuation: "Pd", .openPunctuation: "Ps", .closePunctuation: "Pe", .initialPunctuation: "Pi",
        .finalPunctuation: "Pf", .otherPunctuation: "Po", .mathSymbol: "Sm", .currencySymbol: "Sc",
        .modifierSymbol: "Sk", .otherSymbol: "So", .spaceSeparator: "Zs", .lineSeparator: "Zl",
        .paragraphSeparator: "Zp", .control: "Cc", .format: "Cf", .surrogate: "Cs", .privateUse: "Co",
    ]
}
