import Labs
import Testing

@Suite struct FormatTests {
    @Test(arguments: LabCatalog.shipped.map(\.name))
    func shippedLabsAreReadable(name: String) throws {
        let lab = try LabCatalog.find(String(name.dropLast(".yaml".count)))
        #expect("\(lab.id).yaml" == name)
        #expect(!lab.title.isEmpty && !lab.teaches.isEmpty && !lab.probes.isEmpty)
    }

    @Test(arguments: [
        ("", "t.yaml:1:1: the file is empty"),
        ("id: a\ntitle: b\ncolour: c\nteaches: d\n", "t.yaml:3:9: unknown key 'colour'"),
        ("id: a\ntitle: b\n", "t.yaml:1:1: 'teaches' is missing"),
        ("id: a\nid: b\n", "t.yaml:2:1: the key 'id' is here twice"),
        ("id: [a]\n", "t.yaml:1:5: 'id' must be text"),
        ("id: a\ntitle: b\nteaches: c\nsteps: none\n", "t.yaml:4:8: 'steps' must be a list"),
        ("id: a\ntitle: b\nteaches: c\ntarget: {process: ghost}\n", "t.yaml:1:1: there is no process 'ghost'"),
        ("id: a\n  title: b\n", "t.yaml:2:8: mapping values are not allowed in this context"),
        (
            "id: a\ntitle: b\nteaches: c\nprocesses:\n  - {name: web, listen: [tcp 80]}\n",
            "t.yaml:5:5: cannot read 'tcp 80': write 'tcp 0.0.0.0 80' or 'udp :: 53'"
        ),
        (
            "id: a\ntitle: b\nteaches: c\nfaults:\n  - {id: f, title: g}\n",
            "t.yaml:5:5: 'expect' is missing"
        ),
    ])
    func mistakesAreShownWhereTheyAre(text: String, message: String) {
        let error = #expect(throws: LabError.self) { try Lab(LabSource(name: "t.yaml", text: text)) }
        #expect(error?.kind == .badLab)
        #expect(error?.message == message)
    }
}
