import YAML

/// A part of a site's file that is not applied: the rest of it is.
public struct LeftOut: Sendable, Hashable {
    /// The file's name.
    public var file: String
    /// Where the part begins; nil for the whole file.
    public var place: Place?
    /// `check dns-slow`, `an exception for lo-down`; nil for the whole file.
    public var part: String?
    /// Why: all that is wrong with it, at least one.
    public var problems: [Problem]

    public init(file: String, place: Place? = nil, part: String? = nil, problems: [Problem]) {
        (self.file, self.place, self.part, self.problems) = (file, place, part, problems)
    }

    /// `/etc/nsdoctor/overrides.yaml:7: an exception for lo-down is not applied: there is no fact 'x' (did you mean 'y'?)`.
    public var sentence: String {
        let what = part.map { "\(place.map { ":\($0.line)" } ?? ""): \($0) is not applied" } ?? " is not applied"
        guard let first = problems.first else { return "\(file)\(what)" }
        let more = problems.count > 1 ? ", and \(problems.count - 1) more" : ""
        let line = part == nil ? "line \(first.line): " : ""
        return "\(file)\(what): \(line)\(first.message)\(first.hint.map { " (\($0))" } ?? "")\(more)"
    }
}
