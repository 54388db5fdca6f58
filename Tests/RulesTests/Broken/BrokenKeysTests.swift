import Testing

@testable import Rules

@Suite("Runbooks with wrong keys and values")
struct BrokenKeysTests {
    @Test("the one mistake is reported where it is", arguments: files + checks)
    func place(_ broken: Broken) throws {
        try broken.verify(RunbookLinter.lint(text: broken.clean, file: "broken.yaml", schema: Toys.schema))
    }

    private static let top = "api_version: nsdoctor/v1\nkind: Runbook\n"
    private static let metadata = "metadata: {id: people, version: 1.0.0, title: People}\n"

    static let files: [Broken] = [
        Broken("▼kind: Runbook\n" + metadata + "checks: []\n", "needs the key 'api_version'"),
        Broken("▼api_version: nsdoctor/v1\n" + metadata + "checks: []\n", "needs the key 'kind'"),
        Broken("▼" + top + "checks: []\n", "needs the key 'metadata'"),
        Broken("▼" + top + metadata, "needs the key 'checks'"),
        Broken("api_version: ▼nsdoctor/v2\nkind: Runbook\n" + metadata + "checks: []\n", "reads 'nsdoctor/v1'"),
        Broken("api_version: nsdoctor/v1\nkind: ▼Book\n" + metadata + "checks: []\n", "reads 'Runbook'"),
        Broken(top + metadata + "▼chekcs: []\nchecks: []\n", "did you mean 'checks'?"),
        Broken(top + "metadata: ▼people\nchecks: []\n", "a metadata is a mapping, this is text"),
        Broken(top + "metadata: ▼{id: people, title: P}\nchecks: []\n", "needs the key 'version'"),
        Broken(top + "metadata: {id: ▼People, version: 1, title: P}\nchecks: []\n", "'People' is no name"),
        Broken(top + "metadata: {id: people, version: ▼, title: P}\nchecks: []\n", "'version' is empty"),
        Broken(top + "metadata: {id: people, version: 1, title: P, ▼autor: me}\nchecks: []\n", "unknown key 'autor'"),
        Broken(top + metadata + "checks: ▼{a: b}\n", "'checks' is a list, this is a mapping"),
        Broken(top + metadata + "checks:▼\n", "'checks' is a list, this is nothing"),
        Broken(top + metadata + "checks:\n  - ▼dog\n", "a check is a mapping, this is text"),
        Broken(top + metadata + "params: ▼[a]\nchecks: []\n", "'params' is a mapping of names"),
        Broken(top + metadata + "params: {a: ▼3}\nchecks: []\n", "a parameter is a mapping"),
        Broken(top + metadata + "params: {▼a-b: {type: int, default: 1}}\nchecks: []\n", "name of a parameter"),
        Broken(top + metadata + "params: {a: {type: ▼integer, default: 1}}\nchecks: []\n", "none of int, double"),
        Broken(top + metadata + "params: {a: ▼{type: int}}\nchecks: []\n", "needs the key 'default'"),
        Broken(top + metadata + "params: {a: {type: int, default: ▼x}}\nchecks: []\n", "'x' is no int"),
        Broken(top + metadata + "params: {a: {type: int, default: ▼\"1\"}}\nchecks: []\n", "'1' is no int"),
        Broken(top + metadata + "params: {a: {type: bool, default: ▼yes}}\nchecks: []\n", "'yes' is no bool"),
        Broken(top + metadata + "params: {a: {type: double, default: ▼.inf}}\nchecks: []\n", "is no double"),
        Broken(top + metadata + "params: {a: {type: int, default: ▼5, max: 4}}\nchecks: []\n", "more than 4"),
        Broken(top + metadata + "params: {a: {type: int, default: ▼-1, min: 0}}\nchecks: []\n", "less than 0"),
        Broken(top + metadata + "params: {a: {type: int, default: 1, max: ▼x}}\nchecks: []\n", "'x' is no int"),
        Broken(
            top + metadata + "params: {a: {type: string, default: ▼x, choices: [y, z]}}\nchecks: []\n",
            "'x' is none of y, z"),
        Broken(top + metadata + "steps: [▼{id: a}]\nchecks: []\n", "a step needs the key 'question'"),
        Broken(
            top + metadata + "steps:\n- {id: a, question: q}\n- {id: ▼a, question: r}\nchecks: []\n",
            "there are two steps 'a' (the first is on line 5)"),
        Broken(Samples.text(Samples.check(), Samples.check(["id": "▼dog-heavy"])), "there are two checks 'dog-heavy'"),
        Broken(
            top + metadata + "steps: [{id: a, question: q, command: \"see {▼towm}\"}]\nchecks: []\n",
            "did you mean 'town'?"),
    ]

