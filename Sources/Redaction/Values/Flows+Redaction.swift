import Addresses
import NetworkModel

extension ConntrackEntry.Tuple {
    mutating func redact(_ redactor: Redactor) {
        src = redactor.address(src)
        dst = redactor.address(dst)
    }

    func redacted(_ redactor: Redactor) -> Self {
        var other = self
        other.redact(redactor)
        return other
    }
}

extension ConntrackEntry {
    mutating func redact(_ redactor: Redactor) {
        original.redact(redactor)
        reply.redact(redactor)
        master.change { $0.redact(redactor) }
        helper = redactor.name(helper)
        secctx = nil
    }
}

extension Conntrack {
    mutating func redact(_ redactor: Redactor) {
        count.redact(redactor) { _ in }
        max.redact(redactor) { _ in }
        statistics.redact(redactor) { _ in }
        expectations.redact(redactor, key: redactor.key) { expectation in
            expectation.helper = redactor.name(expectation.helper)
            // Of an address of which no bit counts nothing is told.
            expectation.tuple.src = redactor.masked(expectation.tuple.src, mask: expectation.mask.src.bits)
            expectation.tuple.dst = redactor.masked(expectation.tuple.dst, mask: expectation.mask.dst.bits)
            expectation.master.redact(redactor)
        }
    }
}

extension ProcNet {
    mutating func redact(_ redactor: Redactor) {
        queueReaders.change { $0.redact(redactor) { _ in } }
        packetSockets.change { $0.redact(redactor) { _ in } }
        arpCache.change { $0.redact(redactor) { _ in } }
        ndiscCache.change { $0.redact(redactor) { _ in } }
        netstat.change { $0.redact(redactor) { _ in } }
        ipvs.change {
            $0.redact(redactor) {
                $0.change { service in
                    service.address = redactor.address(service.address)
                    service.servers.change { $0.address = redactor.address($0.address) }
                }
            }
        }
        hashlimits.change { $0.redact(redactor) { $0.change { $0.redact(redactor) } } }
        hashlimits6.change { $0.redact(redactor) { $0.change { $0.redact(redactor) } } }
        recents.change { $0.redact(redactor) { $0.change { $0.address = redactor.address($0.address) } } }
        hashlimits = hashlimits.renamed(redactor.name)
        hashlimits6 = hashlimits6.renamed(redactor.name)
        recents = recents.renamed(redactor.name)
    }
}

extension HashlimitBucket {
    fileprivate mutating func redact(_ redactor: Redactor) {
        src = redactor.address(src)
        dst = redactor.address(dst)
    }
}
