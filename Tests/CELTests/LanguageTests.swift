import CEL
import Testing

/// What expressions come to. Each table runs unchecked; whatever the checker lets through must
/// then come to the same.
@Suite struct LanguageTests {
    @Test(arguments: Tables.all)
    func evaluates(_ row: Row) {
        #expect(run(row.expression) == row.outcome)
    }

    @Test(arguments: Tables.all)
    func checkingDoesNotChangeValues(_ row: Row) throws {
        guard let program = try? Environment().compile(row.expression) else {
            // What the checker refuses must be wrong, or at least mix types.
            #expect(row.outcome.hasPrefix("!") || Tables.mixed.contains(row.expression))
            return
        }
        #expect(shown(program.evaluate()) == row.outcome)
    }

    @Test func tablesAreLarge() {
        #expect(Tables.all.count >= 300)
        #expect(Set(Tables.all.map(\.expression)).count == Tables.all.count)
    }
}

enum Tables {
    static let all =
        Row.table(literals) + Row.table(operators) + Row.table(collections) + Row.table(macros)
        + Row.table(strings) + Row.table(conversions) + Row.table(network) + Row.table(math) + Row.table(regex)
        + Row.table(sets) + Row.table(lists) + Row.table(optionals)
}
