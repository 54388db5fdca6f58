import CLinux
import Glibc
import Kernel
import Testing

/// What is given up is a thread's own affair, so each of these ends with its thread.
@Suite struct ConfinementTests {
    /// errno(3) of a call, 0 where it went well.
    private static func code(_ call: () -> Int) -> Int32 { call() < 0 ? errno : 0 }

    @Test func whoNeverLooksReachesNothingOutside() throws {
        let codes = try NamespaceThread.run { _ in
            Confinement.neverLook()
            return [
                "socket": Self.code { Int(socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)) },
                "kill": Self.code { Int(kill(getpid(), 0)) },
                "execve": Self.code { Int(execv("/nonexistent", [nil])) },
                "chroot": Self.code { Int(chroot("/")) },
            ]
        }
        for (call, code) in codes { #expect(code == EPERM, "\(call)") }
    }

    @Test func filesStayAndThreadsBegin() throws {
        let found = try NamespaceThread.run { _ in
            Confinement.neverLook()
            let inner = Meanwhile { (try? Files.read("/proc/self/stat")) != nil }
            return (inner.value, (try? Files.read("/proc/thread-self/status")) != nil)
        }
        #expect(found.0)
        #expect(found.1)
    }

    @Test func whoHasLookedHasNothingLeftToLookWith() throws {
        let status = try NamespaceThread.run { _ in
            Confinement.endLooking()
            return (try? Files.read("/proc/thread-self/status")) ?? []
        }
        let lines = String(decoding: status, as: UTF8.self).split(separator: "\n")
        #expect(lines.contains("NoNewPrivs:\t1"))
        let files = [CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_FOWNER].reduce(UInt64(0)) { $0 | 1 << $1 }
        for name in ["CapEff", "CapPrm", "CapInh", "CapAmb"] {
            let line = try #require(lines.first { $0.hasPrefix("\(name):\t") })
            let set = try #require(UInt64(line.dropFirst(name.count + 2), radix: 16))
            #expect(set & ~files == 0, "\(line)")
        }
    }

    @Test func othersKeepWhatTheyHave() throws {
        _ = try NamespaceThread.run { _ in Confinement.neverLook() }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        #expect(descriptor >= 0)
        close(descriptor)
    }
}
