/// What Foundation's decoder lets pass and a snapshot from a stranger must not have: keys that occur twice in one
/// object, nesting so deep that it only tests the stack, and numbers that arithmetic would overflow with.
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
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                let start = index
                while index + 1 < bytes.count, isNumeric(bytes[index + 1]) { index += 1 }
                if isExcessive(bytes[start...index]) { return "a number is out of range" }
            default: break
            }
            index += 1
        }
        return nil
    }

    private static func isNumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
            UInt8(ascii: "e"), UInt8(ascii: "E"):
            true
        default: false
        }
    }

    /// Digits of the largest numbers that may be: eight times as much is an Int still. No device has counted so many bytes.
    private static let mostDigits = 18

    /// What the kernel writes for "no limit", all bits of 64, is no Int, and so goes only where none is wanted.
    private static func isExcessive(_ number: ArraySlice<UInt8>) -> Bool {
        let isInteger = number.allSatisfy { $0 < UInt8(ascii: ".") || (0x30...0x39).contains($0) }
        let digits = number.first == UInt8(ascii: "-") ? number.dropFirst() : number
        if isInteger, digits.count <= mostDigits { return false }
        let text = String(decoding: number, as: UTF8.self)
        guard isInteger else { return Double(text).map { abs($0) >= 1e18 } ?? true }
        return UInt64(text).map { $0 <= UInt64(Int.max) } ?? true
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
