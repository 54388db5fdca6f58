import NetworkModel

/// Looks at counters, one after the other: what rose between the last two, and all along.
///
/// Nothing is ever said to have fallen: what is less than before has begun anew, or is back at zero after 32 bits.
public struct CounterTable: Sendable {
    private var order: [CounterSource] = []
    private var series: [CounterSource: Series] = [:]
    /// How many looks were taken.
    public private(set) var samples = 0
    private var first = 0
    private var last = 0

    /// Before the first look.
    public init() {}

    /// Microseconds from the first look to the last.
    public var microseconds: Int { last - first }

    /// Takes a look into account.
    /// - Returns: what rose since the one before, source by source; nothing of the first.
    @discardableResult
    public mutating func add(_ sample: CounterSample) -> [WatchedCounters.Source] {
        if samples == 0 { first = sample.microseconds }
        last = max(last, sample.microseconds)
        samples += 1
        var moved: [WatchedCounters.Source] = []
        for row in sample.rows where row.fields.count == row.values.count {
            if series[row.source] == nil {
                order.append(row.source)
                series[row.source] = Series(row, isNew: samples > 1 && row.source.beginsAtZero)
            }
            if let step = series[row.source]?.add(row, look: samples) { moved.append(step) }
        }
        return moved
    }

    /// All that was seen.
    public func counters(startedAt: String, gaps: [String] = []) -> WatchedCounters {
        WatchedCounters(
            startedAt: startedAt, milliseconds: microseconds / 1000, samples: samples,
            sources: order.compactMap { series[$0]?.total(at: samples) }, gaps: gaps)
    }
}

extension CounterTable {
    /// One source from look to look.
    private struct Series: Sendable {
        let source: CounterSource
        private var identity: Int
        private var fields: [CounterField]
        private var begin: [UInt64]
        private var last: [UInt64]
        private var rises: [UInt64]
        private var highest: [UInt64]
        private var restarts = 0
        private var replacements = 0
        private var look = 0

        /// - Parameter isNew: it was made since the first look, so all that it has counted was counted meanwhile.
        init(_ row: CounterRow, isNew: Bool) {
            (source, identity, fields) = (row.source, row.identity, row.fields)
            let zero = [UInt64](repeating: 0, count: row.values.count)
            (begin, last, rises, highest) = (isNew ? zero : row.values, isNew ? zero : row.values, zero, row.values)
        }

        /// What moved since the look before; nil where nothing did.
        mutating func add(_ row: CounterRow, look: Int) -> WatchedCounters.Source? {
            defer { self.look = look }
            var step = WatchedCounters.Source(source)
            if row.identity != identity {
                // Another object of this name: what it counted before it was seen is not known.
                adopt(row.fields, unseen: row.values)
                (identity, last, begin, highest) = (row.identity, row.values, row.values, row.values)
                replacements += 1
                step.replacements = 1
                return step
            }
            if row.fields != fields { adopt(row.fields, unseen: [UInt64](repeating: 0, count: row.values.count)) }
            for (index, field) in fields.enumerated() {
                let value = row.values[index]
                guard field.kind != .level else {
                    if value != last[index] || source.queues && value > 0 {
                        step.levels.append(.init(field.name, first: last[index], last: value, highest: value))
                    }
                    highest[index] = max(highest[index], value)
                    continue
                }
                guard value != last[index] else { continue }
                let change = CounterChange(from: last[index], to: value, field.kind)
                if change.isRestart { step.restarts = 1 }
                rises[index] &+= change.rise
                if change.rise > 0 { step.rises.append(.init(field.name, rise: change.rise, last: value)) }
            }
            last = row.values
            restarts += step.restarts
            return step.rises.isEmpty && step.levels.isEmpty && step.restarts == 0 ? nil : step
        }

        /// /proc/net/snmp names a kind of message of ICMP when the first one comes.
        ///
        /// - Parameter values: where those begin that were not there before.
        private mutating func adopt(_ names: [CounterField], unseen values: [UInt64]) {
            guard names != fields else { return }
            let places = Dictionary(
                fields.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
            func carried(_ old: [UInt64], _ new: [UInt64]) -> [UInt64] {
                names.indices.map { index in places[names[index].name].map { old[$0] } ?? new[index] }
            }
            (begin, last, highest) = (carried(begin, values), carried(last, values), carried(highest, values))
            rises = carried(rises, [UInt64](repeating: 0, count: names.count))
            fields = names
        }

        func total(at samples: Int) -> WatchedCounters.Source {
            var total = WatchedCounters.Source(source)
            (total.restarts, total.replacements) = (restarts, replacements)
            total.isGone = look < samples
            for (index, field) in fields.enumerated() {
                if field.kind == .level {
                    guard highest[index] > (source.queues ? 0 : begin[index]) || begin[index] != last[index] else {
                        continue
                    }
                    total.levels.append(
                        .init(field.name, first: begin[index], last: last[index], highest: highest[index]))
                } else if rises[index] > 0 {
                    total.rises.append(.init(field.name, rise: rises[index], last: last[index]))
                }
            }
            return total
        }
    }
}

/// How far a counter rose between two looks.
struct CounterChange: Hashable {
    /// At least so much was counted.
    let rise: UInt64
    /// It began anew.
    let isRestart: Bool

    init(from old: UInt64, to new: UInt64, _ kind: CounterField.Kind) {
        guard new < old else {
            (rise, isRestart) = (new - old, false)
            return
        }
        // A counter of 32 bits that was in its upper half has rather come round than begun anew.
        let wrapped = (new &- old) & 0xffff_ffff
        if kind == .narrow, old >= 1 << 31, wrapped < 1 << 31 {
            (rise, isRestart) = (wrapped, false)
        } else if kind == .loose {
            // It is none, or its device was reset: then it goes on from here.
            (rise, isRestart) = (0, false)
        } else {
            (rise, isRestart) = (new, true)
        }
    }
}

extension CounterSource {
    /// What waits in it matters, also if it is always the same.
    fileprivate var queues: Bool {
        switch self {
        case .qdisc, .socket: true
        default: false
        }
    }

    /// Made with its counters at zero, and by a name that nothing else had before. A link may come from elsewhere, and a rule
    /// from a file that says what it has counted.
    fileprivate var beginsAtZero: Bool {
        switch self {
        case .socket, .drops: true
        default: false
        }
    }
}