    static let checks: [Broken] = [
        Broken(["▼titel": "x"], "did you mean 'title'?"),
        Broken(["▼assert": "x"], "unknown key 'assert' in a check"),
        Broken(["id": "▼Dog_Heavy"], "'Dog_Heavy' is no name"),
        Broken(["id": "▼\"\""], "'id' is empty"),
        Broken(["step": "▼lok"], "there is no step 'lok' (did you mean 'look'?)"),
        Broken(["condition": "▼~"], "'condition' is empty"),
        Broken(["condition": "▼[d.weight]"], "'condition' is text, this is a list (quote"),
        Broken(["message": "{d.name} ▼is heavy"], "must be quoted"),
        Broken(["message": "▼{d.name}"], "'message' is text, this is a mapping"),
        Broken(["severity": "▼critical"], "'critical' is none of crit, warn, info"),
        Broken(["severity": "▼cirt"], "did you mean 'crit'?"),
        Broken(["for_each": "▼people"], "'for_each' is a mapping of names"),
        Broken(["for_each": "{p: people, ▼in: people, d: p.dogs}"], "cannot be the name of a variable"),
        Broken(["for_each": "{p: people, ▼a b: people, d: p.dogs}"], "cannot be the name of a variable"),
        Broken(["for_each": "{p: people, d: p.dogs, x: ▼[p]}"], "'x' is text, this is a list"),
        Broken(["let": "{▼d: 'd.name'}"], "the variable 'd' is here twice"),
        Broken(["subject": "▼{object: dog}"], "a subject needs the key 'name'"),
        Broken(["subject": "{object: dog, name: x, ▼namespace: p}"], "unknown key 'namespace' in a subject"),
        Broken(["evidence": "▼{fact: weight}"], "'evidence' is a list, this is a mapping"),
        Broken(["evidence": "[▼{fact: weight}]"], "an evidence needs the key 'observed'"),
        Broken(["fix": "[▼{risk: none}]"], "a fix needs the key 'command'"),
        Broken(["fix": "[▼walk]"], "a fix is a mapping, this is text"),
        Broken(["confirm": "▼walk"], "'confirm' is a list, this is text"),
        Broken(["confirm": "[walk, ▼{d.name}]"], "'confirm' is text, this is a mapping"),
        Broken(["explains": "[dog-slow, ▼Dog]"], "'Dog' is no name"),
        Broken(["references": "[▼'']"], "'references' is empty"),
        Broken(["skip_reason": "▼no dogs"], "'skip_reason' without 'when'"),
        Broken(["cases": "[▼{name: a, snapshot: b}]"], "a case needs the key 'expect'"),
        Broken(["cases": "[{name: a, snapshot: b, expect: ▼fuond}]"], "did you mean 'found'?"),
        Broken(["cases": "[{name: a, snapshot: b, expect: ok, count: ▼many}]"], "'count' is a whole number"),
        Broken(["cases": "[{name: a, snapshot: b, expect: ok, count: ▼-1}]"], "'count' is a whole number"),
        Broken(["cases": "[{name: a, snapshot: b, expect: ok, severity: ▼bad}]"], "none of info, warn, crit"),
    ]
}
