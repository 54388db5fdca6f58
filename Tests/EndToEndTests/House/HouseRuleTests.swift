import Foundation
import Testing

/// Rules that the compiler does not know. The table of ARCHITECTURE.md (pure targets, the one file that enters
/// namespaces) has its own test; these are the rest.
@Suite struct HouseRuleTests {
    struct Rule: CustomTestStringConvertible, Sendable {
        var name: String
        /// A regular expression on code without comments and literals.
        var forbidden: String
        var targets: [String]?
        var testDescription: String { name }
    }

    static let rules = [
        Rule(
            name: "collectors do not judge",
            forbidden:
                #"import (Analysis|Diagnosis|Reports|Rules|NetworkFacts|Netfilter|PacketTrace|Repairs|Routing|SnapshotQuery|Topology)\b"#,
            targets: ["Capture", "Collectors", "Kernel"]),
        Rule(
            name: "judges do not collect", forbidden: #"import (Collectors|Kernel|Labs|CLinux|CMnl)\b"#,
            targets: [
                "Addresses", "Analysis", "CEL", "Diagnosis", "NetworkFacts", "NetworkModel", "Netfilter", "PacketTrace",
                "Repairs", "Reports", "Routing", "Rules", "RulesetText", "SnapshotQuery", "Topology",
            ]),
        Rule(
            name: "the rule engine knows no networks",
            forbidden:
                #"import (NetworkModel|SnapshotQuery|Topology|Routing|Netfilter|PacketTrace|Analysis|NetworkFacts)\b"#,
            targets: ["Rules", "CEL", "YAML"]),
        Rule(
            name: "only KernelWire of the pure targets knows kernel headers",
            forbidden: #"import (Glibc|Foundation|Dispatch|CMnl|Kernel|Collectors)\b"#, targets: ["KernelWire"]),
        Rule(
            name: "no concurrency of Swift's own",
            forbidden: #"\b(async|await|Task|TaskGroup|actor|DispatchQueue|OperationQueue)\b(?!:)"#),
        Rule(name: "no try!", forbidden: #"\btry!"#),
        Rule(name: "no as!", forbidden: #"\bas!"#),
        Rule(name: "no forced unwrapping", forbidden: #"[\w\])]!(?![=\w])"#),
        Rule(name: "no implicitly unwrapped type", forbidden: #":\s*\w+(<.*>)?!\s*($|=)"#),
        Rule(
            name: "no trap on purpose",
            forbidden: #"\b(fatalError|preconditionFailure|precondition|assertionFailure|unsafeBitCast)\("#),
        Rule(
            name: "no program is run by what looks", forbidden: #"\b(posix_spawnp?|execvp?e?|popen|system|fork)\("#,
            targets: ["Capture", "Collectors", "Kernel", "nsdoctor"]),
    ]

    @Test(arguments: rules)
    func holds(rule: Rule) throws {
        let pattern = try Regex(rule.forbidden)
        var lines = 0
        for file in try Sources.files(in: rule.targets ?? Sources.targets) {
            for line in try Sources.code(of: file) {
                lines += 1
                #expect(line.text.firstMatch(of: pattern) == nil, "\(file):\(line.number): \(line.text)")
            }
        }
        #expect(lines > 500)
    }

    /// In a foreign namespace these show another one.
    @Test(arguments: ["/sys/class/net", "/proc/net/", "/proc/self/net"])
    func pathsThatLieAreNotRead(path: String) throws {
        for file in try Sources.files(in: Sources.targets) where !file.hasPrefix("Labs/") {
            for (number, line) in try Sources.lines(of: file).enumerated()
            where !line.drop(while: { $0 == " " }).hasPrefix("//") {
                #expect(!line.contains(path), "\(file):\(number + 1): \(line)")
            }
        }
    }

    @Test func namespacesAreEnteredInOneFile() throws {
        let pattern = try Regex(#"\b(setns|nsd_setns|pthread_create)\("#)
        let files = try Sources.files(in: Sources.targets).filter { file in
            try Sources.code(of: file).contains { $0.text.firstMatch(of: pattern) != nil }
        }
        // --host-root stands in those of process 1 before there are threads.
        #expect(files == ["Kernel/HostRoot.swift", "Kernel/NamespaceThread.swift"])
    }
}
