import Diagnosis
import Glibc
import Kernel
import Reports

/// The guide on a terminal: keys in, lines out, until somebody quits.
struct ScreenGuide {
    /// Why it ended.
    enum End {
        case quit
        /// The number of the signal.
        case signal(Int32)
    }

    private var session: GuideSession
    private(set) var guide: Guide
    private let options: TextOptions
    private let signals: StopSignals
    private let screen: TerminalScreen
    private var reader = GuideKey.Reader()
    private var look: GuideLook?

    init(_ session: GuideSession, _ guide: Guide, _ options: TextOptions, _ signals: StopSignals) {
        (self.session, self.guide, self.options, self.signals) = (session, guide, options, signals)
        screen = TerminalScreen()
    }

    /// Gives the terminal back when it ends.
    mutating func run() -> End {
        defer { screen.close() }
        while true {
            if let look, let outcome = look.outcome { finish(outcome) }
            draw()
            var files = [
                pollfd(fd: signals.rawDescriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: screen.keys, events: Int16(POLLIN), revents: 0),
            ]
            // The rest of a sequence comes at once; sizes and clocks are followed by looking.
            let isReady = poll(&files, nfds_t(files.count), reader.isWaiting ? 50 : 200) > 0
            if files[0].revents != 0, let signal = signals.take() { return .signal(signal) }
            var keys: [GuideKey] = []
            if files[1].revents != 0 {
                guard let bytes = screen.typed() else { return .signal(SIGHUP) }
                keys = reader.keys(bytes)
            } else if !isReady, reader.isWaiting {
                keys = reader.keys([], isEnd: true)
            }
            for key in keys {
                if perform(key) { return .quit }
            }
        }
    }

    private func draw() {
        var options = options
        options.width = Terminal.width
        let ago = session.isLive ? (Clock.monotonicMilliseconds - session.seenAt) / 1000 : nil
        screen.draw(
            guide.screen(
                rows: Terminal.height,
                at: Guide.Moment(seen: Clock.onTheWall(guide.seenAt), ago: ago, progress: look?.progress), options))
    }

    /// - Returns: whether it ends.
    private mutating func perform(_ key: GuideKey) -> Bool {
        if let look {
            // While it looks there is nothing to work with but what was seen before.
            if key == .escape { look.interrupt() }
            return key == .character("q") || key == .control("c")
        }
        guard let request = guide.press(key, rows: Terminal.height, at: Clock.now) else { return false }
        switch request {
        case .quit: return true
        case .redraw: screen.forget()
        case .suspend: screen.suspend()
        case .look:
            look = session.beginLook()
            if look == nil { guide.lookFailed("no thread could be made", at: Clock.now) }
        case .simulate(let command):
            draw()
            guide.simulated(command, session.questions(after: command), at: Clock.now)
        case .write(let path, let replacing): write(path, replacing)
        }
        return false
    }

    private mutating func finish(_ outcome: Result<Examination, Failure>) {
        look = nil
        switch outcome {
        case .success(let found):
            session.take(found)
            guide.seen(session.checklist, at: Clock.now)
        case .failure(let failure): guide.lookFailed(failure.message, at: Clock.now)
        }
    }

    private mutating func write(_ path: String, _ replacing: Bool) {
        do throws(Failure) {
            guide.written(try session.write(guide, to: path, replacing: replacing), at: Clock.now)
        } catch {
            guide.written([], at: Clock.now, failure: error.message)
        }
    }
}
