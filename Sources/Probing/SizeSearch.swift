import NetworkModel

/// The search for the largest packet that comes through, from what became of others.
struct SizeSearch {
    /// What became of one packet.
    enum Answer {
        case answered
        /// Nil where nobody said what fits.
        case tooBig(Int?)
        case silent
    }

    private(set) var sizes: ProbeResult.Sizes
    private let largest: Int
    private let probable: [Int]
    private(set) var questions = 0
    private let most: Int

    /// - Parameters:
    ///   - small: a packet of this size was answered.
    ///   - largest: nothing bigger leaves by the first link.
    ///   - probable: sizes that are likely to be the border, and are tried before the middle.
    init(small: Int, largest: Int, probable: [Int], most: Int) {
        sizes = ProbeResult.Sizes(answered: small)
        self.largest = largest
        self.probable = probable
        self.most = most
    }

    /// Nil when there is nothing more to be found out.
    var next: Int? {
        guard questions < most else { return nil }
        guard let unanswered = sizes.unanswered else { return sizes.answered < largest ? largest : nil }
        guard unanswered - sizes.answered > 1 else { return nil }
        let between = (sizes.answered + 1)..<unanswered
        if let told = sizes.told {
            if between.contains(told) { return told }
            // It was right, or the next router lets less through.
            if told == sizes.answered { return told + 1 }
        }
        return probable.first(where: between.contains) ?? (sizes.answered + unanswered) / 2
    }

    mutating func note(_ size: Int, _ answer: Answer) {
        questions += 1
        switch answer {
        case .answered: sizes.answered = max(sizes.answered, size)
        case .tooBig(let told):
            sizes.unanswered = min(sizes.unanswered ?? size, size)
            // A router that says nonsense is not believed.
            if let told, told < size, told >= 68 { sizes.told = min(sizes.told ?? told, told) }
        case .silent: sizes.unanswered = min(sizes.unanswered ?? size, size)
        }
        // One packet got lost by chance, and a larger one came through.
        if let unanswered = sizes.unanswered, unanswered <= sizes.answered { sizes.unanswered = nil }
    }
}
