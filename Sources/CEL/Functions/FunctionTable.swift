/// Functions by name and by whether they are called on something.
struct FunctionTable: Sendable {
    let functions: [String: [Overload]]

    init(_ overloads: [Overload]) {
        functions = Dictionary(grouping: overloads) { Self.key($0.name, isMember: $0.isMember) }
    }

    /// `ip` for `ip(x)`, `.ip` for `x.ip()`.
    static func key(_ name: String, isMember: Bool) -> String {
        isMember ? "." + name : name
    }
}

/// Which libraries of an environment have a function, without making any.
final class FunctionIndex: Sendable {
    /// Functions of one name may come from several libraries, as `string()` does.
    private let owners: [String: [CELLibrary]]

    init(_ libraries: [CELLibrary]) {
        var owners: [String: [CELLibrary]] = [:]
        for library in libraries {
            for key in library.keys { owners[key, default: []].append(library) }
        }
        self.owners = owners
    }

    /// All ways to call the function; nil where there is none of that name.
    func overloads(of name: String, isMember: Bool) -> [Overload]? {
        let key = FunctionTable.key(name, isMember: isMember)
        return owners[key].map { $0.flatMap { $0.table().functions[key] ?? [] } }
    }

    func has(_ name: String, isMember: Bool) -> Bool {
        owners[FunctionTable.key(name, isMember: isMember)] != nil
    }

    /// Names to offer when one is misspelt.
    func names(member: Bool) -> [String] {
        owners.keys.filter { $0.hasPrefix(".") == member }.map { member ? String($0.dropFirst()) : $0 }
            + (member ? Macro.names : ["has"])
    }

    /// Whether some function is called `name.…`.
    func isNamespace(_ name: String) -> Bool {
        owners.keys.contains { $0.hasPrefix(name + ".") }
    }
}
