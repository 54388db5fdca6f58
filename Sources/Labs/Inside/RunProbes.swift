import CLinux
import Glibc

extension LabSite {
    /// Sends all probes at once and reports what became of each.
    mutating func runProbes() throws(LabError) {
        let log = try ProbeLog(count: lab.probes.count)
        var children: [pid_t] = []
        for (index, probe) in lab.probes.enumerated() {
            let program = ChildProgram(try enter(probe.from) + command(of: probe), environment: probeEnvironment)
            children.append(try log.start(program, index))
        }
        for (index, probe) in lab.probes.enumerated() {
            let status = reaper.wait(for: children[index])
            reports.send(
                .probe(
                    LabProbeResult(
                        id: probe.id, succeeded: status == 0, detail: ProbeRole.detail(log.text(index), probe, status)))
            )
        }
    }

    private var probeEnvironment: [String] { environment + ["RES_OPTIONS=timeout:1 attempts:1", "LC_ALL=C"] }

    private func command(of probe: LabProbe) -> [String] {
        switch probe.kind {
        case .ping(let address, nil): ["ping", "-n", "-c", "1", "-W", "1", address]
        case .ping(let address, let size?):
            ["ping", "-n", "-c", "1", "-W", "1", "-M", "do", "-s", "\(size)", address]
        case .tcp, .udp, .resolve: [executable] + ProbeRole.arguments(probe)
        }
    }
}

/// The output of the probes: one scratch file for each. The sandbox ends soon after, and takes the files with it.
private struct ProbeLog {
    private let numbers: [Int32]

    init(count: Int) throws(LabError) {
        numbers = (0..<count).map { _ in nsd_memfd("probe") }
        guard numbers.allSatisfy({ $0 >= 0 }) else { throw LabError(.failed, "no scratch file for a probe") }
    }

    func start(_ program: ChildProgram, _ index: Int) throws(LabError) -> pid_t {
        let null = try LabFile.null()
        return try program.start([null.number, numbers[index], numbers[index]])
    }

    func text(_ index: Int) -> String {
        guard let file = try? LabFile(numbers[index], "probe") else { return "" }
        return String(decoding: file.contents(), as: UTF8.self)
    }
}
