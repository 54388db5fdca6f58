/// How text for people is to look.
public struct TextOptions: Sendable, Hashable {
    public enum Detail: Sendable, Hashable {
        case quiet, normal, verbose
    }

    /// Columns. Below 40 nothing can be laid out, above 120 nobody can read prose. Nil where a program reads: no line is
    /// wrapped then, and nothing is cut.
    public var width: Int?
    /// Colour repeats what words say already.
    public var color: Bool
    /// Only ASCII, for serial lines and locales without UTF-8; names in other scripts are escaped.
    public var ascii: Bool
    public var detail: Detail
    /// What the process will exit with, where flags change it; by default the verdict's own status.
    public var exitStatus: Int?

    public init(
        width: Int? = 80, color: Bool = false, ascii: Bool = false, detail: Detail = .normal, exitStatus: Int? = nil
    ) {
        self.width = width
        self.color = color
        self.ascii = ascii
        self.detail = detail
        self.exitStatus = exitStatus
    }

    /// Lines are as long as what they say. With `quiet` they are there to be searched and counted, at a terminal, too.
    var isEndless: Bool { width == nil || detail == .quiet }

    /// The width that layout may count on.
    var columns: Int { isEndless ? 1 << 24 : min(max(width ?? 80, 40), 120) }
}
