import Glibc

/// Builds labs in sandboxes of their own.
public struct LabRunner: Sendable {
    /// A program whose main function calls `LabInside.play`; it is started again inside the sandbox.
    public var executable: String

    public init(executable: String) { self.executable = executable }

    /// The running program itself.
    public init() throws(LabError) {
        guard let path = linkText("/proc/self/exe") else {
            throw LabError(.failed, "/proc/self/exe: \(errorText(errno))")
        }
        executable = path
    }

    /// What a run does once the lab stands.
    public struct Order: Sendable {
        public var fault: String?
        /// `{pid:NAME}` and `{target}` in it are filled in. Runs before the probes, which leave traces.
        public var command: [String]
        public var probes: Bool
        /// A second command, after the probes: for what would spoil them.
        public var lastly: [String]
        /// Keep the commands' output instead of letting it go to the caller's own.
        public var capture: Bool

        public init(
            fault: String? = nil, command: [String] = [], probes: Bool = false, lastly: [String] = [],
            capture: Bool = false
        ) {
            self.fault = fault
            self.command = command
            self.probes = probes
            self.lastly = lastly
            self.capture = capture
        }
    }

    /// Builds the lab, does what is ordered, and returns when nothing of the sandbox is left. Blocks, and must:
    /// the sandbox dies with the calling thread.
    public func run(_ lab: Lab, _ order: Order) throws(LabError) -> LabOutcome {
        if let fault = order.fault { _ = try lab.change(fault) }
        let inside = InsideOrder(
            executable: executable, name: lab.source.name, fault: order.fault, probes: order.probes,
            command: order.command, lastly: order.lastly)
        let text = try LabFile.scratch("lab")
        text.write(lab.source.text)
        let output = try LabFile.scratch("output")
        let errors = try LabFile.scratch("errors")
        let stdio = order.capture ? [-1, output.number, errors.number] : [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]
        let reports = try runSandbox(inside, stdio: stdio, text: text)
        var outcome = try LabOutcome(reports)
        outcome.output = output.contents()
        outcome.errors = errors.contents()
        return outcome
    }

    private func runSandbox(
        _ inside: InsideOrder, stdio: [Int32], text: borrowing LabFile
    ) throws(LabError) -> [LabReport] {
        let null = try LabFile.null()
        let pipe = try Pipe()
        let program = ChildProgram(
            executable: executable, arguments: inside.arguments, environment: currentEnvironment())
        let terminal = ForegroundTerminal()
        let descriptors = stdio.map { $0 < 0 ? null.number : $0 } + [text.number, pipe.writer.number]
        let sandbox = try Sandbox(program, descriptors: descriptors)
        let lines = String(decoding: pipe.closingWriter().remaining(), as: UTF8.self)
        let status = sandbox.wait()
        terminal.takeBack()
        let reports = lines.split(separator: "\n").compactMap { LabReport(line: $0) }
        // A sandbox that was killed had no chance to say so.
        return status == 0 || !reports.isEmpty ? reports : [.error(.failed, "the sandbox ended with status \(status)")]
    }
}

/// environ(7).
func currentEnvironment() -> [String] {
    var entries: [String] = []
    var next = environ
    while let entry = next.pointee {
        entries.append(String(cString: entry))
        next += 1
    }
    return entries
}
