import CLinux
import Glibc

/// Gives a terminal back where a trap or a fault ends the process, which then ends as it would have.
public enum TerminalGuard {
    /// - Parameters:
    ///   - input: whose settings are put back; below 0 for none.
    ///   - settings: those that it had.
    ///   - text: tells the terminal on `output` to be as it was.
    public static func begin(input: Int32, settings: termios, output: Int32, text: StaticString) {
        var settings = settings
        // A StaticString is there for good, and ends with a zero.
        text.utf8Start.withMemoryRebound(to: CChar.self, capacity: text.utf8CodeUnitCount + 1) {
            nsd_guard_terminal(input, &settings, output, $0)
        }
    }

    public static func end() { nsd_unguard_terminal() }
}
