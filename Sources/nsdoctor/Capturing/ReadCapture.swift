import Analysis
import Capture
import FoundationEssentials
import KernelWire
import NetworkModel
import PacketStreams
import SnapshotQuery

/// Captures that were taken elsewhere or before, put on the places of a saved snapshot.
enum ReadCapture {
    /// 1 GiB
    private static let mostBytes = 1 << 30

    /// - Parameter files: `FILE`, or `NETNS:IFNAME=FILE` where the file does not say where it was taken, as those of tcpdump
    ///   do not.
    static func take(
        _ files: [String], _ snapshot: Snapshot, asking destinations: [Destination]
    ) throws(Failure) -> PacketCapture {
        var snapshot = snapshot
        if !destinations.isEmpty { snapshot.target?.destinations = destinations }
        let plan = CapturePlan(TargetAnalysis(snapshot))
        var reading = Reading(plan, snapshot)
        for word in files { try reading.add(word) }
        return try reading.capture()
    }

    private struct Reading {
        private let plan: CapturePlan
        private let links: [(name: String, ref: LinkRef, ifname: String)]
        private var places: [PacketCapture.Place] = []
        private var choices: [PlaceChoice] = []
        private var packets: [(place: Int, packet: CapturedPacket, linkType: LinkType)] = []
        /// Nanoseconds since 1970, of each place.
        private var spans: [ClosedRange<UInt64>] = []
        private var filters: Set<String> = []
        private var filtered: Set<Int> = []

        init(_ plan: CapturePlan, _ snapshot: Snapshot) {
            self.plan = plan
            let analysis = TargetAnalysis(snapshot)
            links = snapshot.namespaces.values.flatMap { namespace in
                namespace.links.rows.map { link in
                    (
                        "\(analysis.captureName(of: namespace.id)):\(link.ifname)",
                        LinkRef(namespace.id, link.ifindex), link.ifname
                    )
                }
            }
        }

        mutating func add(_ word: String) throws(Failure) {
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            let isNamed = parts.count == 2 && parts[0].contains(":") && !parts[0].contains("/")
            let path = isNamed ? parts[1] : word
            let file = try read(path)
            if let damage = file.damage {
                Terminal.standardError("nsdoctor: \(Terminal.safe("\(path): \(damage); what comes before is used"))\n")
            }
            for (index, interface) in file.interfaces.enumerated() {
                let mine = file.packets.filter { $0.interface == index }
                guard !mine.isEmpty || interface.name != nil else { continue }
                try add(mine, interface, path, place: isNamed ? parts[0] : nil)
            }
        }

        private mutating func add(
            _ mine: [CapturedPacket], _ interface: CaptureInterface, _ path: String, place name: String?
        ) throws(Failure) {
            guard let wanted = name ?? interface.name else {
                throw Failure(
                    .usage, "\(path) does not say where it was taken", hint: "--read NETNS:IFNAME=\(path)")
            }
            let found = links.filter { $0.name == wanted || !wanted.contains(":") && $0.ifname == wanted }
            guard let link = found.first, found.count == 1 else {
                throw Failure(
                    .badData,
                    "\(path): \(found.isEmpty ? "no link" : "more than one link") of the snapshot is \(wanted)",
                    hint: "--read NETNS:IFNAME=\(path)")
            }
            let times = mine.compactMap(\.time)
            let statistics = interface.statistics
            guard let first = statistics?.start ?? times.min(), let last = statistics?.end ?? times.max() else {
                return
            }
            var place = PacketCapture.Place(netns: link.ref.netns, ifindex: link.ref.ifindex, ifname: link.ifname)
            place.missed = Int(clamping: statistics?.dropped ?? 0)
            if let filter = interface.filter {
                filters.insert(filter)
                filtered.insert(places.count)
            }
            if statistics?.dropped == nil {
                Terminal.standardError(
                    "nsdoctor: \(Terminal.safe("\(path) does not say what was missed: a loss may be the capture's"))\n")
            }
            let index = places.count
            packets += mine.map { (index, $0, interface.linkType) }
            spans.append(min(first, last)...max(first, last))
            var choice = plan.places.first { $0.ref == link.ref }?.choice ?? PlaceChoice()
            if !plan.isNarrow { choice.own = plan.own }
            choices.append(choice)
            place.choice = choice
            places.append(place)
        }

        private func read(_ path: String) throws(Failure) -> CaptureFile {
            let data: Data
            do {
                let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
                guard size <= mostBytes else { throw Failure(.badData, "\(path) is larger than 1 GiB") }
                data = try Data(contentsOf: URL(fileURLWithPath: path))
            } catch let failure as Failure {
                throw failure
            } catch {
                throw Failure(.notFound, "\(path) cannot be read")
            }
            do throws(WireError) {
                return try CaptureFile(Array(data).span.bytes)
            } catch {
                throw Failure(.badData, "\(path) is neither pcapng nor pcap")
            }
        }

        /// Packets count while all places were watched, but for a margin on both sides.
        func capture() throws(Failure) -> PacketCapture {
            guard let start = spans.map(\.lowerBound).max(), let end = spans.map(\.upperBound).min() else {
                throw Failure(.badData, "there are no packets")
            }
            guard start < end else {
                throw Failure(.badData, "the captures were not taken at the same time")
            }
            let margin = min(250_000_000, (end - start) / 4)
            let begin = start + margin
            var chooser = PacketChooser(choices)
            var table = CaptureTable()
            var places = places
            for seen in packets.sorted(by: { ($0.packet.time ?? 0) < ($1.packet.time ?? 0) }) {
                guard let time = seen.packet.time, time >= start, time <= end else { continue }
                let bytes = seen.packet.bytes.span.bytes
                let frame = Frame(bytes, seen.linkType, ports: plan.tunnelPorts)
                let age = Int64(clamping: time) - Int64(clamping: begin)
                if var tracked = TrackedPacket(frame, bytes, place: seen.place, nanoseconds: age) {
                    // One file may hold more of the data than another.
                    tracked.identity.payloadHash = 0
                    tracked.isOutgoing = seen.packet.direction.map { $0 == .outbound }
                    let answer = chooser.isWanted(tracked)
                    guard answer != .no else { continue }
                    tracked.isCertain = answer == .yes
                    table.add(tracked)
                }
                table.add(frame, place: seen.place)
                places[seen.place].received += 1
            }
            let length = end - margin > begin ? end - margin - begin : 0
            var capture = PacketCapture(
                startedAt: Clock.text(begin / 1_000_000_000), milliseconds: Int(length / 1_000_000))
            capture.places = places
            capture.filter = filters.isEmpty ? nil : filters.sorted().joined(separator: " or ")
            table.fill(
                &capture, end: Int64(clamping: length), margin: Int64(clamping: margin),
                begins: filters.isEmpty ? nil : filtered)
            return capture
        }
    }
}
