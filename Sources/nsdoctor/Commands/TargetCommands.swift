import ArgumentParser

struct PidCommand: ParsableCommand, Diagnosing {
    static let configuration = CommandConfiguration(
        commandName: "pid", abstract: "Diagnose the network of a process.",
        usage: "nsdoctor pid [options] <pid>\nnsdoctor pid [options] --snapshot <file>",
        discussion: """
            nsdoctor pid 4321
            nsdoctor pid 4321:4026532741    only if it is still in that network namespace
            """)

    @Argument(help: ArgumentHelp("Process number, as seen from here.", valueName: "pid"), completion: Candidates.pids)
    var pid: String?

    @OptionGroup var questions: QuestionOptions

    @OptionGroup var time: TimeOptions

    @OptionGroup var options: DiagnosisOptions

    func run() throws {
        try Diagnose.run(
            try pid.map { try TargetWords(pid: $0) }, options, asking: questions.destinations(),
            milliseconds: time.milliseconds())
    }
}

struct NetnsCommand: ParsableCommand, Diagnosing {
    static let configuration = CommandConfiguration(
        commandName: "netns", abstract: "Diagnose a network namespace by name, path or inode.",
        usage: "nsdoctor netns [options] <name>")

    @Argument(
        help: ArgumentHelp("Name under /run/netns, path of an nsfs file, or inode number.", valueName: "name"),
        completion: Candidates.namespaces)
    var name: String?

    @OptionGroup var questions: QuestionOptions

    @OptionGroup var time: TimeOptions

    @OptionGroup var options: DiagnosisOptions

    func run() throws {
        try Diagnose.run(
            name.map(TargetWords.netns), options, asking: questions.destinations(), milliseconds: time.milliseconds())
    }
}

struct ContainerCommand: ParsableCommand, Diagnosing {
    static let configuration = CommandConfiguration(
        commandName: "container", abstract: "Diagnose the network of a container.",
        usage: "nsdoctor container [options] <name>",
        discussion:
            "It is found by the cgroups of its processes, and its name in files of Docker, Podman, CRI-O and containerd; no container runtime is asked."
    )

    @Argument(
        help: ArgumentHelp(
            "Name of a container or of its Compose service, or at least the first four characters of its id.",
            valueName: "name"),
        completion: Candidates.containers)
    var name: String?

    @OptionGroup var questions: QuestionOptions

    @OptionGroup var time: TimeOptions

    @OptionGroup var options: DiagnosisOptions

    func run() throws {
        try Diagnose.run(
            name.map(TargetWords.container), options, asking: questions.destinations(),
            milliseconds: time.milliseconds())
    }
}

struct PodCommand: ParsableCommand, Diagnosing {
    static let configuration = CommandConfiguration(
        commandName: "pod", abstract: "Diagnose the network of a pod of Kubernetes.",
        usage: "nsdoctor pod [options] <name>",
        discussion:
            "It is found by the cgroups of its processes, and its name in files of the runtime and of the kubelet; no API server is asked."
    )

    @Argument(
        help: ArgumentHelp(
            "NAMESPACE/NAME; the namespace may be left out where only one pod is called so.", valueName: "name"),
        completion: Candidates.pods)
    var name: String?

    @OptionGroup var questions: QuestionOptions

    @OptionGroup var time: TimeOptions

    @OptionGroup var options: DiagnosisOptions

    func run() throws {
        try Diagnose.run(
            name.map(TargetWords.pod), options, asking: questions.destinations(), milliseconds: time.milliseconds())
    }
}

struct UnitCommand: ParsableCommand, Diagnosing {
    static let configuration = CommandConfiguration(
        commandName: "unit", abstract: "Diagnose the network of a unit of systemd.",
        usage: "nsdoctor unit [options] <name>",
        discussion: "That of the oldest process in its cgroup; systemd is not asked.")

    @Argument(
        help: ArgumentHelp("Name of the unit; .service need not be typed.", valueName: "name"),
        completion: Candidates.units)
    var name: String?

    @OptionGroup var questions: QuestionOptions

    @OptionGroup var time: TimeOptions

    @OptionGroup var options: DiagnosisOptions

    func run() throws {
        try Diagnose.run(
            name.map(TargetWords.unit), options, asking: questions.destinations(), milliseconds: time.milliseconds())
    }
}

struct MachineCommand: ParsableCommand, Diagnosing {
    static let configuration = CommandConfiguration(
        commandName: "vm", abstract: "Diagnose how a virtual machine gets out of its host.",
        usage: "nsdoctor vm [options] <name>",
        discussion:
            "What the machine sends comes in by its taps, from whoever the host has heard behind them. What is inside it cannot be seen from here."
    )

    @Argument(
        help: ArgumentHelp("Name of the machine, as of libvirt or with qemu -name.", valueName: "name"),
        completion: Candidates.machines)
    var name: String?

    @OptionGroup var questions: QuestionOptions

    @OptionGroup var time: TimeOptions

    @OptionGroup var options: DiagnosisOptions

    func run() throws {
        try Diagnose.run(
            name.map(TargetWords.vm), options, asking: questions.destinations(), milliseconds: time.milliseconds())
    }
}

struct IfaceCommand: ParsableCommand, Diagnosing {
    static let configuration = CommandConfiguration(
        commandName: "iface", abstract: "Whose is this host veth? Diagnose the namespace at its other end.",
        usage: "nsdoctor iface [options] <name>")

    @Argument(
        help: ArgumentHelp("Interface name in the namespace that nsdoctor runs in.", valueName: "name"),
        completion: Candidates.links)
    var name: String?

    @OptionGroup var questions: QuestionOptions

    @OptionGroup var time: TimeOptions

    @OptionGroup var options: DiagnosisOptions

    func run() throws {
        try Diagnose.run(
            name.map(TargetWords.iface), options, asking: questions.destinations(), milliseconds: time.milliseconds())
    }
}

struct NodeCommand: ParsableCommand, Diagnosing {
    static let configuration = CommandConfiguration(
        commandName: "node", abstract: "Diagnose every network namespace of this machine.",
        usage: "nsdoctor node [options]")

    @OptionGroup var time: TimeOptions

    @OptionGroup var options: DiagnosisOptions

    func run() throws { try Diagnose.run(.node, options, milliseconds: time.milliseconds()) }
}
