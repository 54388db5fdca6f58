import Diagnosis
import TerminalText
import TestSupport
import Testing

@testable import Reports

/// A checklist that is followed with keys, without a terminal.
@Suite struct GuideTests {
    private static let time = "2026-11-30T12:00:00Z"
    private static let moment = Guide.Moment(seen: "12:00:00", ago: 3)

    private func guide(isLive: Bool = true) -> Guide {
        Guide(SampleTopologies.checklist, seenAt: Self.time, isLive: isLive)
    }

    private func type(_ text: String, into guide: inout Guide) -> Guide.Request? {
        for character in text { _ = guide.press(.character(character), rows: 24, at: Self.time) }
        return guide.press(.enter, rows: 24, at: Self.time)
    }

    @Test func theFirstScreenIsAsItIs() throws {
        let screen = guide().screen(rows: 24, at: Self.moment, TextOptions()).map { $0 + "\n" }.joined()
        try GoldenFiles.check(screen, "fixtures/reports/checklist/container-no-network.screen")
    }

    @Test(arguments: [(80, 24), (132, 50), (40, 12), (40, 6), (200, 3)])
    func noScreenIsLargerThanItsTerminal(columns: Int, rows: Int) {
        for keys: [GuideKey] in [
            [], [.character("a")], [.enter], [.character("?")], [.character("n")], [.character("/")],
        ] {
            var guide = guide()
            for key in keys { _ = guide.press(key, rows: rows, at: Self.time) }
            let screen = guide.screen(rows: rows, at: Self.moment, TextOptions(width: columns))
            #expect(screen.count == rows)
            #expect(screen.allSatisfy { DisplayWidth.of($0) <= columns })
        }
    }

    @Test func keysComeAsTerminalsSendThem() {
        var reader = GuideKey.Reader()
        #expect(
            reader.keys(Array("jk\r\u{7f}\t".utf8)) == [.character("j"), .character("k"), .enter, .backspace, .tab])
        #expect(
            reader.keys(Array("\u{1b}[A\u{1b}OB\u{1b}[5~\u{1b}[1;5C\u{1b}[H".utf8)) == [
                .up, .down, .pageUp, .right, .home,
            ])
        // Half of a sequence waits for the rest, and an Escape alone for the word that nothing follows.
        #expect(reader.keys([0x1b]).isEmpty && reader.isWaiting)
        #expect(reader.keys(Array("[6~".utf8)) == [.pageDown] && !reader.isWaiting)
        #expect(reader.keys([0x1b]).isEmpty)
        #expect(reader.keys([], isEnd: true) == [.escape])
        #expect(reader.keys([0xc3]).isEmpty)
        #expect(reader.keys([0xa4]) == [.character("\u{e4}")])
        // What means nothing does nothing: keys that are not known, bytes that are no text, endless sequences.
        #expect(reader.keys([0, 0x1f, 0xff, 0x80]).isEmpty)
        #expect(reader.keys(Array("\u{1b}[99~\u{1b}[".utf8) + [UInt8](repeating: 0x30, count: 100)).isEmpty)
        #expect(reader.keys(Array("q".utf8)).last == .character("q"))
    }

    @Test func itBeginsAtTheCauseAndMoves() {
        var guide = guide()
        #expect(guide.selected == 3)
        _ = guide.press(.character("j"), rows: 24, at: Self.time)
        #expect(guide.selected == 9)
        _ = guide.press(.character("G"), rows: 24, at: Self.time)
        _ = guide.press(.down, rows: 24, at: Self.time)
        #expect(guide.selected == 10)
        _ = guide.press(.character("g"), rows: 24, at: Self.time)
        #expect(guide.selected == 3)
        _ = guide.press(.tab, rows: 24, at: Self.time)
        #expect(guide.selected == 9)
    }

    @Test func aWordIsFound() {
        var guide = guide()
        _ = guide.press(.character("/"), rows: 24, at: Self.time)
        #expect(type("OVERLAY", into: &guide) == nil)
        #expect(guide.selected == 11)
        _ = guide.press(.character("/"), rows: 24, at: Self.time)
        #expect(type("nowhere", into: &guide) == nil)
        #expect(guide.selected == 11 && guide.lastMessage == "not found: nowhere")
    }

    @Test func requestsAreForWhoeverDrivesIt() {
        var guide = guide()
        #expect(guide.press(.character("r"), rows: 24, at: Self.time) == .look)
        #expect(guide.press(.control("l"), rows: 24, at: Self.time) == .redraw)
        #expect(guide.press(.control("z"), rows: 24, at: Self.time) == .suspend)
        _ = guide.press(.character("w"), rows: 24, at: Self.time)
        #expect(guide.press(.enter, rows: 24, at: Self.time) == .write(guide.ticketName, replacing: false))
        _ = guide.press(.character(":"), rows: 24, at: Self.time)
        #expect(type("w! a.md", into: &guide) == .write("a.md", replacing: true))
        #expect(guide.press(.character("q"), rows: 24, at: Self.time) == .quit)
        var saved = self.guide(isLive: false)
        #expect(saved.press(.character("r"), rows: 24, at: Self.time) == nil)
        #expect(saved.lastMessage?.contains("does not change") == true)
    }

    @Test func aLookAgainSaysWhatMoved() {
        var guide = guide()
        var next = SampleTopologies.checklist
        next.report.findings = []
        next.report.verdict = .ok
        next.report.questions.wanted = 9
        next.report.questions.answered = 9
        for index in next.steps.indices {
            next.steps[index].state = .ok
            next.steps[index].findings = []
        }
        guide.seen(next, at: Self.time)
        #expect(
            guide.lastMessage?.contains("-> 9 of 9 get through; ip-forward-off is gone") == true,
            "\(guide.lastMessage ?? "")")
        #expect(guide.timeline.entries.map(\.kind) == [.look, .look])
        guide.seen(next, at: Self.time)
        #expect(guide.lastMessage == "looked again: nothing has changed")
    }

    @Test func blanksAreWordsThatTheRiskExplains() {
        let fix = Finding.Fix(
            command: "iptables -A FORWARD -s ADDRESS/LENGTH -j ACCEPT && ip link set VETH up",
            risk: "ADDRESS and LENGTH are the network's, VETH its link; the chain FORWARD is gone through in its order")
        let blanks = FixBlanks(fix)
        #expect(blanks.words == ["ADDRESS", "LENGTH", "VETH"])
        let filled = blanks.filled(["ADDRESS": "10.0.0.0", "LENGTH": "8", "VETH": "a b;reboot"])
        #expect(filled == "iptables -A FORWARD -s 10.0.0.0/8 -j ACCEPT && ip link set 'a b;reboot' up")
    }

    @Test func valuesAreAskedForOneByOne() {
        var guide = guide()
        for index in guide.checklist.steps.indices where guide.checklist.steps[index].number == 3 {
            guide.checklist.steps[index].findings[0].fix = [
                .init(command: "ip addr add ADDRESS/LENGTH dev eth0", risk: "ADDRESS is free, LENGTH the network's")
            ]
        }
        _ = guide.press(.character("f"), rows: 24, at: Self.time)
        #expect(type("10.0.0.7", into: &guide) == nil)
        #expect(type("24", into: &guide) == .simulate("ip addr add 10.0.0.7/24 dev eth0"))
        guide.simulated("ip addr add 10.0.0.7/24 dev eth0", nil, at: Self.time)
        #expect(guide.trialLines(TextOptions()).contains("not understood well enough"))
    }
}
