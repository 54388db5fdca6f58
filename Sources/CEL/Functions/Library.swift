/// All functions of the language, by name and by whether they are called on something.
enum Library {
    static let functions: [String: [Overload]] = Dictionary(grouping: all) { key($0.name, isMember: $0.isMember) }

    private static let all: [Overload] =
        Conversions.overloads + Sizes.overloads + Strings.overloads + StringsExtension.overloads
        + MathExtension.overloads + NetworkFunctions.overloads

    static func overloads(of name: String, isMember: Bool) -> [Overload]? {
        functions[key(name, isMember: isMember)]
    }

    /// Names to offer when one is misspelt.
    static func names(member: Bool) -> [String] {
        functions.keys.filter { $0.hasPrefix(".") == member }.map { member ? String($0.dropFirst()) : $0 }
            + (member ? Macro.names : ["has"])
    }

    private static func key(_ name: String, isMember: Bool) -> String {
        isMember ? "." + name : name
    }
}
