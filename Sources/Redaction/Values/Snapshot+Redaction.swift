import NetworkModel

extension Snapshot {
    mutating func redact(_ redactor: Redactor) {
        host.name = redactor.name(host.name)
        target.change { $0.redact(redactor) }
        for id in namespaces.keys.sorted() { namespaces[id].change { $0.redact(redactor) } }
        for pid in processes.keys { processes[pid].change { $0.redact(redactor) } }
        resolvers.change { $0.redact(redactor) }
        staleNames.change {
            $0.path = redactor.name($0.path)
            $0.reason = redactor.sentence($0.reason)
        }
        programs.change { $0.change { $0.redact(redactor) { $0.name = redactor.name($0.name) } } }
        cgroupPrograms.change { $0.change { $0.redact(redactor) { $0.path = redactor.name($0.path) } } }
        census.change { $0.redact(redactor) }
        hostFacts.change { $0.redact(redactor) }
        capture.change { $0.redact(redactor) }
        watched.change { $0.redact(redactor) }
        probing.change { $0.redact(redactor) }
        gaps.change { $0.redact(redactor) }
    }
}

extension Target {
    mutating func redact(_ redactor: Redactor) {
        spelling = redactor.name(spelling)
        ifname = redactor.name(ifname)
        innerPids.change { $0.comm = redactor.name($0.comm) }
        destinations.change { $0.change { $0.address = redactor.address($0.address) } }
    }
}

extension Gap {
    mutating func redact(_ redactor: Redactor) {
        fact = redactor.sentence(fact)
        reason = redactor.sentence(reason)
        hint = redactor.sentence(hint)
    }
}
