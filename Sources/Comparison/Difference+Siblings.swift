import Addresses
import NetworkModel

extension Difference {
    /// What differs between two targets that should be alike: their own addresses, numbers and names count as the same.
    /// What a finding or the stop of a packet is about comes first.
    public init(between first: Observation, and second: Observation) {
        self.init()
        // Siblings of one network have the same, by its address.
        let gateways = [first.gateways, second.gateways]
        let isOwn = gateways.allSatisfy { !$0.isEmpty } && gateways[0] != gateways[1]
        let (one, other) = (Sibling(first, isGatewayOwn: isOwn), Sibling(second, isGatewayOwn: isOwn))
        compare(one.namespace, other.namespace)
        compare(one.attachment, other.attachment)
        compare(one.judgement, other.judgement)
        changes = Explanations(first, second).marked(changes, one, other).stableSorted { a, b in
            func rank(_ change: Change) -> Int {
                if change.topic == .question || change.topic == .finding { return 2 }
                return change.explains == nil ? 1 : 0
            }
            return (rank(a), a.topic) < (rank(b), b.topic)
        }
    }
}

/// One of two targets, with what is its own called so.
struct Sibling {
    let namespace: Place
    /// What of the namespace behind its cable is about it alone.
    let attachment: Place
    let judgement: Place
    private let words: OwnWords

    init(_ observation: Observation, isGatewayOwn: Bool) {
        let snapshot = observation.snapshot
        let own = snapshot.target?.netns.flatMap { snapshot.namespaces[$0] }
        let words = OwnWords(own, in: snapshot, isGatewayOwn: isGatewayOwn)
        self.words = words
        namespace = words.own(own.map { Place($0, in: snapshot) } ?? Place(name: "the target"), as: "the target")
        judgement = words.own(observation.judgement, as: "the target")
        // The namespace that has the other end of the target's first pair: there its port, and rules about it.
        if let far = words.far, let behind = snapshot.namespaces[far] {
            attachment = words.about(Place(behind, in: snapshot), as: "its other end")
        } else {
            attachment = Place(name: "its other end")
        }
    }

    /// The words of one who compares, in those of the machine.
    func original(_ text: String) -> String { words.original(text) }
}

/// Names and addresses that are a target's own, and what siblings call theirs.
struct OwnWords {
    private var names: [(own: String, word: String)] = []
    let far: NetnsID?

    init(_ namespace: Namespace?, in snapshot: Snapshot, isGatewayOwn: Bool) {
        guard let namespace else {
            far = nil
            return
        }
        let links = namespace.links.rows.filter { !$0.isLoopback }.sorted { $0.ifindex < $1.ifindex }
        var far: NetnsID?
        for (index, link) in links.enumerated() {
            let number = index == 0 ? "" : " \(index + 1)"
            names.append((link.ifname, "own link\(number)"))
            if let mac = link.address, !mac.isZero { names.append((mac.description, "own hardware address\(number)")) }
            for address in namespace.addresses(on: link.ifindex) { names += Self.names(of: address, number) }
            guard let nsid = link.linkNetnsid, let index = link.linkIndex, let id = namespace.nsids[nsid],
                let end = snapshot.namespaces[id]?.link(index)
            else { continue }
            names.append((end.ifname, "other end\(number)"))
            if let mac = end.address { names.append((mac.description, "hardware address of the other end\(number)")) }
            far = far ?? id
            for address in snapshot.namespaces[id]?.addresses(on: index) ?? [] where address.local.family == .inet6 {
                names.append((address.address.description, "address of the other end\(number)"))
            }
        }
        self.far = far
        if isGatewayOwn { names += namespace.gateways.map { ($0.description, "own gateway") } }
        if !namespace.isOwn { names.append((snapshot.word(for: namespace.id), "own namespace")) }
        if let target = snapshot.target, let pid = target.pid {
            if let process = snapshot.processes[pid] {
                names.append((process.comm, "own name"))
                if let container = process.container { names.append((container.id, "own container")) }
            }
            names.append(("\(pid)", "own number"))
        }
        names = names.filter { !$0.own.isEmpty }.stableSorted { $0.own.utf8.count > $1.own.utf8.count }
    }

