import Glibc

/// What the outside asks of the inside, as command line arguments; the lab's text comes as a file.
struct InsideOrder {
    static let word = "__inside"
    static let textNumber: Int32 = 3

    var executable: String
    var name: String
    var fault: String?
    var probes: Bool
    var command: [String]
    var lastly: [String]

    init(executable: String, name: String, fault: String?, probes: Bool, command: [String], lastly: [String]) {
        self.executable = executable
        self.name = name
        self.fault = fault
        self.probes = probes
        self.command = command
        self.lastly = lastly
    }

    var arguments: [String] {
        ["lab", Self.word, executable, name, fault ?? "", probes ? "probes" : "", "\(command.count)"] + command + lastly
    }

    init?(_ arguments: [String]) {
        guard arguments.count >= 5, let count = Int(arguments[4]), count <= arguments.count - 5 else { return nil }
        executable = arguments[0]
        name = arguments[1]
        fault = arguments[2].isEmpty ? nil : arguments[2]
        probes = arguments[3] == "probes"
        command = Array(arguments.dropFirst(5).prefix(count))
        lastly = Array(arguments.dropFirst(5 + count))
    }

    func source() throws(LabError) -> LabSource {
        let file = try LabFile(Self.textNumber, "lab text")
        return LabSource(name: name, text: String(decoding: file.contents(), as: UTF8.self))
    }
}
