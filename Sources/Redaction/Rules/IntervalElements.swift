import Addresses
import NetworkModel

/// Intervals of sets without concatenation: two elements each, the first key inside and the first one behind.
enum IntervalElements {
    static func redact(_ rows: inout [NftElement], _ parts: SetParts, _ redactor: Redactor) {
        let places = rows.indices.filter { rows[$0].key != nil }.sorted { first, second in
            let order = NftData.compare(rows[first].key?.bytes ?? [], rows[second].key?.bytes ?? [])
            return order == 0 ? rows[first].isIntervalEnd && !rows[second].isIntervalEnd : order < 0
        }
        let isDescending = (places.first ?? 0) > (places.last ?? 0)
        for (index, place) in places.enumerated() where !rows[place].isIntervalEnd {
            guard let low = rows[place].key?.bytes else { continue }
            let next = index + 1 < places.count ? places[index + 1] : nil
            let end = next.flatMap { rows[$0].isIntervalEnd ? $0 : nil }
            // Without an end it reaches to the last key, or to the next interval.
            let behind = next.flatMap { rows[$0].key?.bytes }
            let high = behind.map(before) ?? [UInt8](repeating: 0xff, count: low.count)
            let range = parts.ranges(low, high, redactor)
            rows[place].key = NftData(range.low)
            if let end { rows[end].key = NftData(after(range.high)) }
        }
        // An end without a beginning, at the first key.
        let sorted = places.map { rows[$0] }.sorted { first, second in
            let order = NftData.compare(first.key?.bytes ?? [], second.key?.bytes ?? [])
            return order == 0 ? first.isIntervalEnd && !second.isIntervalEnd : order < 0
        }
        for (place, row) in zip(places.sorted(), isDescending ? sorted.reversed() : sorted) { rows[place] = row }
    }

    private static func before(_ bytes: [UInt8]) -> [UInt8] {
        var result = bytes
        for index in result.indices.reversed() {
            result[index] &-= 1
            if result[index] != 0xff { break }
        }
        return result
    }

    private static func after(_ bytes: [UInt8]) -> [UInt8] {
        var result = bytes
        for index in result.indices.reversed() {
            result[index] &+= 1
            if result[index] != 0 { break }
        }
        return result
    }
}
