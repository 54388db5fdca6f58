/// What Foundation's decoder lets pass and a snapshot from a stranger must not have: keys that occur twice in one
/// object, and nesting so deep that it only tests the stack.
public enum JSONGuard {
    private static let deepest = 64

    /// What is wrong, in words for a person; nil where nothing is. Whether it is JSON at all, the decoder says.
    public static func problem(in bytes: [UInt8]) -> String? {
        var keys: [Set<String>] = []
        var isObject: [Bool] = []
        var expectsKey = false
        var index = 0
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                let object = bytes[index] == UInt8(ascii: "{")
                isObject.append(object)
                keys.append([])
                expectsKey = object
                if isObject.count > deepest { return "nested deeper than \(deepest) levels" }
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                guard isObject.popLast() != nil, keys.popLast() != nil else { return "unbalanced brackets" }
                expectsKey = false
            case UInt8(ascii: ","): expectsKey = isObject.last == true
            case UInt8(ascii: "\""):
                let start = index + 1
                index = endOfString(bytes, from: start)
                if expectsKey, let last = keys.indices.last {
                    let key = String(decoding: bytes[start..<min(index, bytes.count)], as: UTF8.self)
                    if !keys[last].insert(key).inserted { return "key \"\(key)\" occurs twice in one object" }
                    expectsKey = false
                }
            default: break
            }
            index += 1
        }
        return nil
    }

    /// Index of the closing quote, or the end.
    private static func endOfString(_ bytes: [UInt8], from start: Int) -> Int {
        var index = start
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
            index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return index
    }
}
