import CEL
import TerminalText
import YAML

/// What people write: runbooks, and the expressions in them.
enum TextTargets {
    static func yaml(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        do throws(Problem) {
            _ = try YAMLReader.read(SourceFile(name: "fuzz", text: text))
        } catch {
            hold(error.line >= 1 && error.column >= 1, "a problem before the file")
            holdPrintable(error.rendered)
        }
        terminal(bytes, text)
    }

    private static func terminal(_ bytes: [UInt8], _ text: String) {
        holdPrintable(Escape.text(text))
        holdPrintable(Escape.text(bytes: bytes))
        holdPrintable(Escape.command(text))
        hold(Escape.text(text, ascii: true).utf8.allSatisfy { $0 < 0x80 }, "beyond ASCII")
    }

    private static let environment = Environment(
        variables: [
            "links": .list(.string), "routes": .map(.string, .int), "anything": .dyn, "limit": .int, "mode": .string,
            "link.mtu": .int,
        ])
    private static let bindings: [String: CELValue] = [
        "links": .list((0..<40).map { .string("eth\($0)") }), "routes": .map(CELMap()),
        "anything": .list([.int(.min), .uint(.max), .double(.nan), .null]), "limit": .int(.max),
        "mode": .string("a\u{1B}b"), "link.mtu": .unknown(because: "hidden"),
    ]

    static func cel(_ bytes: [UInt8]) {
        let source = String(decoding: bytes, as: UTF8.self)
        for mode in [CheckingMode.lenient, .checked] {
            do throws(CELError) {
                let program = try environment.compile(source, mode: mode)
                var budget = Budget(steps: 3_000)
                var again = Budget(steps: 3_000)
                let outcome = program.evaluate(bindings, budget: &budget)
                _ = program.trace(bindings, budget: &again)
                hold(budget.remaining == again.remaining, "a trace costs something else")
                if case .error(let error) = outcome { holdPlaced(error, in: source) }
            } catch {
                holdPlaced(error, in: source)
            }
        }
    }

    private static func holdPlaced(_ error: CELError, in source: String) {
        hold((0...source.utf8.count).contains(error.offset ?? -1), "an error beside the text")
        hold(error.line >= 1 && error.column >= 1, "an error before the text")
        holdPrintable(error.rendered(source: source, file: "f"))
    }
}
