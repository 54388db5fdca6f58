import Testing

@testable import JSON

@Suite struct JSONTests {
    @Test func compactAndPretty() {
        let value: JSONValue = ["b": [1, true, nil, "x"], "a": [:], "c": [], "\u{e9}": .double(0.1), "Z": .uint(.max)]
        #expect(
            value.compact == "{\"Z\":18446744073709551615,\"a\":{},\"b\":[1,true,null,\"x\"],\"c\":[],\"\u{e9}\":0.1}")
        #expect(
            JSONValue.object(["a": [1, ["b": nil]], "c": []]).pretty == """
                {
                  "a": [
                    1,
                    {
                      "b": null
                    }
                  ],
                  "c": []
                }

                """)
    }

    @Test func numbersWithoutAJSONFormBecomeNull() {
        #expect(
            JSONValue.array([.double(.nan), .double(.infinity), .double(-0.0), .double(1e300)]).compact
                == "[null,null,-0.0,1e+300]")
    }

    @Test(arguments: [
        ("\u{1b}", "\"\\u001b\""), ("\u{7f}", "\"\\u007f\""), ("\u{9b}", "\"\\u009b\""), ("\u{2028}", "\"\\u2028\""),
        ("\u{202e}", "\"\\u202e\""), ("\u{200b}", "\"\\u200b\""), ("\u{e0041}", "\"\\udb40\\udc41\""),
        ("\"\\/", "\"\\\"\\\\/\""), ("\n\r\t", "\"\\n\\r\\t\""), ("\u{7db2}", "\"\u{7db2}\""), ("\u{0}", "\"\\u0000\""),
    ])
    func escapes(input: String, expected: String) {
        #expect(JSONValue.string(input).compact == expected)
    }

    @Test func base64() {
        #expect(Base64.encode([]) == "")
        #expect(Base64.encode(Array("f".utf8)) == "Zg==")
        #expect(Base64.encode(Array("fo".utf8)) == "Zm8=")
        #expect(Base64.encode(Array("foobar".utf8)) == "Zm9vYmFy")
        #expect(Base64.encode([0xff, 0xfe, 0x00]) == "//4A")
        for length in 0..<70 {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ length) }
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
        }
        for text in ["A", "AB", "ABC", "A===", "====", "AB=C", "Zg==Zg==", "Zg=a", "Z g=", "Zg-_", "é==="] {
            #expect(Base64.decode(text) == nil, "\(text)")
        }
    }

    @Test func keysAreInCodePointOrder() {
        let value: JSONValue = ["\u{10000}": 1, "\u{ffee}": 2, "a": 3, "B": 4]
        #expect(value.compact == "{\"B\":4,\"a\":3,\"\u{ffee}\":2,\"\u{10000}\":1}")
    }

    @Test func membersStayInTheirOrder() {
        let value = JSONValue.ordered([("b", 1), ("a", .ordered([("z", "\u{e9}\u{1f600}"), ("y", .ordered([]))]))])
        #expect(value.compact == "{\"b\":1,\"a\":{\"z\":\"\u{e9}\u{1f600}\",\"y\":{}}}")
        #expect(
            value.prettyASCII == #"""
                {
                  "b": 1,
                  "a": {
                    "z": "\u00e9\ud83d\ude00",
                    "y": {}
                  }
                }

                """#)
    }
}
