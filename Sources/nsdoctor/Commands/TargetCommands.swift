import ArgumentParser

struct PidCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pid", abstract: "Diagnose the network of a process.",
        discussion: "PID:INODE makes sure that the number still means the process that was in that namespace.")

    @Argument(help: ArgumentHelp("Process number, as seen from here.", valueName: "pid"))
    var pid: String

    @OptionGroup var options: DiagnosisOptions

    func run() throws { try Diagnose.run(TargetWords(pid: pid), options) }
}

struct NetnsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "netns", abstract: "Diagnose a network namespace by name, path or inode.")

    @Argument(help: ArgumentHelp("Name under /run/netns, path of an nsfs file, or inode number.", valueName: "name"))
    var name: String

    @OptionGroup var options: DiagnosisOptions

    func run() throws { try Diagnose.run(.netns(name), options) }
}

struct ContainerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "container", abstract: "Diagnose the network of a container.",
        discussion: "Found by the cgroups of its processes; no runtime is asked.")

    @Argument(help: ArgumentHelp("Container id, or the first characters of it.", valueName: "id"))
    var id: String

    @OptionGroup var options: DiagnosisOptions

    func run() throws { try Diagnose.run(.container(id), options) }
}

struct IfaceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "iface", abstract: "Whose is this host veth? Diagnose the namespace at its other end.")

    @Argument(help: ArgumentHelp("Interface name in the namespace that nsdoctor runs in.", valueName: "name"))
    var name: String

    @OptionGroup var options: DiagnosisOptions

    func run() throws { try Diagnose.run(.iface(name), options) }
}

struct NodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "node", abstract: "Diagnose every network namespace of this machine.")

    @OptionGroup var options: DiagnosisOptions

    func run() throws { try Diagnose.run(.node, options) }
}
