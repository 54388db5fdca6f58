import YAML
import Testing

@testable import NetworkFacts
@testable import Rules

/// What somebody reads at night must say what to do, and nothing in the language of those who write checks.
@Suite("Texts of the shipped checks")
struct ShippedTextTests {
    private static let checks: [Runbook.Check] = {
        (try? ShippedRunbooks.all())?.flatMap(\.checks) ?? []
    }()

    /// Chains and targets, which nobody has to fill in.
    private static let iptablesWords: Set<String> = [
        "INPUT", "FORWARD", "OUTPUT", "POSTROUTING", "ACCEPT", "MASQUERADE", "DNAT",
    ]

    @Test("every word to fill in is explained beside its fix")
    func placeholders() {
        #expect(!Self.checks.isEmpty)
        for check in Self.checks {
            for fix in check.fix {
                for match in fix.command.text.matches(of: /\b[A-Z][A-Z-]{2,}\b/)
                where !Self.iptablesWords.contains(String(match.output)) {
                    let risk = fix.risk?.text ?? ""
                    #expect(risk.contains(match.output), "\(check.id.text): \(match.output) in \(fix.command.text)")
                }
            }
        }
    }

    @Test("a rule that drops a packet does not follow from what would become of it further on")
    func rulesAreMetFirst() {
        let later = ["masquerade-missing", "masquerade-rule-mismatch", "nothing-listening", "listen-loopback-only"]
        for check in Self.checks where later.contains(check.id.text) {
            #expect(!check.explains.map(\.text).contains("path-blocked"), "\(check.id.text)")
        }
    }

    @Test("a check that may not apply says why in words")
    func skipReasons() {
        for check in Self.checks where check.when != nil {
            #expect(check.skipReason != nil, "\(check.id.text) has a 'when' and no 'skip_reason'")
        }
    }

    /// Behind `&&` a shell is back where it was before.
    @Test("a fix of several commands enters the namespace with each")
    func entries() {
        for check in Self.checks {
            for command in check.fix.map({ Readable.text($0.command.text) }) where command.hasPrefix("[ip netns exec") {
                let parts = command.split(separator: "&& ")
                #expect(parts.allSatisfy { $0.hasPrefix("[ip netns exec") }, "\(check.id.text): \(command)")
            }
        }
    }

    @Test("an explanation fits the page", arguments: [40, 80, 120])
    func width(_ width: Int) throws {
        let shipped = CheckReference(try ShippedRunbooks.all())
        for id in shipped.ids {
            let text = try #require(shipped.explanation(of: id)).text(width: width)
            for line in text.split(separator: "\n") where line.count > width {
                // Only a word that is longer than the page may stick out.
                #expect(line.split(separator: " ").contains { $0.count > width - 8 }, "\(id): \(line)")
            }
        }
    }
}
