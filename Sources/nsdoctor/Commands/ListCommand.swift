import ArgumentParser
import Collectors
import NetworkModel
import Reports
import JSON

struct ListCommand: ParsableCommand, OnHost, Replaying {
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text, json, plain
    }

    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List all network namespaces: who lives there, their uplink and addresses.",
        discussion: "Exit status 3: not everything could be seen; standard error says what.")

    @Option(name: [.customShort("o"), .customLong("format")], help: ArgumentHelp("How to print.", valueName: "format"))
    var format = Format.text

    @Flag(name: .customLong("json"), help: "The same as -o json.")
    var json = false

    @OptionGroup var output: OutputOptions

    @OptionGroup var host: HostOptions

    @Option(
        name: .customLong("snapshot"), help: ArgumentHelp("List those of a saved snapshot.", valueName: "file"),
        completion: .file())
    var snapshot: String?

    @OptionGroup var time: TimeOptions

    var replays: Bool { snapshot != nil }

    func run() throws {
        if let snapshot { throw say(try SnapshotFile.read(snapshot), nil) }
        let look = try Look.run(time.milliseconds(), hanging: say) { watchdog throws(Failure) in
            let collector = Collector.live(watchdog.patience)
            collector.collectNode([.links, .addresses, .addresses6, .routes, .routes6])
            return collector.snapshot
        }
        throw say(look.seen, look.patience)
    }

    private func say(_ snapshot: Snapshot, _ patience: Patience?) -> ExitStatus {
        let listing = NamespaceListing.make(snapshot)
        let rendered =
            switch json ? .json : format {
            case .json: listing.json.pretty
            case .plain: listing.plain
            case .text: TextListing.render(listing, output.text)
            }
        Terminal.standardOutput(rendered)
        for name in snapshot.staleNames {
            Terminal.standardError("\(Terminal.safe(name.path)): \(Terminal.safe(name.reason))\n")
        }
        let gaps = NamespaceListing.gaps(snapshot)
        for gap in gaps { Terminal.standardError("nsdoctor: \(Terminal.safe(gap.line))\n") }
        if patience?.end == .interrupted { return .interrupted }
        return gaps.isEmpty ? .ok : .unknown
    }
}
