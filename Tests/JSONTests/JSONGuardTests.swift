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
        (String(repeating: "[", count: 64), nil),
        (String(repeating: "[", count: 65), "nested deeper than 64 levels"),
    ])
    func findsWhatADecoderLetsPass(text: String, problem: String?) {
        #expect(JSONGuard.problem(in: Array(text.utf8)) == problem)
    }
}
