import Addresses
import Kernel

/// A virtual machine: a process like others to the kernel, which reads and writes the machine's taps.
struct VirtualMachine {
    let pid: Int
    /// As it was named when it was started: libvirt's domain. Hostile.
    let name: String

    /// Names of programs that run machines, as the kernel keeps them (15 bytes): their beginnings.
    private static let programs = ["qemu-", "kvm", "firecracker", "cloud-hyperviso"]

    static func isProgram(_ comm: String) -> Bool { programs.contains { comm.hasPrefix($0) } }

    static func all() -> [VirtualMachine] {
        ProcessReader.allPIDs().compactMap { pid in name(ofProcess: pid).map { VirtualMachine(pid: pid, name: $0) } }
    }

    /// Nil for any other process, and for a machine without a name.
    static func name(ofProcess pid: Int) -> String? {
        guard isProgram(ProcessReader.comm(of: pid)) else { return nil }
        if let option = CommandLine.option(["-name"], of: pid) { return name(option: option) }
        return CommandLine.option(["--id"], of: pid)
    }

    /// Of its network cards, as it was started with them: `mac=52:54:00:01:02:03`, `"mac":"52:54:00:01:02:03"`.
    static func cards(ofProcess pid: Int) -> [LinkLayerAddress] { cards(words: CommandLine.words(of: pid)) }

    static func cards(words: [String]) -> [LinkLayerAddress] {
        words.flatMap { word in
            word.matches(of: /\bmac(?:=|"\s*:\s*")((?:[0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2})\b/).compactMap {
                LinkLayerAddress(String($0.1))
            }
        }
    }

    /// qemu's `-name`: `web`, `guest=web,debug-threads=on`. A comma in a name is written twice.
    static func name(option: String) -> String? {
        var parts = [""]
        var rest = option[...]
        while let character = rest.popFirst() {
            if character != "," {
                parts[parts.count - 1].append(character)
            } else if rest.first == "," {
                rest.removeFirst()
                parts[parts.count - 1].append(",")
            } else {
                parts.append("")
            }
        }
        let guest = parts.first { $0.hasPrefix("guest=") }.map { String($0.dropFirst(6)) }
        let name = guest ?? (parts[0].contains("=") ? "" : parts[0])
        return name.isEmpty ? nil : name
    }
}
