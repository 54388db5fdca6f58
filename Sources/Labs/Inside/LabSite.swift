import CLinux
import Glibc

/// The lab under construction: what the sandbox knows while it builds, breaks and probes.
struct LabSite {
    let lab: Lab
    let fault: LabFault?
    /// This program, for its serving and probing roles.
    let executable: String
    let reports = ReportPipe()
    var reaper = Reaper()
    var pids: [String: pid_t] = [:]

    var target: LabTarget { fault?.target ?? lab.target }

    /// A shell command of the lab; what it printed if it failed.
    mutating func shell(_ command: String) throws(LabError) -> (status: Int32, output: String) {
        try run(ChildProgram(["sh", "-ec", try LabWords(self).fill(command)], environment: environment))
    }

    mutating func run(_ program: ChildProgram) throws(LabError) -> (status: Int32, output: String) {
        let null = try LabFile.null()
        let output = try LabFile.scratch("output")
        let child = try program.start([null.number, output.number, output.number])
        let status = reaper.wait(for: child)
        return (status, String(decoding: output.contents(), as: UTF8.self))
    }

    /// Runs each command; the first failure ends it.
    mutating func shell(all commands: [String], for purpose: String) throws(LabError) {
        for command in commands {
            let (status, output) = try shell(command)
            // What a shell ends with when there is no such program.
            if status == 127 {
                throw LabError(
                    .missingTool,
                    "\(purpose) needs a program that is not installed here: \(output)")
            }
            if status != 0 { throw LabError(.failed, "\(purpose): '\(command)' failed (\(status)): \(output)") }
        }
    }

    /// Waits until a condition holds.
    mutating func wait(until condition: String?, for purpose: String) throws(LabError) {
        guard let condition else { return }
        for _ in 0..<200 {
            if try shell(condition).status == 0 { return }
            usleep(40_000)
        }
        throw LabError(.failed, "\(purpose): still not true after 8 s: \(condition)")
    }

    var environment: [String] {
        var mine = ["NSDOCTOR_LAB=\(lab.id)", "NSDOCTOR_LAB_FAULT=\(fault?.id ?? "")"]
        mine.append("NSDOCTOR_LAB_TARGET=\(LabWords(self).target.joined(separator: " "))")
        switch target {
        case .process(let name):
            mine.append("NSDOCTOR_LAB_TARGET_PID=\(pids[name] ?? 0)")
            if case .netns(let netns)? = lab.processes.first(where: { $0.name == name })?.place {
                mine.append("NSDOCTOR_LAB_TARGET_NETNS=\(netns)")
            }
        case .pid(let number): mine.append("NSDOCTOR_LAB_TARGET_PID=\(number)")
        case .netns(let name): mine.append("NSDOCTOR_LAB_TARGET_NETNS=\(name)")
        case .node: break
        }
        for (name, pid) in pids {
            let word = name.uppercased().map { $0.isLetter || $0.isNumber ? $0 : "_" }
            mine.append("NSDOCTOR_LAB_PID_\(String(word))=\(pid)")
        }
        return mine + inheritedEnvironment()
    }

    /// The caller's environment, with the directories that have `ip`, `nft` and this program in PATH.
    private func inheritedEnvironment() -> [String] {
        var kept: [String] = []
        var path = "/usr/local/bin:/usr/bin:/bin"
        var next = environ
        while let entry = next.pointee {
            let text = String(cString: entry)
            if text.hasPrefix("PATH=") {
                path = String(text.dropFirst(5))
            } else if !text.hasPrefix("NSDOCTOR_LAB") {
                kept.append(text)
            }
            next += 1
        }
        let home = executable.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        return kept + ["PATH=\(home):/usr/local/sbin:/usr/sbin:/sbin:\(path)"]
    }
}