    private static func names(of address: Address, _ number: String) -> [(own: String, word: String)] {
        let kind = address.local.family == .inet ? "" : address.address.isLinkLocal ? "link-local " : "IPv6 "
        var names = [(own: address.address.description, word: "own \(kind)address\(number)")]
        if let broadcast = address.broadcast { names.append((broadcast.description, "own broadcast\(number)")) }
        if !address.address.isLinkLocal, !address.local.isHost {
            names.append((address.network.address.description, "own \(kind)network\(number)"))
        }
        return names
    }

    /// Every name and address in a text that is the target's own.
    func own(_ text: String) -> String {
        var result: [UInt8] = []
        let bytes = Array(text.utf8)
        var place = 0
        while place < bytes.count {
            let isStart = place == 0 || !Self.continues(bytes[place - 1])
            if isStart, let (own, word) = names.first(where: { Self.stands($0.own, at: place, in: bytes) }) {
                result += Array(word.utf8)
                place += own.utf8.count
            } else {
                result.append(bytes[place])
                place += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The first meaning of each word back in its place.
    func original(_ text: String) -> String {
        let words = names.stableSorted { $0.word.utf8.count > $1.word.utf8.count }
        return words.reduce(text) { text, name in text.replacing(name.word, with: name.own) }
    }

    private static func stands(_ name: String, at place: Int, in bytes: [UInt8]) -> Bool {
        let own = Array(name.utf8)
        guard place + own.count <= bytes.count, bytes[place..<(place + own.count)].elementsEqual(own) else {
            return false
        }
        return place + own.count == bytes.count || !continues(bytes[place + own.count])
    }

    /// A name goes on here.
    private static func continues(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte) || byte >= 0x80
            || byte == 0x2d || byte == 0x5f
    }

    // MARK: Places

    func own(_ place: Place, as name: String) -> Place {
        var result = Place(name: name, inode: place.inode)
        (result.gaps, result.families, result.links) = (place.gaps, place.families, Set(place.links.map(own)))
        for key in place.asked { result.asked.insert(.init(topic: key.topic, name: own(key.name))) }
        for fact in place.facts.values.sorted(by: { $0.key.name < $1.key.name }) { result.add(own(fact)) }
        return result
    }

    /// Of a namespace that both share, or that has more than this one, only what is about the target. What is not there is
    /// told as far as the whole is known.
    func about(_ place: Place, as name: String) -> Place {
        var result = own(place, as: name)
        result.facts = result.facts.compactMapValues { fact in
            var fact = fact
            fact.lines = fact.lines?.filter(Self.isOwn)
            let isAbout = Self.isOwn(fact.key.name)
            if fact.key.topic == .chain, !isAbout { fact.attributes = [] }
            return isAbout || fact.lines?.isEmpty == false ? fact : nil
        }
        result.facts = result.facts.filter { ![.socket, .neighbor].contains($0.key.topic) }
        return result
    }

    private static func isOwn(_ text: String) -> Bool { text.contains("own ") || text.contains("other end") }

    private func own(_ fact: Fact) -> Fact {
        var result = Fact(fact.key.topic, own(fact.key.name))
        (result.isFleeting, result.isSet) = (fact.isFleeting, fact.isSet)
        (result.family, result.link) = (fact.family, fact.link.map(own))
        for attribute in fact.attributes { result.add(attribute.name, own(attribute.value)) }
        result.lines = fact.lines?.map(own)
        return result
    }
}

extension Observation {
    fileprivate var gateways: [IPAddress] {
        snapshot.target?.netns.flatMap { snapshot.namespaces[$0] }?.gateways ?? []
    }
}

extension Namespace {
    fileprivate var gateways: [IPAddress] {
        (routes.rows + routes6.rows).filter(\.dst.isDefault).flatMap { $0.nexthops.compactMap(\.gateway) }
    }
}
