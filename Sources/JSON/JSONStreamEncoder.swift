// Swift's Encodable, told to a stream. A container is the number of a frame: whoever writes to one closes what was opened
// inside it since.

struct JSONStreamEncoder: Encoder {
    let stream: JSONStream
    let depth: Int
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        stream.object(at: depth)
        return KeyedEncodingContainer(JSONStreamObject(stream: stream, frame: depth))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        stream.array(at: depth)
        return JSONStreamArray(stream: stream, frame: depth)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { JSONStreamValue(stream: stream) }
}

private struct JSONStreamObject<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let stream: JSONStream
    let frame: Int
    var codingPath: [any CodingKey] { [] }

    func encodeNil(forKey key: Key) {
        stream.member(key.stringValue, of: frame)
        stream.writeNull()
    }

    func encode(_ value: Bool, forKey key: Key) {
        stream.member(key.stringValue, of: frame)
        stream.write(value)
    }

    func encode(_ value: String, forKey key: Key) {
        stream.member(key.stringValue, of: frame)
        stream.write(value)
    }

    func encode(_ value: Double, forKey key: Key) {
        stream.member(key.stringValue, of: frame)
        stream.write(value)
    }

    func encode(_ value: Float, forKey key: Key) { encode(Double(value), forKey: key) }
    func encode(_ value: Int, forKey key: Key) { number(value, key) }
    func encode(_ value: Int8, forKey key: Key) { number(value, key) }
    func encode(_ value: Int16, forKey key: Key) { number(value, key) }
    func encode(_ value: Int32, forKey key: Key) { number(value, key) }
    func encode(_ value: Int64, forKey key: Key) { number(value, key) }
    func encode(_ value: UInt, forKey key: Key) { number(value, key) }
    func encode(_ value: UInt8, forKey key: Key) { number(value, key) }
    func encode(_ value: UInt16, forKey key: Key) { number(value, key) }
    func encode(_ value: UInt32, forKey key: Key) { number(value, key) }
    func encode(_ value: UInt64, forKey key: Key) { number(value, key) }

    private func number(_ value: some FixedWidthInteger, _ key: Key) {
        stream.member(key.stringValue, of: frame)
        stream.write(number: value)
    }

    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
        stream.member(key.stringValue, of: frame)
        try stream.write(value)
    }

    func nestedContainer<Inner: CodingKey>(keyedBy type: Inner.Type, forKey key: Key) -> KeyedEncodingContainer<Inner> {
        stream.member(key.stringValue, of: frame)
        stream.object(at: frame + 1)
        return KeyedEncodingContainer(JSONStreamObject<Inner>(stream: stream, frame: frame + 1))
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        stream.member(key.stringValue, of: frame)
        stream.array(at: frame + 1)
        return JSONStreamArray(stream: stream, frame: frame + 1)
    }

    func superEncoder() -> any Encoder { nested("super") }
    func superEncoder(forKey key: Key) -> any Encoder { nested(key.stringValue) }

    private func nested(_ name: String) -> any Encoder {
        stream.member(name, of: frame)
        return JSONStreamEncoder(stream: stream, depth: frame + 1)
    }
}

private struct JSONStreamArray: UnkeyedEncodingContainer {
    let stream: JSONStream
    let frame: Int
    var codingPath: [any CodingKey] { [] }
    var count: Int { stream.count(of: frame) }

    func encodeNil() {
        stream.element(of: frame)
        stream.writeNull()
    }

    func encode<Value: Encodable>(_ value: Value) throws {
        stream.element(of: frame)
        try stream.write(value)
    }

    func nestedContainer<Inner: CodingKey>(keyedBy type: Inner.Type) -> KeyedEncodingContainer<Inner> {
        stream.element(of: frame)
        stream.object(at: frame + 1)
        return KeyedEncodingContainer(JSONStreamObject<Inner>(stream: stream, frame: frame + 1))
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        stream.element(of: frame)
        stream.array(at: frame + 1)
        return JSONStreamArray(stream: stream, frame: frame + 1)
    }

    func superEncoder() -> any Encoder {
        stream.element(of: frame)
        return JSONStreamEncoder(stream: stream, depth: frame + 1)
    }
}

private struct JSONStreamValue: SingleValueEncodingContainer {
    let stream: JSONStream
    var codingPath: [any CodingKey] { [] }

    func encodeNil() { stream.writeNull() }
    func encode(_ value: Bool) { stream.write(value) }
    func encode(_ value: String) { stream.write(value) }
    func encode(_ value: Double) { stream.write(value) }
    func encode(_ value: Float) { stream.write(Double(value)) }
    func encode(_ value: Int) { stream.write(number: value) }
    func encode(_ value: Int8) { stream.write(number: value) }
    func encode(_ value: Int16) { stream.write(number: value) }
    func encode(_ value: Int32) { stream.write(number: value) }
    func encode(_ value: Int64) { stream.write(number: value) }
    func encode(_ value: UInt) { stream.write(number: value) }
    func encode(_ value: UInt8) { stream.write(number: value) }
    func encode(_ value: UInt16) { stream.write(number: value) }
    func encode(_ value: UInt32) { stream.write(number: value) }
    func encode(_ value: UInt64) { stream.write(number: value) }
    func encode<Value: Encodable>(_ value: Value) throws { try stream.write(value) }
}
