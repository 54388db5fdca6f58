/// `size(x)` and `x.size()`.
enum Sizes {
    static let overloads: [Overload] = [false, true].flatMap { member in
        [
            // In code points, not in what looks like one character.
            Overload("size", member: member) { (text: String) in Int64(text.unicodeScalars.count) },
            Overload("size", member: member) { (bytes: [UInt8]) in Int64(bytes.count) },
            Overload("size", member: member) { (list: CELList) in Int64(list.elements.count) },
            Overload("size", member: member) { (map: CELMap) in Int64(map.count) },
        ]
    }
}
