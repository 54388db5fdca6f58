import NetworkModel

// Expressions with a memory: counters, limits, quotas, and the objects that stand for them.

extension NftRuleRun {
    func count(_ expression: NftExpression, _ packet: Packet, _ registers: NftRegisters) -> NftStep {
        switch expression {
        case .counter, .last: return .next
        case .limit(let rate, let unit, let burst, let isBytes, let over):
            let what = "\(rate)\(isBytes ? " bytes" : "") in \(unit) s"
            return .either(
                TokenBucket(rate, unit, burst, isBytes: isBytes).chance(
                    within: "the limit of \(what) is not used up", beyond: "the limit of \(what) is used up",
                    matched: counter?.packets, isOver: over))
        case .quota(let bytes, let consumed, let over, _): return quota(bytes, consumed, over, packet)
        case .connlimit(let count, let over):
            let words = ("there are at most \(count) connections", "there are more than \(count) connections")
            let found = ConnectionCount(context).matches(
                above: count, (few: words.0, many: words.1), isOver: over, matched: counter?.packets)
            return switch found {
            case .yes: .next
            case .no: .stop(nil)
            case .unknown(let reason): .doubt(reason)
            case .either(let chance): .either(chance)
            }
        case .objref(let type, let name): return object(type: type, name, packet)
        case .objrefMap(let set, let sreg):
            switch find(set, sreg, registers) {
            case .failure(let reason): return .doubt(reason.text)
            case .success(.unknown): return .doubt(doubt(registers))
            case .success(.none): return .stop(nil)
            case .success(.element(let element)):
                guard let name = element.object else { return .unknown("an element of \(set) has no object") }
                return object(type: table.sets[set]?.objectType ?? 0, name, packet)
            }
        default: return .next
        }
    }

    /// How many packets a limit for each key of a set lets match; nil where nobody can tell.
    func usualShare(_ limit: NftExpression, isNew: Bool = false) -> Double? {
        guard case .limit(let rate, let unit, let burst, let isBytes, let over) = limit else { return nil }
        let bucket = TokenBucket(rate, unit, burst, isBytes: isBytes)
        let matched = isNew ? 0 : over ? counter?.packets : nil
        return bucket.share(matched: matched, isOver: over).map { over ? 1 - $0 : $0 }
    }

    /// nft_overquota: this packet counts.
    private func quota(_ bytes: UInt64, _ consumed: UInt64, _ over: Bool, _ packet: Packet) -> NftStep {
        if let length = packet.length {
            let (sum, overflow) = consumed.addingReportingOverflow(UInt64(clamping: length))
            return .test((overflow || sum >= bytes) == over, "")
        }
        // Whatever its length, up to 64 KiB.
        if consumed >= bytes { return .test(over, "") }
        if bytes - consumed > 65_535 { return .test(!over, "") }
        return .doubt("the packet's length is not known, and the quota is nearly used up")
    }

    private func object(type: UInt32, _ name: String, _ packet: Packet) -> NftStep {
        guard
            let object = table.objects.first(where: { $0.name == name && ($0.kind.map { $0.listed == type } ?? false) })
        else { return .unknown("the object \(name) does not exist or is not known") }
        switch object.content {
        case .expression(.synproxy): return .end(.verdict(.stolen(to: nil, by: reference)))
        case .expression(let expression): return count(expression, packet, NftRegisters())
        // They are hung on the connection, and let the packet go on.
        case .helper, .timeout, .expectation, .secmark: return .next
        case .other: return .unknown("objects of type \(type) are not modelled")
        }
    }
}

extension TokenBucket {
    /// nft_limit: `unit` in seconds.
    fileprivate init(_ rate: UInt64, _ unit: UInt64, _ burst: UInt32, isBytes: Bool) {
        self =
            isBytes
            ? TokenBucket(bytes: rate, in: Double(unit), burst: UInt64(burst))
            : TokenBucket(packets: rate, in: Double(unit), burst: UInt64(burst))
    }
}
