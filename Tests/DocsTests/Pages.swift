import TestSupport

extension Repository {
    static let pages = [
        "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/runbook-reference.md", "docs/facts.md",
        "docs/accuracy.md",
    ]
    static let manuals = ["man/nsdoctor.1", "man/nsdoctor-runbook.5"]
}
