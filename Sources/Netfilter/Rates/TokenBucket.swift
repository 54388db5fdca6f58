import NetworkModel

/// A limit as all of netfilter's limits work: a bucket that holds some tokens and is refilled at a rate; a packet takes
/// one. How many are left the kernel tells of hashlimit alone.
struct TokenBucket {
    /// In a second.
    var rate: Double
    var burst: UInt64

    init(packets: UInt64, in seconds: Double, burst: UInt64) {
        rate = seconds > 0 ? Double(packets) / seconds : 0
        self.burst = max(burst, 1)
    }

    /// Of a limit of bytes, in full-size packets.
    init(bytes: UInt64, in seconds: Double, burst: UInt64) {
        self.init(packets: bytes / Usual.packetSize, in: seconds, burst: burst / Usual.packetSize)
    }

    /// No single host comes near it: who finds it empty finds a token again when it sends the packet the second time.
    var isFar: Bool { rate * Usual.retry >= 1 && rate + Double(burst) >= Usual.handful }

    /// How many packets find a token; nil where nobody can tell.
    ///
    /// - Parameters:
    ///   - matched: packets that the rule has counted; nil where it does not count.
    ///   - isOver: the rule is for packets that find none.
    func share(matched: UInt64?, isOver: Bool) -> Double? {
        if isFar { return 1 }
        guard let matched, burst >= Usual.conversation else { return nil }
        // One that is for packets above the rate has never met any; one for those within has not given all tokens away.
        return matched < (isOver ? 1 : burst) ? 1 : nil
    }

    func chance(within: String, beyond: String, matched: UInt64?, isOver: Bool) -> Chance {
        let chance = Chance(assuming: within, otherwise: beyond, share: share(matched: matched, isOver: isOver))
        return isOver ? chance.inverted : chance
    }
}
