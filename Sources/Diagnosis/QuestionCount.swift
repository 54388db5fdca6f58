import Analysis

/// How the questions fare that the target needs answered.
public struct QuestionCount: Sendable, Hashable {
    /// All but those whose packets their owner plainly wants stopped.
    public var wanted = 0
    /// Those that get there and back, or out of the node with a way back.
    public var answered = 0
    /// Those of which nobody can tell.
    public var unknown = 0

    public init() {}

    init(_ accounts: [Account]) {
        for account in accounts {
            switch account {
            case .answered: answered += 1
            case .unknown: unknown += 1
            case .stopped, .uncertain: break
            case .meant: continue
            }
            wanted += 1
        }
    }

    /// What nobody could even ask.
    mutating func addUnknown(_ count: Int) {
        unknown += count
        wanted += count
    }

    /// Something is lost, or may be.
    var isShort: Bool { answered + unknown < wanted }
}
