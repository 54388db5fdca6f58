import Addresses
import NetworkModel
import TestSupport
import Testing

@testable import Diagnosis

/// Processes that are there and do not run, and servers that do not accept.
@Suite struct StoppedProcessTests {
    /// Red asks blue for names.
    private func names(_ stopped: [StoppedProcess], owners: [Int] = [77]) throws -> Diagnosed {
        var network = SmallNetwork.pods()
        network.nameservers("10.0.0.12")
        network.listen(.udp, 53, in: "blue")
        let inode = network["blue"].sockets.rows.last?.inode ?? 0
        network["blue"].socketOwners = [Int(inode): owners.map { Holders.Member(pid: $0, comm: "dnsmasq") }]
        var census = ProcessCensus()
        census.stopped = stopped.map { process in
            var process = process
            process.sockets = [Int(inode)]
            return process
        }
        network.change { $0.census = census }
        return try Diagnosed(network)
    }

    @Test(arguments: [
        (StoppedProcess.Cause.signal, "kill -CONT 77"), (.debugger, "grep TracerPid /proc/77/status"),
        (.freezer, "echo 0 > /sys/fs/cgroup/a/cgroup.freeze"),
    ])
    func aNameServerThatIsStopped(cause: StoppedProcess.Cause, fix: String) throws {
        var process = StoppedProcess(pid: 77, comm: "dnsmasq", cause: cause)
        if cause == .freezer { process.cgroup = "/a" }
        let said = try names([process])
        #expect(said.rootCauses == ["process-stopped"], "\(said.words)")
        #expect(try said.finding("process-stopped").severity == .crit)
        #expect(try said.finding("process-stopped").fix.map(\.command) == [fix])
    }

    @Test func nobodyIsStopped() throws {
        #expect(try names([]).rootCauses == [])
    }

    /// Workers share a socket.
    @Test func anotherWorkerRuns() throws {
        let said = try names([StoppedProcess(pid: 77, comm: "dnsmasq", cause: .signal)], owners: [77, 78])
        #expect(said.rootCauses == [], "\(said.words)")
    }

    /// Whoever stopped the target stopped its name server too.
    @Test(arguments: [(StoppedProcess.Cause.signal, 1), (.debugger, 2)])
    func bothInOneNamespace(cause: StoppedProcess.Cause, findings: Int) throws {
        var network = SmallNetwork.pods()
        network.nameservers("10.0.0.11")
        network.listen(.udp, 53, in: "red")
        let inode = Int(network["red"].sockets.rows.last?.inode ?? 0)
        network["red"].socketOwners = [inode: [Holders.Member(pid: 77, comm: "dnsmasq")]]
        network.change {
            $0.processes[1011]?.state = cause == .signal ? "T" : "t"
            var names = StoppedProcess(pid: 77, comm: "dnsmasq", cause: cause)
            names.sockets = [inode]
            names.netns = $0.processes[1011]?.netns
            var census = ProcessCensus()
            census.stopped = [names]
            $0.census = census
        }
        let said = try Diagnosed(network)
        #expect(said.rootCauses == Array(repeating: "process-stopped", count: findings), "\(said.words)")
        guard findings == 1 else { return }
        #expect(try said.finding("process-stopped").fix.map(\.command) == ["kill -CONT 1011 77"])
    }

    @Test(arguments: ["T", "t"])
    func theTargetItself(state: String) throws {
        var network = SmallNetwork.pods()
        network.change { $0.processes[1011]?.state = state }
        let said = try Diagnosed(network)
        #expect(said.rootCauses == ["process-stopped"], "\(said.words)")
    }

    @Test func theTargetIsFrozen() throws {
        var network = SmallNetwork.pods()
        network.change {
            $0.processes[1011]?.isFrozen = true
            $0.processes[1011]?.cgroup = "/pod"
        }
        #expect(try Diagnosed(network).finding("process-stopped").summary.contains("frozen"))
    }

    /// The queue of whoever is asked for, wherever that is.
    @Test(arguments: [(3, ["listen-backlog-overflow"]), (1, [])] as [(UInt32, [String])])
    func aFullQueueAtTheFarEnd(waiting: UInt32, causes: [String]) throws {
        var network = SmallNetwork.pods()
        network.listen(.tcp, 9000, in: "blue")
        network["blue"].sockets.rows[network["blue"].sockets.rows.count - 1].rqueue = waiting
        network["blue"].sockets.rows[network["blue"].sockets.rows.count - 1].wqueue = 2
        network.ask(about: "10.0.0.12", .tcp, port: 9000)
        let said = try Diagnosed(network)
        #expect(said.rootCauses == causes, "\(said.words)")
    }

    /// What was sent again and again is a question, too.
    @Test func aConnectionWhosePeerIsGone() throws {
        var network = SmallNetwork.pods()
        var socket = Socket(
            proto: .tcp, family: .inet, state: .established, src: try #require(IPAddress("10.0.0.11")), sport: 40000,
            dst: try #require(IPAddress("10.0.0.12")), dport: 5432, wqueue: 4000)
        socket.retransmits = 3
        network["red"].sockets.rows.append(socket)
        #expect(try Diagnosed(network).rootCauses == ["nothing-listening"])
        network["red"].sockets.rows[network["red"].sockets.rows.count - 1].retransmits = nil
        #expect(try Diagnosed(network).rootCauses == [])
    }
}
