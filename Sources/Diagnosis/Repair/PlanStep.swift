/// One command of a plan, and how many of the wanted questions are answered once it was typed.
public struct PlanStep: Sendable, Hashable {
    /// The id of the finding whose fix it is.
    public var finding: String
    /// To be typed as it stands.
    public var command: String
    public var answered: Int
    public var wanted: Int
    /// What stops the first packet that still gets lost then; nil where none does.
    public var next: String?

    public init(finding: String, command: String, answered: Int, wanted: Int, next: String?) {
        self.finding = finding
        self.command = command
        self.answered = answered
        self.wanted = wanted
        self.next = next
    }
}
