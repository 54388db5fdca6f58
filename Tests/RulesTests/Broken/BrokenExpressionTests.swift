import Testing

@testable import Rules

@Suite("Expressions that are wrong")
struct BrokenExpressionTests {
    @Test("the one mistake is reported where it is in the file", arguments: plain + quoted + blocks)
    func place(_ broken: Broken) throws {
        try broken.verify(RunbookLinter.lint(text: broken.clean, file: "broken.yaml", schema: Toys.schema))
    }

    static let plain: [Broken] = [
        Broken(["condition": "▼dd.weight > 1"], "did you mean 'd'?"),
        Broken(["condition": "d.weight > ▼limit"], "undeclared"),
        Broken(["condition": "d.▼wieght > 1"], "did you mean 'weight'?"),
        Broken(["condition": "d.▼chip > 1"], "has("),
        Broken(["condition": "▼d.weight"], "expected bool"),
        Broken(["condition": "d.weight ▼> 'x'"], "no such overload"),
        Broken(["condition": "d.weight >▼"], ""),
        Broken(["condition": "(d.weight > 1▼"], ""),
        Broken(["condition": "d.weight > 1 ▼)"], ""),
        Broken(["condition": "▼size(d.weight) > 1"], "no such overload"),
        Broken(["condition": "p.dogs.all(x, x.▼wieght > 1)"], "did you mean 'weight'?"),
        Broken(["condition": "d.weight > 1\n      && ▼e.weight > 2"], "undeclared"),
        Broken(["condition": "true\n\n\n      && ▼e.weight > 2"], "undeclared"),
        Broken(["condition": "d.name == 'ü€😀' && ▼x"], "undeclared"),
        Broken(["when": "has(d.chip) && ▼x"], "undeclared"),
        Broken(["when": "▼d.name"], "expected bool"),
        Broken(["for_each": "{p: ▼peple, d: p.dogs}"], "did you mean 'people'?"),
        Broken(["for_each": "{p: people, d: p.▼dgos}"], "did you mean 'dogs'?"),
        Broken(["for_each": "{p: people, d: p.dogs, x: ▼d.name}"], "a list, this is string"),
        Broken(["for_each": "{▼people: people, p: people, d: p.dogs}"], "means something already"),
        Broken(["let": "{▼town: d.name}"], "means something already"),
        Broken(["let": "{heavy: d.▼wheight > 1}"], "did you mean 'weight'?"),
        Broken(["let": "{a: ▼b, b: a}"], "undeclared"),
        Broken(["severity": "▼d.weight"], "expected string"),
        Broken(["severity": "d.▼nam"], "did you mean 'name'?"),
        Broken(["affects": "▼d.weight"], "expected list(int)"),
        Broken(["affects": "▼p.home.names"], "expected list(int)"),
        Broken(["subject": "{netns: ▼d, object: dog, name: x}"], "Dog is no namespace"),
        Broken(["subject": "{netns: p.▼house, object: dog, name: x}"], "has no field 'house'"),
    ]

    static let quoted: [Broken] = [
        Broken(["condition": "\"▼dd.weight > 1\""], "undeclared"),
        Broken(["condition": "'▼dd.weight > 1'"], "undeclared"),
        Broken(["condition": "'d.name == ''a'' && ▼x'"], "undeclared"),
        Broken(["condition": "\"d.name == \\\"a\\\" && ▼x\""], "undeclared"),
        Broken(["condition": "\"d.name == '\\u00fc\\x41\\U0001F600' && ▼x\""], "undeclared"),
        Broken(["condition": "\"d.name ==\\t'a' && ▼x\""], "undeclared"),
        Broken(["condition": "\"d.weight > 1\n      && ▼x\""], "undeclared"),
        Broken(["condition": "\"d.weight > \\\n      1 && ▼x\""], "undeclared"),
        Broken(["condition": "'d.weight > 1\n\n      && ▼x'"], "undeclared"),
        Broken(["condition": "\"d.weight >▼\""], ""),
        Broken(["condition": "'  ▼x'"], "undeclared"),
        Broken(["let": "{heavy: \"d.▼wheight > 1\"}"], "did you mean 'weight'?"),
        Broken(["for_each": "{p: \"people.filter(q, q.▼agee > 3)\", d: p.dogs}"], "did you mean 'age'?"),
    ]

    static let blocks: [Broken] = [
        Broken(["condition": "|\n      ▼dd.weight > 1\n"], "undeclared"),
        Broken(["condition": "|\n      d.weight > 1 &&\n      ▼x\n"], "undeclared"),
        Broken(["condition": "|-\n      d.weight > 1 &&\n        ▼x"], "undeclared"),
        Broken(["condition": "|  # why\n\n      d.weight > 1\n\n      || ▼x\n"], "undeclared"),
        Broken(["condition": "|2\n        d.weight > 1\n      || ▼x\n"], "undeclared"),
        Broken(["condition": ">\n      d.weight > 1\n      && ▼x\n"], "undeclared"),
        Broken(["condition": ">-\n      d.weight > 1\n\n      && d.weight > 2\n        && ▼x\n"], "undeclared"),
        Broken(["condition": ">\n      d.name == 'ä'\n      && d.▼nmae == 'b'\n"], "did you mean 'name'?"),
    ]
}
