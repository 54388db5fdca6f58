extension LabSite {
    /// Builds the lab as its walk-through says, then breaks it as the fault says.
    mutating func build() throws(LabError) {
        try shell(all: Self.plainHost, for: "sandbox")
        for step in lab.steps where !(fault?.omit.contains(step.id) ?? false) {
            try take(step)
            try start(step.start)
        }
        try start(lab.processes.map(\.name).filter { pids[$0] == nil })
        try breakIt()
    }

    /// A new namespace copies some settings from the machine, which may well be a router.
    private static let plainHost = [
        "ip link set lo up",
        "sysctl -qw net.ipv4.ip_forward=0 net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0",
    ]

    /// Once a step has been left out, later ones may fail, as they would for a person who then carries on.
    private mutating func take(_ step: Lab.Step) throws(LabError) {
        guard let fault, !fault.omit.isEmpty else {
            try shell(all: step.run, for: "step \(step.id)")
            return
        }
        for command in step.run {
            let (status, output) = try shell(command)
            if status != 0 { reports.send(.stumble("step \(step.id): '\(command)': \(output)")) }
        }
    }

    private mutating func start(_ names: [String]) throws(LabError) {
        for process in lab.processes where names.contains(process.name) { try start(process) }
    }

    private mutating func breakIt() throws(LabError) {
        // A broken lab may never come into the state that a healthy one waits for.
        guard let fault else { return try wait(until: lab.until, for: "lab \(lab.id)") }
        if fault.omit.isEmpty { try wait(until: lab.until, for: "lab \(lab.id)") }
        try shell(all: fault.run, for: "fault \(fault.id)")
        try wait(until: fault.until, for: "fault \(fault.id)")
    }
}
