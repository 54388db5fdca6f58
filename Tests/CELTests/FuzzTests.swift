import CEL
import TestSupport
import Testing

/// Thousands of damaged expressions: none may trap, hang, or show a control character.
@Suite struct FuzzTests {
    static let seeds: [String] =
        Tables.all.map(\.expression) + BudgetTests.greedy.map { String($0.prefix(300)) }
        + Row.table(CheckerTests.refused).map(\.expression)

    static let fragments = [
        "(", ")", "[", "]", "{", "}", ".", ",", ":", "?", "!", "-", "+", "*", "/", "%", "&&", "||", "==", "<", " in ",
        "'", "\"", "'''", "\\", "`", "b'", "r'", "0x", "u", "e9", "1", "-9223372036854775808", "18446744073709551615u",
        "1e308", "0.0", "null", "true", "has(", ".map(x, ", ".all(x, ", "cel.bind(x, ", "size(", "links", "link.lower",
        "anything", "x", "\n", "\t", "\0", "\u{1B}", "é", "🐱", "\u{202E}", "//", ".matches('", "(?i", "{1000}", "*",
        "$", "\\p",
        "ip('", "cidr('", "::", "/", ".format([", "%.9", "%s", ".substring(", ".split('", "[[:", "\\x{",
    ]

    static let bindings: [String: CELValue] = [
        "links": .list((0..<40).map { .object(Link(name: "eth\($0)", fields: ["mtu": .int($0), "up": .bool(true)])) }),
        "link": .object(Link(name: "lo", fields: ["mtu": .unknown(because: "hidden")])),
        "routes": .map(CELMap()), "anything": .list([.int(.min), .uint(.max), .double(.nan), .null]),
        "limit": .int(.max), "mode": .string("a\u{1B}b"), "net.mtu": .int(0),
    ]

    private func check(_ source: String) {
        for mode in [CheckingMode.lenient, .checked] {
            do {
                let program = try Network.environment.compile(source, mode: mode)
                var budget = Budget(steps: 3_000)
                let outcome = program.evaluate(Self.bindings, budget: &budget)
                var again = Budget(steps: 3_000)
                let (traced, _) = program.trace(Self.bindings, budget: &again)
                #expect(shown(outcome) == shown(traced), "\(source.debugDescription)")
                #expect(budget.remaining == again.remaining)
                #expect(!program.fieldPaths.contains(""))
                if case .error(let error) = outcome { check(error, in: source) }
            } catch {
                check(error, in: source)
            }
        }
    }

    private func check(_ error: CELError, in source: String) {
        #expect((0...source.utf8.count).contains(error.offset ?? -1))
        #expect(error.line >= 1 && error.column >= 1)
        let text = error.rendered(source: source, file: "f")
        #expect(!text.unicodeScalars.contains { $0 != "\n" && ($0.value < 0x20 || $0 == "\u{7F}" || $0 == "\u{202E}") })
        #expect(text.hasSuffix("^"))
    }

    @Test func everyPrefixIsHandled() {
        for seed in Self.seeds where seed.utf8.count < 120 {
            var prefix = ""
            for scalar in seed.unicodeScalars {
                prefix.unicodeScalars.append(scalar)
                check(prefix)
            }
        }
    }

    @Test(arguments: 0..<8)
    func mutationsAreHandled(_ run: Int) {
        var random = SplitMix64(seed: UInt64(run))
        for _ in 0..<1_500 {
            var bytes = Array(Self.seeds[random.below(Self.seeds.count)].utf8)
            for _ in 0...random.below(4) { mutate(&bytes, &random) }
            check(String(decoding: bytes, as: UTF8.self))
        }
    }

    private func mutate(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
        let place = random.below(bytes.count + 1)
        let length = min(random.below(8), bytes.count - place)
        switch random.below(6) {
        case 0: bytes.removeSubrange(place..<place + length)
        case 1: bytes.insert(contentsOf: Self.fragments[random.below(Self.fragments.count)].utf8, at: place)
        case 2: bytes.insert(UInt8(random.below(256)), at: place)
        case 3: if place < bytes.count { bytes[place] ^= UInt8(1 << random.below(8)) }
        case 4: bytes.insert(contentsOf: bytes[place..<place + length], at: random.below(bytes.count + 1))
        default:
            let other = Array(Self.seeds[random.below(Self.seeds.count)].utf8)
            bytes.replaceSubrange(place..<place + length, with: other.prefix(random.below(60)))
        }
    }
}
