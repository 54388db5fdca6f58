import CLinux
import Glibc

/// The parts that this program plays inside a sandbox. Its main function must ask `play` before anything else.
public enum LabInside {
    /// The exit status if the arguments ask for one of these parts, nil for an ordinary call.
    public static func play(_ arguments: [String]) -> Int32? {
        guard arguments.count > 2, arguments[1] == "lab" else { return nil }
        let rest = Array(arguments.dropFirst(3))
        switch arguments[2] {
        case InsideOrder.word: return buildAndRun(rest)
        case ServeRole.word: return ServeRole.play(rest)
        case ProbeRole.word: return ProbeRole.play(rest)
        default: return nil
        }
    }

    private static func buildAndRun(_ arguments: [String]) -> Int32 {
        guard getpid() == 1, let order = InsideOrder(arguments) else { return 64 }
        for number in [InsideOrder.textNumber, ReportPipe.number] { _ = fcntl(number, F_SETFD, FD_CLOEXEC) }
        do throws(LabError) {
            return try carryOut(order)
        } catch {
            ReportPipe().send(.error(error.kind, error.message))
            return 70
        }
    }

    private static func carryOut(_ order: InsideOrder) throws(LabError) -> Int32 {
        try SandboxMounts.prepare()
        let lab = try Lab(order.source())
        let fault: LabFault? = if let name = order.fault { try lab.change(name) } else { nil }
        var site = LabSite(lab: lab, fault: fault, executable: order.executable)
        try site.build()
        var status = try carryOut(order.command, in: &site)
        if order.probes { try site.runProbes() }
        if !order.lastly.isEmpty { status = try carryOut(order.lastly, in: &site) }
        return status
    }

    /// The command's exit status; 0 where there is none.
    private static func carryOut(_ command: [String], in site: inout LabSite) throws(LabError) -> Int32 {
        guard !command.isEmpty else { return 0 }
        let words = try LabWords(site).fill(words: command)
        var environment = site.environment
        if let shell = LabShell(words, in: site) {
            shell.greet()
            environment.removeAll { $0.hasPrefix("PS1=") || $0.hasPrefix("PROMPT_COMMAND=") }
            environment += shell.environment
        }
        let program = ChildProgram(words, environment: environment)
        let status = site.reaper.wait(for: try program.start([STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]))
        site.reports.send(.status(status))
        return status
    }
}
