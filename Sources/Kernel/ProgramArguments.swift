import CLinux

/// The words of our command line. Swift's own `CommandLine` reads /proc/self/cmdline, and takes it for empty where there is no
/// /proc or a signal interrupts that read.
public enum ProgramArguments {
    /// The program's own name first.
    public static let all: [String] = {
        var words: [String] = []
        while let word = nsd_argument(Int32(words.count)) { words.append(String(cString: word)) }
        return words
    }()
}
