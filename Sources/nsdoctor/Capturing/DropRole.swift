import Capture
import Glibc
import Kernel
import NetworkModel

/// The process that has the kernel tell of drops, started for `--drops`. It keeps the right to switch that off, and ends when
/// its standard input does.
enum DropRole {
    static let word = "+drops"

    /// The exit status if the arguments ask for this part, nil for an ordinary call.
    static func play(_ arguments: [String]) -> Int32? {
        guard arguments.count == 4, arguments[1] == "capture", arguments[2] == word,
            let source = DropSource(rawValue: arguments[3])
        else { return nil }
        for number in [SIGPIPE, SIGINT, SIGTERM, SIGHUP] { signal(number, SIG_IGN) }
        do throws(SystemError) {
            let failure = try DropWatch.run(source) { notes in
                for note in notes { remark(note) }
                say(Array(DropWatcher.started.utf8))
            } tell: { tally in
                say(((try? JSONBytes.encode(tally)) ?? []) + [UInt8(ascii: "\n")])
            }
            if let failure { remark("\(failure)") }
            return failure == nil ? 0 : 1
        } catch {
            say(Array("\(error)\n".utf8))
            return 1
        }
    }

    private static func remark(_ text: String) { Terminal.standardError("nsdoctor: \(Terminal.safe(text))\n") }

    private static func say(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(DropWatcher.answers, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
