import CEL
import Testing

@Test func addsNumbers() throws {
    #expect(try Environment().compile("1 + 2").evaluate() == .value(.int(3)))
}
