import Testing

@testable import Rules

@Suite("Templates that are wrong")
struct BrokenTemplateTests {
    @Test("the one mistake is reported where it is in the file", arguments: messages + commands)
    func place(_ broken: Broken) throws {
        try broken.verify(RunbookLinter.lint(text: broken.clean, file: "broken.yaml", schema: Toys.schema))
    }

    static let messages: [Broken] = [
        Broken(["message": "heavy ▼{d.name"], "'{' is never closed"),
        Broken(["message": "heavy d.name▼}"], "'}' without '{'"),
        Broken(["message": "heavy ▼{}"], "no expression in these braces"),
        Broken(["message": "heavy ▼{  }"], "no expression in these braces"),
        Broken(["message": "heavy {d.▼nam}"], "did you mean 'name'?"),
        Broken(["message": "heavy {{{d.name}}} {▼x}"], "undeclared"),
        Broken(["message": "\"\\u00fc {d.name} {▼x}\""], "undeclared"),
        Broken(["message": "'it''s {▼x}'"], "undeclared"),
        Broken(["message": "|\n      first {d.name}\n      then {d.▼nam}\n"], "did you mean 'name'?"),
        Broken(["message": ">\n      first {d.name}\n      then {d.name +\n      ▼x}\n"], "undeclared"),
        Broken(["message": "heavy {▼d}"], "a value of type Dog has no text"),
        Broken(["message": "heavy {▼p.dogs}"], "has no text"),
        Broken(["message": "heavy {d.▼chip}"], "has("),
        Broken(["message": "at {@▼p.home}home"], "belongs in commands only"),
        Broken(["message": "\"{'}' + ▼x}\""], "undeclared"),
        Broken(["message": "\"{{'a': 1▼}['a'] > x}\""], "'}' without '{'"),
        Broken(["subject": "{object: dog, name: \"{d.▼nam}\"}"], "did you mean 'name'?"),
        Broken(["subject": "{object: \"{▼x}\", name: a}"], "undeclared"),
        Broken(["evidence": "[{fact: a, observed: \"{▼x}\"}]"], "undeclared"),
        Broken(["evidence": "[{fact: \"{▼x}\", observed: a}]"], "undeclared"),
        Broken(["evidence": "[{fact: a, observed: b, expected: \"{▼x}\"}]"], "undeclared"),
        Broken(["fix": "[{command: a, risk: \"{▼x}\"}]"], "undeclared"),
    ]

    static let commands: [Broken] = [
        Broken(["confirm": "[\"see {▼x}\"]"], "undeclared"),
        Broken(["confirm": "[\"{@▼d}see\"]"], "Dog is no namespace"),
        Broken(["confirm": "[\"{@▼town}see\"]"], "string is no namespace"),
        Broken(["confirm": "[\"see '{▼d.name}'\"]"], "may not stand in quotes"),
        Broken(["confirm": "[\"see \\\"{▼d.name}\\\"\"]"], "may not stand in quotes"),
        Broken(["confirm": "['see `see {▼d.name}`']"], "backquotes"),
        Broken(["confirm": "['see ${▼d.name}']"], "may not follow '$'"),
        Broken(["confirm": "['see \\{▼d.name}']"], "backslash"),
        Broken(["confirm": "['see # {▼d.name}']"], "comment"),
        Broken(["confirm": "['cat <<E {▼d.name}']"], "behind '<<'"),
        Broken(["confirm": "[\"see $'\\\\n' {▼d.name}\"]"], "behind '<<' or $'…'"),
        Broken(["confirm": "[\"sh -c '{@▼p.home}see'\"]"], "may not stand in quotes"),
        Broken(["fix": "[{command: \"walk {▼x}\"}]"], "undeclared"),
        Broken(
            ["fix": "\n      - command: |\n          walk\n          feed '{▼d.name}'\n"], "may not stand in quotes"),
        Broken(["evidence": "[{fact: a, observed: b, command: \"see '{▼d.name}'\"}]"], "may not stand in quotes"),
    ]
}
