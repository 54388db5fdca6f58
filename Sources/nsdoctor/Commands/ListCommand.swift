import ArgumentParser
import Collectors
import NetworkModel
import Reports

struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List all network namespaces: who holds them, their uplink and addresses.")

    @OptionGroup var options: DiagnosisOptions

    func run() throws {
        var snapshot: Snapshot
        if let path = options.snapshot {
            snapshot = try SnapshotFile.read(path)
        } else {
            let collector = Collector.live()
            collector.collectNode([.links, .addresses, .addresses6, .routes, .routes6])
            snapshot = collector.snapshot
        }
        snapshot.target = Target(kind: .node, spelling: "node")
        let listing = NamespaceListing.make(snapshot)
        let rendered =
            switch options.reportFormat {
            case .json: listing.json.pretty
            case .plain: listing.plain
            case .text, .md: TextListing.render(listing, options.output.text)
            }
        Terminal.standardOutput(rendered)
        for name in snapshot.staleNames {
            Terminal.standardError("\(Terminal.safe(name.path)): \(Terminal.safe(name.reason))\n")
        }
    }
}
