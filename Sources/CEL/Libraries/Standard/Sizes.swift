/// `size(x)` and `x.size()`.
enum Sizes {
    static let overloads: [Overload] = [false, true].flatMap { member in
        [
            // In code points, not in what looks like one character.
            Overload("size", member: member) { (text: String) in Int64(text.unicodeScalars.count) },
            Overload("size", member: member) { (bytes: [UInt8]) in Int64(bytes.count) },
            // An element that could not be seen may stand for any number of them.
            Overload(
                name: "size", isMember: member, parameters: [.list(.dyn)], result: .int,
                body: { (arguments, _) throws(CELError) in
                    guard case .list(let list)? = arguments.first else { return .int(0) }
                    return ListOrder.unknown(in: list) ?? .int(Int64(list.count))
                }),
            Overload("size", member: member) { (map: CELMap) in Int64(map.count) },
        ]
    }
}
