import Testing

@testable import JSON

@Suite struct JSONGuardTests {
    @Test(arguments: [
        ("{\"a\":1,\"b\":{\"a\":2},\"c\":[{\"a\":1},{\"a\":2}]}", nil),
        ("{\"a\":1,\"a\":2}", "key \"a\" occurs twice in one object"),
        ("[{\"x\":{\"b\":1,\"b\":1}}]", "key \"b\" occurs twice in one object"),
        ("{\"a\":\"a\",\"b\":\"a\"}", nil),
        ("{\"a\":\"\\\",\\\"a\\\":\"}", nil),
        ("]", "unbalanced brackets"),
        ("{\"a\":999999999999999999,\"b\":-999999999999999999,\"c\":18446744073709551615,\"d\":1.5e3}", nil),
        ("{\"a\":1000000000000000000}", "a number is out of range"),
        ("[-1000000000000000000]", "a number is out of range"),
        ("[9223372036854775807]", "a number is out of range"),
        ("[1e18]", "a number is out of range"), ("[-9.3e300]", "a number is out of range"),
        ("[18446744073709551616]", "a number is out of range"),
        (String(repeating: "[", count: 64), nil),
        (String(repeating: "[", count: 65), "nested deeper than 64 levels"),
    ])
    func findsWhatADecoderLetsPass(text: String, problem: String?) {
        #expect(JSONGuard.problem(in: Array(text.utf8)) == problem)
    }
}
