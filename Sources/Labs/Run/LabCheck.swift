/// Compares what a lab declares with what reality says.
public enum LabCheck {
    /// Probes that did not behave as declared, in words; empty if the lab tells the truth.
    /// - Parameter fault: the change that it was built with.
    public static func surprises(
        _ results: [LabProbeResult], _ lab: Lab, fault: String?
    ) throws(LabError) -> [String] {
        let change: LabFault? = if let fault { try lab.change(fault) } else { nil }
        var found: [String] = []
        for probe in lab.probes {
            guard let expected = change == nil ? probe.healthy : change?.expects(probe) else { continue }
            let result = results.first { $0.id == probe.id }
            if result?.succeeded != expected {
                found.append("\(probe.id) should \(expected ? "succeed" : "fail"): \(result?.detail ?? "not sent")")
            }
        }
        return found
    }
}
