extension CELLibrary {
    /// All that there are. What the shipped checks use comes first.
    public static let all: [CELLibrary] = [
        .standard, .network, .strings, .format, .glob, .math, .regex, .sets, .lists, .optional,
    ]

    /// The library of that name; nil where there is none.
    public static func named(_ name: String) -> CELLibrary? {
        all.first { $0.name == name }
    }
}

extension FunctionIndex {
    /// The functions of all libraries.
    static let all = FunctionIndex(CELLibrary.all)
}
