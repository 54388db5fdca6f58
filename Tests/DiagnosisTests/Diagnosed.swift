import Diagnosis
import NetworkModel
import NetworkFacts
import Rules
import TestSupport
import Testing

/// What the shipped checks say of a small network.
struct Diagnosed {
    let diagnosis: Diagnosis
    /// Before its fixes were tried.
    let unproved: Diagnosis
    let report: Report

    private static let runbooks = Result { () throws(RunbookProblems) in
        try RunbookSet.compile(try ShippedRunbooks.outlines(), schema: NetworkFacts.schema)
    }

    private static func runbooks(with overrides: String) throws -> CompiledRunbooks {
        try RunbookSet.compile(
            try ShippedRunbooks.outlines(), schema: NetworkFacts.schema,
            overrides: [Overrides.parse(text: overrides, file: "site.yaml")])
    }

    /// Asks until nothing is lacking, as a live diagnosis does; a network of which something cannot be told is no test.
    ///
    /// - Parameter overrides: what the site says of the shipped checks.
    init(_ network: SmallNetwork, overrides: String? = nil, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let runbooks = try overrides.map(Self.runbooks(with:)) ?? Self.runbooks.get()
        var network = network
        var diagnosis = Diagnosis(network.snapshot, runbooks)
        for _ in 0..<30 where !diagnosis.needs.isEmpty {
            let open = network.answer(diagnosis.needs)
            try #require(open.isEmpty, "nobody said what they are: \(open)", sourceLocation: sourceLocation)
            diagnosis = Diagnosis(network.snapshot, runbooks)
        }
        unproved = diagnosis
        var proof = FixProof(diagnosis, network.snapshot)
        for _ in 0..<10 where !proof.needs.isEmpty {
            let open = network.answer(proof.needs)
            try #require(open.isEmpty, "nobody said what they are: \(open)", sourceLocation: sourceLocation)
            proof = FixProof(diagnosis, network.snapshot, after: proof)
        }
        self.diagnosis = proof.diagnosis
        report = proof.diagnosis.report
    }

    var rootCauses: [String] { report.findings.filter(\.isRootCause).map(\.id) }

    func finding(_ id: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> Finding {
        try #require(
            report.findings.first { $0.id == id }, "found: \(report.findings.map(\.id))", sourceLocation: sourceLocation
        )
    }

    /// All that was found, for a failed test.
    var words: [String] { report.findings.map { "\($0.isRootCause ? "" : "~")\($0.id): \($0.summary)" } }

    func state(_ id: String) -> CheckResult.State? { report.checks.first { $0.id == id }?.state }
}
