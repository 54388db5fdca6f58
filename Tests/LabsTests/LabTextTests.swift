import Labs
import Testing

@Suite struct LabTextTests {
    @Test func theListNamesEveryLab() throws {
        let list = try LabText.list()
        for source in LabCatalog.shipped { #expect(list.contains(String(source.name.dropLast(".yaml".count)))) }
    }

    @Test func theWalkThroughIsShownAsOneWouldTypeIt() throws {
        let text = LabText.show(try LabCatalog.find("red-blue"))
        #expect(
            text.contains(
                "\n# Put the inner end of the red cable into red. [move-red]\nip link set veth-red netns red\n"))
        #expect(text.contains("\n  bridge-admin-down              The bridge was never switched on\n"))
        #expect(text.contains("\n  blue-web        in blue, listens on tcp 0.0.0.0 80\n"))
    }

    /// Commands are as long as they are; what is said about them fits a terminal.
    @Test func wordsFitATerminal() throws {
        for source in LabCatalog.shipped {
            let text = LabText.show(try Lab(source))
            let words =
                text.split(separator: "\n").filter { $0.hasPrefix("# ") }
                + (text.split(separator: "\n\n").dropFirst().first ?? "").split(separator: "\n")
            for line in words { #expect(line.count <= 80, "\(source.name): \(line)") }
        }
        for line in try LabText.list().split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    }

    @Test func aLabCannotDrawOnTheTerminal() throws {
        let lab = try Lab(LabSource(name: "t.yaml", text: #"{id: t, title: "a\e]0;x\ab", teaches: "r\u202El"}"#))
        #expect(LabText.show(lab).unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control })
        #expect(!LabText.show(lab).contains("\u{202e}"))
    }

    @Test(arguments: ["no-such-lab", "./no-such-file.yaml"])
    func whatIsNotThereIsNotFound(word: String) {
        #expect(throws: LabError.self) { try LabCatalog.find(word) }
    }
}
