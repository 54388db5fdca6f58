import Addresses
import Foundation
import NetworkModel
import TestSupport

/// Makes values up in which everything is there that may be: optionals, elements, and the cases of enums one after the
/// other. Each text and each address is another one, and it is noted where it went.
final class Fabricator {
    /// Something that would tell of a site.
    struct Secret: Hashable {
        /// A type, and names of fields and cases: `Link.ifname`, `NftExpression.cmp.data`.
        var place: String
        var text: String
    }

    /// Names of fields and cases that were met.
    private(set) var keys: Set<String> = []
    /// Enums of which not every case was met yet.
    var lacking: [String] { cases.filter { $0.value.met < $0.value.all.count }.keys.sorted() }
    /// Of all addresses, as ends of ranges and masks are of one family.
    var family = IPAddress.Family.inet
    /// Numbers that say how bytes beside them are to be read.
    var numbers: [String: Int] = [:]
    /// What stands around a name where it must not be alone.
    var texts: [String: (String) -> String] = [:]
    /// Where a text is an address first, and how it goes on.
    var addressed: (String) -> ((IPAddress) -> String)? = { _ in nil }

    private var secrets: [Secret] = []
    private var count = 1000
    private var random = SplitMix64(seed: 7)
    private var addresses: [String: IPAddress] = [:]
    private let words: [String]
    private var choices: [String: Int] = [:]
    private var cases: [String: (all: [String], met: Int)] = [:]
    private var rawCases: [String: [Any]] = [:]

    init() throws {
        // No decoder is told which cases an enum has: they stand in the sources.
        var words: Set<String> = []
        for folder in ["Sources/NetworkModel", "Sources/Addresses"] {
            for file in try FileManager.default.subpathsOfDirectory(atPath: Repository.path(folder))
            where file.hasSuffix(".swift") {
                let source = try Repository.text("\(folder)/\(file)")
                words.formUnion(source.matches(of: #/"([^"\n]+)"|\w+/#).map { String($0.1 ?? $0.0) })
            }
        }
        self.words = words.sorted()
    }

    /// A value, and what must not be left of it.
    func make<Value: Decodable>(_ type: Value.Type) throws -> (Value, secrets: [Secret]) {
        secrets = []
        return (try value(type, FabricatedPlace()), secrets)
    }

    fileprivate func value<Value: Decodable>(_ type: Value.Type, _ place: FabricatedPlace) throws -> Value {
        // What casts nothing to an optional succeeds.
        if let single = single(type, place), let made = single as? Value { return made }
        var place = place
        if let dictionary = type as? any Keyed.Type {
            place.present = [key(dictionary.key, place), key(dictionary.key, place)]
        } else if type is any Choice.Type {
            place.present = [choice(["known", "unknown"], "\(type) \(place)")]
        } else if !"\(type)".contains("<") {
            place.path = [String(reflecting: type).replacing("NetworkModel.", with: "")]
        }
        return try Value(from: FabricatingDecoder(fabricator: self, place: place))
    }

    // MARK: Single values

    /// Nil for what consists of others.
    private func single(_ type: Any.Type, _ place: FabricatedPlace) -> Any? {
        switch type {
        case is Bool.Type: true
        case is Double.Type: 0.5
        case is String.Type: text(place)
        case is IPAddress.Type: noted(address(place), place)
        case is IPPrefix.Type: prefix(place)
        case is LinkLayerAddress.Type: noted(LinkLayerAddress(bytes: [2] + bytes(5)), place)
        case is NftData.Type: noted(NftData(address(place).bytes), place, \.hex)
        case is [UInt8].Type: noted(NftData(bytes(8)), place, \.hex).bytes
        case let number as any FixedWidthInteger.Type: self.number(number, place)
        case is any OptionSet.Type: nil
        case let raw as any RawRepresentable.Type: rawCase(raw, place)
        default: nil
        }
    }

    private func number<Number: FixedWidthInteger>(_ type: Number.Type, _ place: FabricatedPlace) -> Number {
        count += 1
        return Number(clamping: numbers[place.description] ?? (type.bitWidth == 8 ? count % 100 + 1 : count))
    }

    /// Of letters that are no hexadecimal digits.
    private func text(_ place: FabricatedPlace) -> String {
        count += 1
        if let addressed = addressed(place.description) {
            return noted(addressed(address(place)), place) { String($0.prefix { $0 != " " }) }
        }
        let letters = String(count).utf8.map { Character(UnicodeScalar($0 - 0x30 + 0x67)) }
        let name = noted("zq" + String(letters), place)
        return texts[place.description]?(name) ?? name
    }

    private func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(random.below(256)) } }

    private func prefix(_ place: FabricatedPlace) -> IPPrefix? {
        guard let prefix = IPPrefix(address(place), length: family.width - 8) else { return nil }
        return noted(count % 2 == 0 ? prefix : prefix.network, place) { "\($0.address)" }
    }

    private func address(_ place: FabricatedPlace) -> IPAddress {
        count += 1
        // Which bits of an address count tells nothing.
        if place.isMask { return IPAddress(family: family, bits: .max) }
        let first = place.otherEnd.flatMap { addresses[$0] }
        // In no range that everybody has.
        let start = UInt128(1) << UInt128(family.width - 3)
        let bits = start | (UInt128(random.next()) << 64 | UInt128(random.next())) & (start - 1)
        let address = IPAddress(family: family, bits: first.map { $0.bits | 0xff } ?? bits)
        addresses[place.description] = address
        return address
    }

    private func noted<Value>(
        _ value: Value, _ place: FabricatedPlace, _ text: (Value) -> String = { "\($0)" }
    ) -> Value {
        if !place.isMask { secrets.append(Secret(place: place.description, text: text(value))) }
        return value
    }

