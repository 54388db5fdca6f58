import Glibc
import Kernel

/// The terminal's other screen: what was on it before is there again afterwards, whatever ends the process.
final class TerminalScreen {
    private var before = termios()
    private let hasKeys: Bool
    private var size = (0, 0)
    private var isOpen = false
    /// The lines that stand there, so that only what is otherwise is written: a serial line carries 960 characters a second.
    private var shown: [String] = []

    // The other screen (xterm's 1049), and the cursor hidden; the end of colours first, as a trap may leave one on.
    private static let enter = "\u{1b}[?1049h\u{1b}[?25l"
    private static let leave: StaticString = "\u{1b}[0m\u{1b}[?25h\u{1b}[?1049l"

    init() {
        hasKeys = isatty(STDIN_FILENO) == 1 && tcgetattr(STDIN_FILENO, &before) == 0
        open()
    }

    /// -1 for nowhere.
    var keys: Int32 { hasKeys ? STDIN_FILENO : -1 }

    /// What was typed since; nil where nothing will be any more.
    func typed() -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = read(STDIN_FILENO, &bytes, bytes.count)
        if count < 0, errno == EINTR || errno == EAGAIN { return [] }
        return count > 0 ? Array(bytes.prefix(count)) : nil
    }

    /// Its size is another than that which was drawn last.
    var hasChanged: Bool { size != (Terminal.width, Terminal.height) }

    /// - Parameter lines: none wider than the screen.
    func draw(_ lines: [String]) {
        var text = ""
        if hasChanged {
            size = (Terminal.width, Terminal.height)
            shown = []
            text = "\u{1b}[0m\u{1b}[2J"
        }
        // Erased before it is written: behind the last column an erasing would take the last character with it.
        for (row, line) in lines.prefix(size.1).enumerated() where !shown.indices.contains(row) || shown[row] != line {
            text += "\u{1b}[\(row + 1);1H\u{1b}[K\(line)"
        }
        if lines.count < shown.count { text += "\u{1b}[\(lines.count + 1);1H\u{1b}[J" }
        shown = Array(lines.prefix(size.1))
        if !text.isEmpty { Terminal.standardOutput(text) }
    }

    /// Whatever stands there is not what was drawn.
    func forget() { size = (0, 0) }

    /// Gives the terminal back, stops the process as Ctrl-Z does elsewhere, and goes on when somebody continues it.
    func suspend() {
        close()
        raise(SIGSTOP)
        open()
    }

    func close() {
        guard isOpen else { return }
        isOpen = false
        TerminalGuard.end()
        Terminal.standardOutput("\(Self.leave)")
        if hasKeys { tcsetattr(STDIN_FILENO, TCSANOW, &before) }
    }

    deinit { close() }

    private func open() {
        isOpen = true
        forget()
        TerminalGuard.begin(
            input: hasKeys ? STDIN_FILENO : -1, settings: before, output: STDOUT_FILENO, text: Self.leave)
        if hasKeys {
            // Keys come at once and are not shown. Ctrl-C still is a signal; Ctrl-Z is a key, for it would leave the
            // terminal like this.
            var raw = before
            raw.c_lflag &= ~tcflag_t(ICANON | ECHO)
            // With the signal the line discipline also throws away what is on its way to the screen (isig in n_tty.c): on a busy
            // machine that was what gives the screen back.
            raw.c_lflag |= tcflag_t(NOFLSH)
            Self.forget(&raw, VSUSP)
            tcsetattr(STDIN_FILENO, TCSANOW, &raw)
        }
        Terminal.standardOutput(Self.enter)
    }

    /// The key of a control character means nothing (_POSIX_VDISABLE).
    private static func forget(_ terminal: inout termios, _ key: Int32) {
        withUnsafeMutableBytes(of: &terminal.c_cc) { $0[Int(key)] = 0 }
    }
}
