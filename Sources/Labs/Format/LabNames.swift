/// The names in a lab, checked against each other, so that a misspelt one is an error and not a fault that never was.
struct LabNames {
    private let lab: Lab

    init(_ lab: Lab) { self.lab = lab }

    func check() throws(LabError) {
        let processes = lab.processes.map(\.name)
        let probes = lab.probes.map(\.id)
        try unique(lab.steps.map(\.id), "step")
        try unique(processes, "process")
        try unique(probes, "probe")
        try unique((lab.faults + lab.variants).map(\.id), "fault")
        for step in lab.steps { try known(step.start, among: processes, "process") }
        for process in lab.processes { try known(process.place.process, among: processes, "process") }
        for probe in lab.probes { try known(probe.from.process, among: processes, "process") }
        try known(lab.target.process, among: processes, "process")
        for fault in lab.faults + lab.variants {
            try known(fault.omit, among: lab.steps.map(\.id), "step")
            try known(fault.fails + fault.works + fault.varies, among: probes, "probe")
            try known(fault.target?.process ?? [], among: processes, "process")
        }
    }

    private func unique(_ names: [String], _ what: String) throws(LabError) {
        for (index, name) in names.enumerated() where names[..<index].contains(name) {
            throw error("two \(what) entries are called '\(name)'")
        }
    }

    private func known(_ names: [String], among all: [String], _ what: String) throws(LabError) {
        if let stray = names.first(where: { !all.contains($0) }) { throw error("there is no \(what) '\(stray)'") }
    }

    private func error(_ text: String) -> LabError { LabError(.badLab, "\(lab.source.name):1:1: \(text)") }
}

extension LabPlace {
    fileprivate var process: [String] {
        if case .process(let name, _) = self { [name] } else { [] }
    }
}

extension LabTarget {
    fileprivate var process: [String] {
        if case .process(let name) = self { [name] } else { [] }
    }
}
