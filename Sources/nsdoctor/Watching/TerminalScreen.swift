import Glibc

/// The terminal's other screen: what was on it before is there again afterwards.
final class TerminalScreen {
    private var before = termios()
    private let hasKeys: Bool
    private var size = (0, 0)
    private var isOpen = true

    init() {
        hasKeys = isatty(STDIN_FILENO) == 1 && tcgetattr(STDIN_FILENO, &before) == 0
        if hasKeys {
            // Keys come at once and are not shown. Ctrl-C still is a signal; Ctrl-Z would leave the terminal like this.
            var raw = before
            raw.c_lflag &= ~tcflag_t(ICANON | ECHO)
            Self.forget(&raw, VSUSP)
            tcsetattr(STDIN_FILENO, TCSANOW, &raw)
        }
        Terminal.standardOutput("\u{1b}[?1049h\u{1b}[?25l")
    }

    /// -1 for nowhere.
    var keys: Int32 { hasKeys ? STDIN_FILENO : -1 }

    /// What was typed since; Ctrl-C where nothing will be any more.
    func pressed() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = read(STDIN_FILENO, &bytes, bytes.count)
        return count > 0 ? Array(bytes.prefix(count)) : [3]
    }

    /// Its size is another than that which was drawn last.
    var hasChanged: Bool { size != (Terminal.width, Terminal.height) }

    func draw(_ lines: [String]) {
        size = (Terminal.width, Terminal.height)
        let rows = lines.map { "\($0)\u{1b}[K" }.joined(separator: "\n")
        Terminal.standardOutput("\u{1b}[H\(rows)\u{1b}[J")
    }

    func close() {
        guard isOpen else { return }
        isOpen = false
        Terminal.standardOutput("\u{1b}[?25h\u{1b}[?1049l")
        if hasKeys { tcsetattr(STDIN_FILENO, TCSANOW, &before) }
    }

    deinit { close() }

    /// The key of a control character means nothing (_POSIX_VDISABLE).
    private static func forget(_ terminal: inout termios, _ key: Int32) {
        withUnsafeMutableBytes(of: &terminal.c_cc) { $0[Int(key)] = 0 }
    }
}
