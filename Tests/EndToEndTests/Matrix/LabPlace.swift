import Foundation
import Labs
import Testing

/// A lab, whole or with one change.
struct LabPlace: CustomTestStringConvertible, Hashable, Sendable {
    enum Change: Hashable, Sendable { case none, fault, variant }

    var lab: String
    /// Id of a fault or variant.
    var id: String?
    var change = Change.none
    /// A fault's, where there is a check that can find it.
    var expect: LabFault.Expectation?
    /// What can be known with the outside hidden, if that is not the same.
    var hidden: String?

    var testDescription: String { "\(lab) \(id ?? "healthy")" }

    static func == (one: LabPlace, other: LabPlace) -> Bool { (one.lab, one.id) == (other.lab, other.id) }

    func hash(into hasher: inout Hasher) {
        hasher.combine(lab)
        hasher.combine(id)
    }

    static let labs = LabCatalog.shipped.compactMap { try? Lab($0) }

    static let all = every.filter { place in
        guard let chosen else { return true }
        return chosen.contains(place.lab) || chosen.contains("\(place.lab)/\(place.id ?? "healthy")")
    }

    /// NSDOCTOR_LABS=red-blue,published/stale-dnat-target: only these labs, only this fault.
    private static let chosen = ProcessInfo.processInfo.environment["NSDOCTOR_LABS"]?.split(separator: ",").map(
        String.init)

    /// Whether some are chosen or not.
    static let every = labs.flatMap { lab in
        [LabPlace(lab: lab.id)]
            + lab.variants.map { LabPlace(lab: lab.id, id: $0.id, change: .variant, hidden: $0.hidden) }
            + lab.faults.map { fault in
                let expect = fault.expect.flatMap { ShippedChecks.ids.contains($0.finding) ? $0 : nil }
                return LabPlace(lab: lab.id, id: fault.id, change: .fault, expect: expect, hidden: fault.hidden)
            }
    }

    /// Nothing is wrong.
    static let harmless = all.filter { $0.change != .fault }

    /// Faults whose finding is a shipped check. The others wait for their check.
    static let faults = all.filter { $0.expect != nil }

    /// Where what is redacted is compared with what is not: in healthy labs, and in some of the others; with
    /// NSDOCTOR_PLACES=all in all.
    static let shared = Set(
        all.enumerated().filter { index, place in place.change == .none || wantsAll || index % 8 == 0 }.map(\.element))

    private static let wantsAll = ProcessInfo.processInfo.environment["NSDOCTOR_PLACES"] == "all"

    /// Where `nsdoctor path` is compared with packets: in healthy labs; with NSDOCTOR_PLACES=all in all others too, an
    /// hour on a small machine.
    static let walked =
        wantsAll ? all : all.filter { $0.change == .none }
}
