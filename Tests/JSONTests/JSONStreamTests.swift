import Foundation
import NetworkModel
import Testing

@testable import JSON

/// What the stream writes reads back as what was written, in Foundation's words.
@Suite struct JSONStreamTests {
    private enum Choice: Codable, Equatable {
        case plain
        case one(Int)
        case named(key: String, list: [UInt8])
    }

    private struct Empty: Codable, Equatable {}

    private struct Sample: Codable, Equatable {
        var someText = "quote \" back \\ slash / line \n tab \t bell \u{7} del \u{7f} é \u{202e} 😀"
        var least = Int64.min
        var most = UInt64.max
        var small: Int8 = -128
        var half = 0.5
        var isTrue = true
        var missing: String?
        var choices: [Choice] = [.plain, .one(-1), .named(key: "a_b", list: [0, 255])]
        var names = ["someKey": 1, "a.b": 2, "": 3, "\u{1}": 4]
        var numbers = [3: "three", -1: "minus", 10: "ten"]
        var nested: [String: [String: Empty]] = ["x": ["y": Empty(), "a": Empty()], "b": [:]]
        var empty = Empty()
        var lists: [[Int]] = [[], [1], [1, 2, 3]]
        var optional: [Int?] = [nil, 1]
    }

    private func encode(_ value: some Encodable, _ rename: @escaping (String) -> String = { $0 }) throws -> Data {
        Data(try JSONStream.encode(value, rename: rename))
    }

    @Test func readsBackTheSame() throws {
        let bytes = try encode(Sample())
        #expect(try JSONDecoder().decode(Sample.self, from: bytes) == Sample())
        #expect(bytes.allSatisfy { (0x20..<0x7f).contains($0) })
    }

    @Test func oneValueAlwaysGivesTheSameBytes() throws {
        var other = Sample()
        other.names = [:]
        for key in Sample().names.keys.sorted().reversed() { other.names[key] = Sample().names[key] }
        #expect(try encode(other) == encode(Sample()))
        let text = String(decoding: try encode(["b": 1, "a": 2, "c": 3]), as: UTF8.self)
        #expect(text == #"{"a":2,"b":1,"c":3}"#)
    }

    /// Keys of dictionaries are somebody's names.
    @Test func onlyPropertiesAreRenamed() throws {
        let text = String(decoding: try encode(Sample()) { $0.uppercased() }, as: UTF8.self)
        #expect(text.contains(#""SOMETEXT":"#) && text.contains(#""someKey":1"#) && text.contains(#""NAMED":{"KEY":"#))
    }

    private func remembering(_ value: some Encodable) throws -> Data {
        Data(try JSONStream.encode(value, repeating: NftExpression.self) { $0 })
    }

    @Test func expressionsThatRepeat() throws {
        let rule = NftRule(
            handle: 1,
            expressions: [
                .payload(dreg: 0, base: .nh, offset: 16, len: 4), .cmp(sreg: 0, op: .eq, data: NftData([1, 2])),
                .match(name: "comment", revision: 0, info: NftData([UInt8](repeating: 7, count: 300))),
                .verdict(.jump(chain: "c")),
                .dynset(
                    set: "s", op: .add, sregKey: 0, sregData: nil, timeout: 1, inverted: false,
                    expressions: [.counter(packets: 1, bytes: 2)]),
            ])
        let rules = [rule, rule, rule]
        #expect(try JSONDecoder().decode([NftRule].self, from: remembering(rules)) == rules)
        #expect(try remembering(rules) == encode(rules))
    }
}
