import Diagnosis
import Reports

/// The guide where there is no screen: a question for each step that is not ok, answered by lines.
struct LineGuide {
    private var session: GuideSession
    private(set) var guide: Guide
    private let options: TextOptions
    /// The next line; nil at their end.
    private let answer: () -> String?

    init(
        _ session: GuideSession, _ guide: Guide, _ options: TextOptions, answers answer: @escaping () -> String?
    ) {
        (self.session, self.guide, self.options, self.answer) = (session, guide, options, answer)
    }

    mutating func run() throws(Failure) {
        Terminal.standardOutput(guide.opening(options))
        var asked: Set<Int> = []
        while let step = guide.next(after: asked) {
            asked.insert(step)
            guide.stand(at: step)
            Terminal.standardOutput(guide.card(options))
            asking: while true {
                Terminal.standardOutput(
                    "\(session.isLive ? "enter next, r look again, " : "enter next, ")n TEXT note, w FILE ticket, q quit: "
                )
                guard let line = answer() else {
                    Terminal.standardOutput("\n")
                    return
                }
                switch try perform(line) {
                case .stays: continue
                case .goesOn: break asking
                case .beginsAnew:
                    asked = []
                    break asking
                case .ends: return
                }
            }
        }
        Terminal.standardOutput("nothing else is to be looked at\n")
        // What is left to say may follow the last question.
        while let line = answer() {
            if case .ends = try perform(line) { return }
        }
    }

    private enum Course {
        case stays, goesOn, beginsAnew, ends
    }

    private mutating func perform(_ line: String) throws(Failure) -> Course {
        let words = line.split(separator: " ", maxSplits: 1).map(String.init)
        let rest = words.count > 1 ? words[1] : ""
        switch words.first {
        case nil, "next": return .goesOn
        case "q", "quit": return .ends
        case "n" where !rest.isEmpty, "note" where !rest.isEmpty:
            guide.note(rest, at: Clock.now)
        case "w", "ticket":
            let files = try session.write(guide, to: rest.isEmpty ? guide.ticketName : rest, replacing: false)
            guide.written(files, at: Clock.now)
        case "f" where !rest.isEmpty, "value" where !rest.isEmpty:
            // WORD=VALUE WORD=VALUE
            guard let command = guide.filled(rest.split(separator: " ").map(String.init)) else {
                Terminal.standardOutput("this fix lacks nothing like that\n")
                return .stays
            }
            guide.simulated(command, session.questions(after: command), at: Clock.now)
            Terminal.standardOutput(guide.trialLines(options))
            return .stays
        case "r" where session.isLive, "look" where session.isLive:
            try lookAgain()
            return .beginsAnew
        default:
            Terminal.standardOutput("not understood: \(Terminal.safe(line))\n")
            return .stays
        }
        if let said = guide.lastMessage { Terminal.standardOutput("\(Terminal.safe(said))\n") }
        return .stays
    }

    private mutating func lookAgain() throws(Failure) {
        let (found, _) = try Diagnose.look(
            session.target, session.options, asking: session.destinations, isLast: false,
            sayingOtherwise: Saying(session.options, as: .checklist), milliseconds: session.milliseconds)
        session.take(found)
        guide.seen(session.checklist, at: Clock.now)
        if let said = guide.lastMessage { Terminal.standardOutput("\(Terminal.safe(said))\n") }
        Terminal.standardOutput(guide.opening(options))
    }
}
