import Addresses
import NetworkModel
import SnapshotQuery

extension XtHashlimit {
    // XT_HASHLIMIT_*
    private var isOver: Bool { mode & 16 != 0 }
    private var isBytes: Bool { mode & 32 != 0 }
    private var isRateMatch: Bool { mode & 64 != 0 }

    /// hashlimit_mt
    func matches(_ packet: Packet, _ context: HookContext, _ words: String) -> Match {
        let buckets: [HashlimitBucket]
        switch context.query.hashlimit(context.point.netns, packet.family, name) {
        case .known(let found): buckets = found
        case .absent: buckets = []
        case .unknown: return open(words, share: bucket.share(matched: nil, isOver: isOver))
        }
        guard let mine = buckets.first(where: { isOf($0, packet) }) else {
            // A bucket is full to begin with, where there is room for one more.
            return max == 0 || UInt32(clamping: buckets.count) < max
                ? Match(!isOver) : .unknown(because: "the table of the hashlimit \(name) is full")
        }
        guard !isBytes, !isRateMatch else { return open(words, share: bucket.share(matched: nil, isOver: isOver)) }
        if mine.credit >= mine.cost { return Match(!isOver) }
        // It is refilled as time goes by.
        let missing = Double(mine.cost - mine.credit) / Double(mine.cost)
        let wait = bucket.rate > 0 ? missing / bucket.rate : .infinity
        if wait > Usual.patience { return Match(isOver) }
        return open(words, share: wait <= Usual.retry && bucket.isFar ? 1 : nil)
    }

    private var bucket: TokenBucket {
        if isBytes {
            // What is kept is what sixteen bytes cost of 2^32 (XT_HASHLIMIT_BYTE_SHIFT).
            return TokenBucket(bytes: (UInt64(UInt32.max) / Swift.max(average, 1)) << 4, in: 1, burst: Usual.packetSize)
        }
        return TokenBucket(
            packets: 1, in: Double(average) / (revision == 1 ? 10_000 : 1_000_000), burst: burst)
    }

    private func open(_ words: String, share: Double?) -> Match {
        let chance = Chance(
            assuming: "the rate is within \(words)", otherwise: "the rate is above \(words)", share: share)
        return .either(isOver ? chance.inverted : chance)
    }

    /// hashlimit_init_dst: what the limit does not look at is zero.
    private func isOf(_ bucket: HashlimitBucket, _ packet: Packet) -> Bool {
        let ports = packet.transport.ports
        // A port that the kernel will pick is likely to be one that had no packets yet.
        if mode & 8 != 0, let ports, ports.source == nil || packet.hasPickedPort { return false }
        return bucket.src == masked(packet.src, srcmask, mode & 4)
            && bucket.dst == masked(packet.dst, dstmask, mode & 1)
            && bucket.sport == (mode & 8 != 0 ? ports?.source ?? 0 : 0)
            && bucket.dport == (mode & 2 != 0 ? ports?.destination ?? 0 : 0)
    }

    private func masked(_ address: IPAddress, _ length: UInt8, _ flag: UInt32) -> IPAddress {
        guard flag != 0, length > 0 else { return .unspecified(address.family) }
        let width = address.family.width
        let kept = Swift.min(Int(length), width)
        let mask = kept == width ? UInt128.max : ~(UInt128(1) << UInt128(width - kept) &- 1)
        return IPAddress(family: address.family, bits: address.bits & mask)
    }
}

extension XtLimit {
    /// limit_mt: all packets that meet the rule share the bucket.
    func matches(_ context: HookContext, _ words: String) -> Match {
        let bucket = TokenBucket(packets: 1, in: Double(average) / 10_000, burst: UInt64(burst))
        return .either(
            bucket.chance(
                within: "the rate is within \(words)", beyond: "the rate is above \(words)",
                matched: context.counter?.packets, isOver: false))
    }
}

extension XtConnlimit {
    /// connlimit_mt
    func matches(_ packet: Packet, _ context: HookContext) -> Match {
        let isOfOne = !byDestination && prefixLength >= packet.family.width && packet.isOfOpener
        let count = isOfOne ? ConnectionCount(context, from: packet) : ConnectionCount(context)
        return count.matches(
            above: limit, (few: words(holds: !isAbove), many: words(holds: isAbove)), isOver: isAbove,
            matched: context.counter?.packets)
    }
}

extension XtMatch {
    /// quota_mt: a rule that is for packets within counts those, and what they were long is taken off.
    static func quota(_ quota: Invertible<UInt64>, _ packet: Packet, _ context: HookContext) -> Match {
        let words = (left: "the quota is not used up", none: "the quota is used up")
        let open = Match.either(assuming: words.left, otherwise: words.none)
        guard let counter = context.counter else { return open.inverted(quota.inverted) }
        if quota.inverted {
            // One that is for packets above the quota has never met any.
            return counter.packets > 0 ? .yes : .either(assuming: words.none, otherwise: words.left, share: 0)
        }
        let lengths = packet.lengths
        let left = quota.value > counter.bytes ? quota.value - counter.bytes : 0
        if UInt64(clamping: lengths.upperBound) <= left { return .yes }
        return UInt64(clamping: lengths.lowerBound) > left ? .no : open
    }
}

extension Packet {
    /// It goes the way of the connection's first packet.
    fileprivate var isOfOpener: Bool {
        switch tracking {
        case .tracked(let connection): connection.direction == .original
        case .none, .untracked, .unknown: true
        }
    }
}
