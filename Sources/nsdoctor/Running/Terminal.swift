import Glibc
import TerminalText

/// Standard streams: what they are attached to, and how to write to them.
enum Terminal {
    enum ColorChoice: String, CaseIterable {
        case always, never, auto
    }

    static func standardOutput(_ text: String) { StandardOutput.write(text) }
    static func standardError(_ text: String) { _ = StandardOutput.write(text, to: STDERR_FILENO) }

    /// Text that may hold names chosen by others, without anything that a terminal would act on.
    static func safe(_ text: String) -> String { Escape.text(text) }

    /// How wide lines may be: as COLUMNS says, else as the terminal is; nil where standard output is none, and whoever reads
    /// it wants whole lines.
    static var pageWidth: Int? {
        if let columns = Int(environment("COLUMNS")), columns > 0 { return columns }
        return isatty(STDOUT_FILENO) == 1 ? width : nil
    }

    /// Columns of standard output as a screen; 80 where it is no terminal.
    static var width: Int { size.map { Int($0.ws_col) }.flatMap { $0 > 0 ? $0 : nil } ?? 80 }

    /// Its lines; 24 where it is no terminal.
    static var height: Int { size.map { Int($0.ws_row) }.flatMap { $0 > 0 ? $0 : nil } ?? 24 }

    private static var size: winsize? {
        var size = winsize()
        return isatty(STDOUT_FILENO) == 1 && ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 ? size : nil
    }

    /// Standard error is a terminal on which a line can be drawn again.
    static var isErrorTerminal: Bool { isatty(STDERR_FILENO) == 1 && environment("TERM") != "dumb" }

    /// Makes the terminal of the process standard input, where it has one.
    static func takeKeysFromTerminal() {
        let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard terminal >= 0 else { return }
        dup2(terminal, STDIN_FILENO)
        close(terminal)
    }

    /// Keys can be read and a screen be drawn.
    static var isScreen: Bool {
        let kind = environment("TERM")
        return isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 && kind != "dumb" && !kind.isEmpty
    }

    /// --color, then NO_COLOR, then CLICOLOR_FORCE and FORCE_COLOR, then TERM=dumb, then whether it is a terminal.
    static func wantsColor(_ choice: ColorChoice) -> Bool {
        switch choice {
        case .always: return true
        case .never: return false
        case .auto: break
        }
        if !environment("NO_COLOR").isEmpty { return false }
        for name in ["CLICOLOR_FORCE", "FORCE_COLOR"] {
            let value = environment(name)
            if !value.isEmpty, value != "0" { return true }
        }
        return environment("TERM") != "dumb" && isatty(STDOUT_FILENO) == 1
    }

    /// Whether the locale promises UTF-8; POSIX locales do not.
    static var isASCII: Bool {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.map(environment).first { !$0.isEmpty } ?? ""
        let name = locale.lowercased()
        return !(name.contains("utf-8") || name.contains("utf8"))
    }

    private static func environment(_ name: String) -> String {
        getenv(name).map { String(cString: $0) } ?? ""
    }
}
