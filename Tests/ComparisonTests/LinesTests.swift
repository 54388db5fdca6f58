import Testing

@testable import Comparison

@Suite struct LinesTests {
    @Test func nothingWhereNothingDiffers() {
        #expect(Lines.edits(["a", "b"], ["a", "b"], isSet: false).isEmpty)
    }

    @Test func orderMattersInAChainAndNotInASet() {
        let moved = Lines.edits(["a", "b", "c"], ["b", "c", "a"], isSet: false)
        #expect(moved.map(\.kind) == [.moved] && moved.map(\.text) == ["a"])
        #expect(Lines.edits(["a", "b"], ["b", "a"], isSet: true).isEmpty)
    }

    @Test func placesAreCountedFromOne() {
        let edits = Lines.edits(["a", "b"], ["a", "x", "b"], isSet: false)
        #expect(edits == [.init(kind: .added, text: "x", position: 2)])
    }

    @Test func equalLinesAreCounted() {
        #expect(Lines.edits(["a", "a"], ["a"], isSet: true).map(\.kind) == [.removed])
    }
}
