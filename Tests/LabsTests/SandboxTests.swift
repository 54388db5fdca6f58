import Glibc
import Labs
import TestSupport
import Testing

/// What a sandbox promises: a private network, file system and process table, and nothing left behind.
@Suite(.needsSandbox) struct SandboxTests {
    private func run(_ script: String, fault: String? = nil) throws -> LabOutcome {
        try Sandboxes.runner.run(
            try LabCatalog.find("left-right"),
            LabRunner.Order(fault: fault, command: ["sh", "-c", script], capture: true))
    }

    private func text(_ script: String, fault: String? = nil) throws -> String {
        String(decoding: try run(script, fault: fault).output, as: UTF8.self)
    }

    @Test(arguments: [("exit 0", 0), ("exit 7", 7), ("kill -TERM $$", 143), ("kill -KILL $$", 137)])
    func passesTheExitStatusThrough(script: String, status: Int) throws {
        #expect(try run(script).status == Int32(status))
    }

    @Test func aCommandThatDoesNotExistIsAnError() throws {
        let lab = try LabCatalog.find("left-right")
        let error = #expect(throws: LabError.self) {
            try Sandboxes.runner.run(lab, LabRunner.Order(command: ["/does/not/exist"], capture: true))
        }
        #expect(error?.message == "/does/not/exist: No such file or directory")
    }

    @Test func aFailingStepIsNamed() throws {
        let lab = try Lab(
            LabSource(
                name: "t.yaml",
                text: """
                    {id: t, title: t, teaches: t, steps: [{id: one, says: s, run: ["echo oops >&2; exit 3"]}]}
                    """))
        let error = #expect(throws: LabError.self) { try Sandboxes.runner.run(lab, LabRunner.Order()) }
        #expect(error?.message == "step one: 'echo oops >&2; exit 3' failed (3): oops ")
    }

    /// A tool that is missing is nobody's bug.
    @Test func aMissingProgramIsSaidToBeMissing() throws {
        let lab = try Lab(
            LabSource(
                name: "t.yaml",
                text: """
                    {id: t, title: t, teaches: t, steps: [{id: one, says: s, run: ["no-such-tool --version"]}]}
                    """))
        let error = #expect(throws: LabError.self) { try Sandboxes.runner.run(lab, LabRunner.Order()) }
        #expect(error?.kind == .missingTool)
        #expect(error?.message.hasPrefix("step one needs a program that is not installed here: ") == true)
        #expect(error?.message.contains("no-such-tool") == true)
    }

    @Test func theMachineStaysAsItWas() throws {
        let before = Machine()
        let script = """
            echo nameserver 192.0.2.1 > /etc/resolv.conf
            mkdir -p /etc/netns/left && echo x > /etc/netns/left/resolv.conf
            echo x > /run/x; echo x > /etc/x; ip link add br9 type bridge; ip netns add extra
            sysctl -w net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=2 net.ipv6.conf.all.forwarding=1
            sysctl -w kernel.panic=$(cat /proc/sys/kernel/panic) && echo global sysctl written
            mount -t tmpfs x /mnt; hostname changed
            """
        let output = try text(script)
        #expect(output.contains("net.ipv4.ip_forward = 1"))
        #expect(!output.contains("written"))
        #expect(Machine() == before)
    }

    @Test func nothingIsLeft() throws {
        let script =
            "sleep 1000 & ip netns exec left sleep 1000 & readlink /proc/self/ns/net /proc/self/ns/pid; ip netns exec left readlink /proc/self/ns/net"
        let namespaces = Set(try text(script).split(separator: "\n").map(String.init))
        #expect(namespaces.count == 3)
        #expect(Processes.inAny(of: namespaces) == [])
    }

    /// The parent may be killed in any way; the kernel then ends the sandbox.
    @Test(arguments: [SIGKILL, SIGTERM, SIGINT])
    func diesWithItsParent(signal: Int32) throws {
        let parent = try Spawned([Command.nsdoctor, "lab", "run", "left-right", "--", "sleep", "1000"])
        let inside = parent.waitForGrandchild(running: "sleep")
        #expect(inside != nil)
        kill(parent.pid, signal)
        #expect(parent.wait() == 128 + signal)
        #expect(eventually { !Processes.lives(inside ?? 0) })
    }

    @Test func severalAtOnceDoNotMeet() throws {
        let command = "\(Command.nsdoctor) lab run left-right -- ip netns exec left ping -c 1 -W 2 10.10.0.2"
        let children = try (0..<4).map { _ in try Spawned(["sh", "-c", "\(command) > /dev/null"]) }
        for child in children { #expect(child.wait() == 0) }
    }

    /// Root inside, an ordinary user outside.
    @Test(.enabled(if: geteuid() == 0, "only root can become somebody else"))
    func worksForAnOrdinaryUser() throws {
        let user = "setpriv --reuid 65534 --regid 65534 --clear-groups"
        let command =
            "\(user) \(Command.nsdoctor) lab run red-blue -- sh -c 'ip netns exec blue ping -c 1 -W 2 8.8.8.8'"
        #expect(try Spawned(["sh", "-c", "\(command) > /dev/null"]).wait() == 0)
    }

    /// As where user namespaces are switched off: a sentence that says so, and which setting it is.
    @Test func saysWhyThereCanBeNoSandbox() throws {
        let file = "/tmp/nsdoctor-refusal-\(getpid())"
        defer { unlink(file) }
        let script = "echo 0 > /proc/sys/user/max_user_namespaces; \(Command.nsdoctor) lab run left-right -- true"
        let child = try Spawned(["sh", "-c", "unshare --user --map-root-user sh -c '\(script)' > \(file) 2>&1"])
        #expect(child.wait() != 0)
        let said = contents(file) ?? ""
        #expect(said.contains("does not allow a sandbox"))
        #expect(said.contains("/proc/sys/user/max_user_namespaces is 0"))
    }

    @Test func processesAreRealAndHaveTheirNames() throws {
        #expect(try text("cat /proc/$NSDOCTOR_LAB_TARGET_PID/comm") == "left-app\n")
        #expect(
            try text("ip netns identify $NSDOCTOR_LAB_TARGET_PID; echo $NSDOCTOR_LAB_TARGET_NETNS") == "left\nleft\n")
    }

    @Test func omittedStepsLeaveTheirTraces() throws {
        let outcome = try run("true", fault: "no-cable")
        #expect(outcome.stumbles.count == 6)
        #expect(
            outcome.stumbles.first
                == "step move-left: 'ip link set veth-left netns left': Cannot find device \"veth-left\" ")
    }

    @Test func wordsOfTheCommandAreFilledIn() throws {
        let outcome = try Sandboxes.runner.run(
            try LabCatalog.find("left-right"),
            LabRunner.Order(command: ["echo", "{target}", "{pid:right-web}", "{other}"], capture: true))
        let words = String(decoding: outcome.output, as: UTF8.self).split(separator: " ")
        #expect(words.count == 4 && words[0] == "pid" && words[3] == "{other}\n")
        #expect(words.dropFirst().prefix(2).allSatisfy { Int($0) != nil })
    }

    @Test func theTargetMayStandInsideAWord() throws {
        let outcome = try Sandboxes.runner.run(
            try LabCatalog.find("left-right"),
            LabRunner.Order(command: ["sh", "-c", "printf '<%s>' {target} target:{target}x"], capture: true))
        let text = String(decoding: outcome.output, as: UTF8.self)
        #expect(
            text.wholeMatch(of: /<pid><([0-9]+)><target:pid><([0-9]+)x>/).map { $0.output.1 == $0.output.2 } == true,
            "\(text)")
    }

    /// With whatever PATH the tests run, and without one that leads to it.
    @Test func theProgramItselfIsFoundInTheLab() throws {
        let outcome = try Sandboxes.runner.run(
            try LabCatalog.find("left-right"), LabRunner.Order(command: ["nsdoctor", "version"], capture: true))
        #expect(outcome.status == 0 && String(decoding: outcome.output, as: UTF8.self).hasPrefix("nsdoctor "))
    }
}
