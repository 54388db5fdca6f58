import Kernel
import NetworkModel

/// Which processes hold the sockets of a namespace, by the descriptors in /proc: looked for once, and only when a
/// finding wants to name them.
enum SocketOwners {
    /// A process may have a million descriptors, and a namespace thousands of processes.
    private static let mostDescriptors = 65_536

    /// Members by inode. Processes that live elsewhere are not looked at.
    static func find(in id: NetnsID) -> [Int: [Holders.Member]] {
        var owners: [Int: [Holders.Member]] = [:]
        var budget = mostDescriptors
        for pid in ProcessReader.allPIDs() where budget > 0 {
            guard case .known(let home) = ProcessReader.netns(of: pid), home == id,
                let numbers = try? Files.list("/proc/\(pid)/fd")
            else { continue }
            budget -= numbers.count
            let inodes = Set(numbers.prefix(mostDescriptors).compactMap { inode(ofDescriptor: $0, of: pid) })
            guard !inodes.isEmpty else { continue }
            let member = Holders.Member(pid: pid, comm: ProcessReader.comm(of: pid))
            for inode in inodes { owners[inode, default: []].append(member) }
        }
        return owners
    }

    /// Files with paths begin with a slash, so that no name of a file looks like a socket's.
    static func inode(ofDescriptor number: String, of pid: Int) -> Int? {
        guard let text = try? Files.readLink("/proc/\(pid)/fd/\(number)"), text.hasPrefix("socket:["),
            text.hasSuffix("]")
        else { return nil }
        return Int(text.dropFirst("socket:[".count).dropLast())
    }
}
