import Labs
import Testing

/// Each lab, whole and broken in each of its ways, really behaves as it says.
@Suite(.needsSandbox) struct TruthTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var lab: String
        var fault: String?
        var testDescription: String { "\(lab) \(fault ?? "healthy")" }
    }

    static let cases: [Case] = LabCatalog.shipped.flatMap { source in
        guard let lab = try? Lab(source) else { return [Case]() }
        return [Case(lab: lab.id)] + (lab.faults + lab.variants).map { Case(lab: lab.id, fault: $0.id) }
    }

    @Test(arguments: cases)
    func probesBehaveAsDeclared(at place: Case) async throws {
        let lab = try LabCatalog.find(place.lab)
        let check = { @Sendable () throws(LabError) in
            try LabCheck(lab, fault: place.fault, with: Here.runner).surprises
        }
        var surprises = try await Crew.work(check)
        // A probe waits for one second; on a busy machine that can be too short, but not twice in a row.
        if !surprises.isEmpty { surprises = try await Crew.work(check) }
        #expect(surprises == [])
    }
}
