import Diagnosis
import Testing

@testable import Reports

@Suite struct TextReportTests {
    static let variants: [(suffix: String, options: TextOptions)] = [
        ("80.txt", TextOptions()),
        ("40.txt", TextOptions(width: 40, ascii: true)),
        ("120.txt", TextOptions(width: 120)),
        ("color.txt", TextOptions(color: true)),
        ("quiet.txt", TextOptions(detail: .quiet)),
        ("verbose.txt", TextOptions(detail: .verbose)),
    ]

    @Test(arguments: SampleReports.all.map(\.name)) func readsLikeTheGoldenFile(name: String) throws {
        let report = try #require(SampleReports.all.first { $0.name == name }?.report)
        for variant in Self.variants {
            try GoldenFiles.check(TextReport.render(report, variant.options), "text/\(name).\(variant.suffix)")
        }
    }
}