    // MARK: Cases

    /// One after the other.
    private func choice<Case>(_ all: [Case], _ of: String) -> Case {
        choices[of, default: -1] += 1
        return all[choices[of, default: 0] % all.count]
    }

    private func rawCase<Raw: RawRepresentable>(_ type: Raw.Type, _ place: FabricatedPlace) -> Any? {
        let name = String(reflecting: type)
        if rawCases[name] == nil {
            let number = Raw.RawValue.self as? any FixedWidthInteger.Type
            let values = number.map { Self.bytes(as: $0) } ?? words
            rawCases[name] = values.compactMap { ($0 as? Raw.RawValue).flatMap { Raw(rawValue: $0) } }
        }
        return rawCases[name].flatMap { $0.isEmpty ? nil : choice($0, "\(name) \(place)") }
    }

    private static func bytes<Number: FixedWidthInteger>(as type: Number.Type) -> [Any] {
        (UInt8.min...UInt8.max).map { Number(truncatingIfNeeded: $0) }
    }

    private func key(_ type: Any.Type, _ place: FabricatedPlace) -> String {
        count += 1
        return switch type {
        case is String.Type: text(place)
        case is XtFamily.Type: choice(XtFamily.allCases, "\(place)").rawValue
        default: String(count)
        }
    }

    fileprivate func nextCase<Key: CodingKey>(_ type: Key.Type) -> Key? {
        let name = String(reflecting: type)
        let (all, met) = cases[name] ?? (words.filter { Key(stringValue: $0) != nil }, 0)
        cases[name] = (all, met + 1)
        return all.isEmpty ? nil : Key(stringValue: all[met % all.count])
    }

    /// Cases that were met for the first time, so far.
    fileprivate var news: Int { cases.values.reduce(0) { $0 + min($1.all.count, $1.met) } }

    fileprivate func step(_ place: FabricatedPlace, _ key: some CodingKey) -> FabricatedPlace {
        // In a dictionary there is any.
        let isAny = place.present.map { !["known", "unknown"].contains($0[0]) } ?? false
        if !isAny { keys.insert(key.stringValue) }
        return FabricatedPlace(
            path: place.path + [isAny ? "*" : key.stringValue], isMask: place.isMask || key.stringValue == "mask")
    }
}

private struct FabricatedPlace: CustomStringConvertible {
    var path: [String] = []
    var isMask = false
    /// The only keys that there are here.
    var present: [String]?

    var description: String { path.joined(separator: ".") }

    /// Of the last of a range, the first.
    var otherEnd: String? {
        let first = ["max": "min", "addressTo": "address", "keyEnd": "key", "to": "from"]
        return path.last.flatMap { first[$0] }.map { (path.dropLast() + [$0]).joined(separator: ".") }
    }
}

private protocol Keyed { static var key: Any.Type { get } }
extension Dictionary: Keyed { fileprivate static var key: Any.Type { Key.self } }

private protocol Choice {}
extension Observed: Choice {}

private struct FabricatingDecoder: Decoder, SingleValueDecodingContainer {
    let fabricator: Fabricator
    let place: FabricatedPlace
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(FabricatedFields(decoder: self))
    }
    func unkeyedContainer() -> any UnkeyedDecodingContainer { FabricatedList(decoder: self, news: fabricator.news) }
    func singleValueContainer() -> any SingleValueDecodingContainer { self }
    func decodeNil() -> Bool { false }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try fabricator.value(type, place) }
}

private struct FabricatedFields<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let decoder: FabricatingDecoder
    var codingPath: [any CodingKey] { [] }
    /// Asked by dictionaries, and by enums, for the one case that is there.
    var allKeys: [Key] {
        if let present = decoder.place.present { return present.compactMap { Key(stringValue: $0) } }
        return [decoder.fabricator.nextCase(Key.self)].compactMap(\.self)
    }

    func contains(_ key: Key) -> Bool { decoder.place.present?.contains(key.stringValue) ?? true }
    func decodeNil(forKey key: Key) -> Bool { false }
    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        try decoder.fabricator.value(type, decoder.fabricator.step(decoder.place, key))
    }
    func superDecoder(forKey key: Key) -> any Decoder {
        FabricatingDecoder(fabricator: decoder.fabricator, place: decoder.fabricator.step(decoder.place, key))
    }
    func superDecoder() -> any Decoder { decoder }
    func nestedContainer<Nested>(keyedBy type: Nested.Type, forKey key: Key) throws -> KeyedDecodingContainer<Nested> {
        try superDecoder(forKey: key).container(keyedBy: type)
    }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try superDecoder(forKey: key).unkeyedContainer()
    }
}

/// Goes on as long as each element brings a case that was not there before.
private struct FabricatedList: UnkeyedDecodingContainer {
    let decoder: FabricatingDecoder
    var news: Int
    var isAtEnd = false
    var currentIndex = 0
    var count: Int? { nil }
    var codingPath: [any CodingKey] { [] }

    init(decoder: FabricatingDecoder, news: Int) { (self.decoder, self.news) = (decoder, news) }

    mutating func decodeNil() -> Bool { false }
    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let value = try decoder.decode(type)
        (isAtEnd, news) = (decoder.fabricator.news == news, decoder.fabricator.news)
        currentIndex += 1
        return value
    }
    mutating func superDecoder() -> any Decoder { decoder }
    mutating func nestedContainer<Key>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        decoder.container(keyedBy: type)
    }
    mutating func nestedUnkeyedContainer() -> any UnkeyedDecodingContainer { decoder.unkeyedContainer() }
}
