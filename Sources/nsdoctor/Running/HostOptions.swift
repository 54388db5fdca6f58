import ArgumentParser
import Kernel

/// Where the machine's files are, for whoever looks from inside a container.
struct HostOptions: ParsableArguments {
    @Option(
        name: .customLong("host-root"),
        help: ArgumentHelp(
            "From a container that sees the machine's processes: its root is this folder.", valueName: "folder"),
        completion: .directory)
    var hostRoot: String?

    /// Before anything is read, and before there are threads.
    func enter() throws(Failure) {
        guard let hostRoot else { return }
        do throws(SystemError) {
            try HostRoot.enter(hostRoot)
        } catch {
            throw Failure(
                error.isPermission ? .noPermission : .notFound, "--host-root \(hostRoot): \(error.description)",
                hint: error.isPermission ? "it takes the machine's process numbers and CAP_SYS_ADMIN" : nil)
        }
    }
}

/// A command that looks at this machine.
protocol OnHost {
    var host: HostOptions { get }
}
