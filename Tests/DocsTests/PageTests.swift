import Foundation
import NetworkFacts
import Rules
import TestSupport
import Testing

@Suite("Pages")
struct PageTests {
    @Test("Generated pages are what the code generates")
    func generated() throws {
        let pages = [
            "docs/runbook-reference.md": CheckReference(try ShippedRunbooks.all()).markdown(),
            "docs/facts.md": NetworkFacts.schema.markdown(),
        ]
        for (page, text) in pages {
            if Repository.isUpdating { try Repository.write(text, page) }
            let isCurrent = try Repository.text(page) == text
            #expect(isCurrent, "\(page) is out of date: NSDOCTOR_UPDATE_GOLDEN=1 swift test --filter DocsTests")
        }
    }

    @Test("Every check is on the reference page")
    func checks() throws {
        let page = Set(try Repository.lines("docs/runbook-reference.md"))
        for id in CheckReference(try ShippedRunbooks.all()).ids { #expect(page.contains("### \(id)")) }
    }

    @Test("The shipped checks, whose texts the binary compiles late, have no mistakes")
    func shippedRunbooks() throws {
        let problems = RunbookLinter.lint(try ShippedRunbooks.all(), schema: NetworkFacts.schema)
        #expect(problems.isEmpty, "\(problems.map { "\($0)" }.joined(separator: "\n"))")
    }

    @Test("Links lead somewhere", arguments: Repository.pages)
    func links(_ page: String) throws {
        let folder = (page as NSString).deletingLastPathComponent
        for link in try Repository.text(page).matches(of: /\]\(([^)\s]+)\)/).map({ String($0.output.1) })
        where !link.contains("://") {
            let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let target = parts[0].isEmpty ? page : folder.isEmpty ? parts[0] : "\(folder)/\(parts[0])"
            #expect(Repository.exists(target), "\(page): \(link)")
            if parts.count == 2, target.hasSuffix(".md") {
                #expect(try Self.anchors(target).contains(parts[1]), "\(page): there is no heading for \(link)")
            }
        }
    }

    /// Headings as GitHub names them.
    private static func anchors(_ page: String) throws -> Set<String> {
        Set(
            try Repository.lines(page).filter { $0.hasPrefix("#") }.map { line in
                line.drop { $0 == "#" || $0 == " " }.lowercased().filter {
                    $0.isLetter || $0.isNumber || "-_ ".contains($0)
                }
                .replacingOccurrences(of: " ", with: "-")
            })
    }

    @Test(
        "Files and targets that the pages name exist", arguments: ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"])
    func names(_ page: String) throws {
        let places = ["Sources/", "Tests/", "fixtures/", "runbooks/", "docs/", "man/"]
        for span in try Repository.lines(page).flatMap(Example.codeSpans) where places.contains(where: span.hasPrefix) {
            guard !span.contains(where: { "*<… ".contains($0) }) else { continue }
            #expect(Repository.exists(span), "\(page): \(span)")
        }
    }

    @Test(
        "The targets of make that the pages name exist",
        .enabled(if: Repository.exists("Makefile"), "there is no Makefile yet"))
    func makeTargets() throws {
        let makefile = try Repository.lines("Makefile")
        for page in ["README.md", "CONTRIBUTING.md"] {
            for words in try Repository.text(page).matches(of: /(?:^|`)make ([a-z -]+[a-z])/.anchorsMatchLineEndings())
            {
                for target in words.output.1.split(separator: " ") {
                    #expect(makefile.contains { $0.hasPrefix("\(target):") }, "\(page): make \(target)")
                }
            }
        }
    }
}
