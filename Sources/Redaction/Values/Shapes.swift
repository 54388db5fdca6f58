import NetworkModel

// What other values consist of.

extension Table {
    /// - Parameter key: keys of rows that were asked for may hold addresses and names.
    mutating func redact(_ redactor: Redactor, key: ((String) -> String)? = nil, _ row: (inout Row) -> Void) {
        for index in rows.indices { row(&rows[index]) }
        asked = Set(asked.map(key ?? redactor.name))
        if case .incomplete(let reason) = coverage { coverage = .incomplete(reason: redactor.sentence(reason)) }
    }
}

extension Observed {
    mutating func redact(_ redactor: Redactor, _ value: (inout Value) -> Void) {
        switch self {
        case .known(var known):
            value(&known)
            self = .known(known)
        case .absent: break
        case .unknown(let reason): self = .unknown(redactor.sentence(reason))
        }
    }
}

extension Optional {
    mutating func change(_ value: (inout Wrapped) -> Void) {
        guard var known = self else { return }
        value(&known)
        self = known
    }
}

extension Array {
    mutating func change(_ element: (inout Element) -> Void) {
        for index in indices { element(&self[index]) }
    }
}

extension Dictionary {
    mutating func change(_ value: (inout Value) -> Void) {
        for key in keys { self[key].change(value) }
    }

    func renamed(_ key: (Key) -> Key) -> Self {
        Dictionary(map { (key($0.key), $0.value) }, uniquingKeysWith: { first, _ in first })
    }
}

extension Invertible {
    mutating func change(_ change: (inout Value) -> Void) { change(&value) }
}
