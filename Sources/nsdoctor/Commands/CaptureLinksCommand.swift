import ArgumentParser
import Capture
import Glibc
import Kernel
import KernelWire

/// `nsdoctor capture-links --at blue=/run/netns/blue:veth-blue -w FILE [FILTER]`: the capturing alone, for tests and for whoever
/// builds on it; not in the help.
struct CaptureLinksCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "capture-links", abstract: "Capture at links that are named one by one.", shouldDisplay: false)

    @Option(help: "Where: NAME=NETNS-PATH:IFNAME, several times.")
    var at: [String] = []

    @Option(name: .customShort("w"), help: "The pcapng file; - is standard output.")
    var file: String

    @Option(name: .customLong("for"), help: "Seconds.")
    var seconds: Double = 10

    @Option(help: "Packets, of all links together.")
    var packets: Int?

    @Option(help: "Bytes that are kept.")
    var bytes: Int?

    @Option(help: "Bytes behind the headers that are kept; -1 keeps all.")
    var payload: Int = 0

    @Option(help: "Bytes of memory for each link.")
    var buffer: Int?

    @Option(help: "A program and its arguments, to run with all rights when the capture is over.")
    var held: [String] = []

    @Argument(help: "A filter as tcpdump has it.")
    var filter: [String] = []

    func run() throws {
        do throws(CaptureError) {
            try capture()
        } catch {
            throw Failure(CaptureLinksCommand.status(of: error.kind), error.message, hint: error.hint)
        }
    }

    static func status(of kind: CaptureError.Kind) -> ExitStatus {
        switch kind {
        case .filter: .usage
        case .noLibrary: .unavailable
        case .gone: .notFound
        case .permission: .noPermission
        case .output: .output
        case .system: .bug
        }
    }

    private func capture() throws(CaptureError) {
        var options = CaptureOptions(filter: filter.isEmpty ? nil : filter.joined(separator: " "))
        options.seconds = seconds
        if let packets { options.packets = packets }
        if let bytes { options.bytes = bytes }
        if let buffer { options.buffer = buffer }
        options.payload = payload < 0 ? nil : payload
        let signals: StopSignals
        let program: HeldProgram?
        do throws(SystemError) {
            signals = try StopSignals()
            program = held.isEmpty ? nil : try HeldProgram(held)
        } catch {
            throw CaptureError(error)
        }
        let output = try CaptureOutput(file)
        let session = try CaptureSession(try points(), options)
        try Privileges.drop()
        try session.start()
        Terminal.standardError("capturing\n")
        let outcome = try CaptureRecorder(output, session).run(
            signals, application: Version.text, comments: ["capture-links"])
        let counts = zip(session.interfaces, outcome.statistics).map { interface, statistics in
            "\(interface.name ?? ""): \(statistics.received ?? 0) received, \(statistics.dropped ?? 0) dropped"
        }
        if let answer = program?.run() {
            Terminal.standardError(
                Terminal.safe("\(answer.status): " + String(decoding: answer.output, as: UTF8.self)) + "\n")
        }
        Terminal.standardError(Terminal.safe("ended by \(outcome.end); " + counts.joined(separator: "; ")) + "\n")
    }

    private func points() throws(CaptureError) -> [VantagePoint] {
        var points: [VantagePoint] = []
        for word in at {
            guard let equals = word.firstIndex(of: "="), let colon = word.lastIndex(of: ":"), equals < colon else {
                throw CaptureError(.filter, "'\(word)' is not NAME=NETNS-PATH:IFNAME")
            }
            let name = String(word[..<equals])
            let path = String(word[word.index(after: equals)..<colon])
            let ifname = String(word[word.index(after: colon)...])
            do throws(SystemError) {
                points.append(
                    VantagePoint(name: "\(name):\(ifname)", namespace: try NamespaceHandle(path: path), ifname: ifname))
            } catch {
                throw CaptureError(error)
            }
        }
        return points
    }
}
