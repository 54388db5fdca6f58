import Addresses
import NetworkModel

// What was captured, watched and asked.

extension PacketCapture {
    mutating func redact(_ redactor: Redactor) {
        filter = redactor.name(filter)
        places.change { place in
            place.ifname = redactor.name(place.ifname)
            place.choice.change { $0.redact(redactor) }
        }
        streams.change { stream in
            stream.sightings.change {
                $0.tuple.redact(redactor)
                $0.outer.change { $0.redact(redactor) }
            }
            stream.quoted.change { $0.redact(redactor) }
        }
        solicitations.change {
            $0.sender = redactor.address($0.sender)
            $0.target = redactor.address($0.target)
        }
        drops.change {
            $0.change {
                $0.ifname = redactor.name($0.ifname)
                $0.tuple.redact(redactor)
            }
        }
        counters.change { $0.redact(redactor) }
    }
}

extension PlaceChoice {
    fileprivate mutating func redact(_ redactor: Redactor) {
        own = Set(own.map { redactor.address($0) })
        translated = Set(translated.map { redactor.address($0) })
        doors = Set(doors.map { Door(redactor.address($0.address), $0.proto, port: $0.port) })
        tuples = Set(tuples.map { $0.redacted(redactor) })
        outers = Set(outers.map { $0.redacted(redactor) })
        askers = Set(askers.map { redactor.address($0) })
    }
}

extension WatchedCounters {
    mutating func redact(_ redactor: Redactor) {
        sources.change { $0.source.redact(redactor) }
        gaps.change { $0 = redactor.sentence($0) }
    }
}

extension CounterSource {
    mutating func redact(_ redactor: Redactor) {
        switch self {
        case .link(let id, let name): self = .link(netns: id, ifname: redactor.name(name))
        case .device(let id, let name, let driver):
            self = .device(netns: id, ifname: redactor.name(name), driver: driver)
        case .bridge(let id, let name): self = .bridge(netns: id, ifname: redactor.name(name))
        case .vlan(let id, let name, let vid): self = .vlan(netns: id, ifname: redactor.name(name), vid: vid)
        case .qdisc(let id, let name, let kind, let handle, let parent):
            self = .qdisc(netns: id, ifname: redactor.name(name), kind: kind, handle: handle, parent: parent)
        case .rule(let id, var rule):
            rule.chain.redact(redactor)
            self = .rule(netns: id, rule: rule)
        case .counter(let id, var counter):
            counter.redact(redactor)
            self = .counter(netns: id, counter: counter)
        case .socket(let id, var socket):
            (socket.src, socket.dst) = (redactor.address(socket.src), redactor.address(socket.dst))
            self = .socket(netns: id, socket: socket)
        case .drops(var drops):
            drops.ifname = redactor.name(drops.ifname)
            self = .drops(at: drops)
        case .protocols, .conntrack, .neighbors, .softnet: break
        }
    }
}

extension ProbeRun {
    mutating func redact(_ redactor: Redactor) {
        results.change { result in
            result.order.dst = redactor.address(result.order.dst)
            result.order.src = redactor.address(result.order.src)
            result.order.lladdr = redactor.hardware(result.order.lladdr)
            result.order.question = redactor.sentence(result.order.question)
            result.foretold.change { $0.reason = redactor.sentence($0.reason) }
            result.source = redactor.address(result.source)
            result.from = redactor.address(result.from)
            result.lladdr = redactor.hardware(result.lladdr)
            result.note = redactor.sentence(result.note)
        }
    }
}
