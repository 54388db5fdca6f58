import Addresses
import JSON
import Kernel
import KernelWire
import NetworkModel

/// Files that Docker's daemon keeps of its containers. The daemon itself is never asked.
enum DockerFiles {
    /// The files on all containers.
    static func containers() -> [String] {
        homes().flatMap { home in
            ((try? Files.list("\(home)/containers")) ?? []).sorted().map { file($0, below: home) }
        }
    }

    /// The file on one container.
    static func file(_ id: String, below home: String) -> String { "\(home)/containers/\(id)/config.v2.json" }

    static func read(_ path: String) -> JSONValue? {
        (try? Files.read(path, limit: 1 << 20)).flatMap { JSONReader.read($0) }
    }

    /// What users call a container: Docker writes a slash before it.
    static func name(_ value: JSONValue) -> String? {
        value.member("Name")?.text.map { $0.hasPrefix("/") ? String($0.dropFirst()) : $0 }
    }

    /// Where the resolver in a container of Docker passes questions on to: as the container was told, or the daemon, or
    /// as the node itself does. Nil for a process of no such container.
    static func upstreams(ofProcess pid: Int) -> [IPAddress]? {
        guard let bytes = try? Files.read("/proc/\(pid)/cgroup", limit: 16384),
            let id = CgroupFile(bytes).container?.id,
            let folder = homes().map({ "\($0)/containers/\(id)" }).first(where: { (try? Files.status($0)) != nil })
        else { return nil }
        let given = [read("\(folder)/hostconfig.json")?.member("Dns"), read("/etc/docker/daemon.json")?.member("dns")]
        for list in given {
            let servers = (list?.elements ?? []).compactMap { $0.text.flatMap { IPAddress($0) } }
            if !servers.isEmpty { return servers }
        }
        guard let own = try? Files.read("/etc/resolv.conf", limit: 65536) else { return nil }
        let servers = ResolvConf(text: own).nameservers.filter { !$0.isLoopback }
        // What Docker takes where the node has none that a container could reach.
        return servers.isEmpty ? ["8.8.8.8", "8.8.4.4"].compactMap { IPAddress($0) } : servers
    }

    /// Where daemons keep their data: as their command line says, or their configuration, and where it is by default.
    static func homes() -> [String] {
        let daemons = ProcessReader.allPIDs().filter { ProcessReader.comm(of: $0) == "dockerd" }
        let given = daemons.compactMap { CommandLine.option(["--data-root", "-g"], of: $0) }
        let rootless = daemons.compactMap { rootlessHome(of: $0) }
        let configured = daemons.compactMap { CommandLine.option(["--config-file"], of: $0) }.compactMap {
            home(configured: $0)
        }
        return unique(given + configured + rootless + configuredHomes())
    }

    /// The same without a look at the daemons.
    static func configuredHomes() -> [String] {
        unique([home(configured: "/etc/docker/daemon.json")].compactMap { $0 } + ["/var/lib/docker"])
    }

    /// A daemon that is not root's keeps its data with its user's.
    private static func rootlessHome(of pid: Int) -> String? {
        guard let uid = ProcessReader.read(pid)?.uid, uid != 0,
            let bytes = try? Files.read("/proc/\(pid)/environ", limit: 1 << 18)
        else { return nil }
        let words = bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        let value = { (name: String) in
            words.first { $0.hasPrefix("\(name)=") }.map { String($0.dropFirst(name.utf8.count + 1)) }
        }
        return value("XDG_DATA_HOME").map { "\($0)/docker" } ?? value("HOME").map { "\($0)/.local/share/docker" }
    }

    private static func home(configured path: String) -> String? {
        read(path).flatMap { $0.member("data-root")?.text ?? $0.member("graph")?.text }
    }

    private static func unique(_ homes: [String]) -> [String] {
        var seen: Set<String> = []
        return homes.filter { $0.hasPrefix("/") && seen.insert($0).inserted }
    }
}

/// What a process was started with.
enum CommandLine {
    /// Empty where it may not be read.
    static func words(of pid: Int) -> [String] {
        let bytes = (try? Files.read("/proc/\(pid)/cmdline", limit: 65536)) ?? []
        return bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    /// `--name=value` of each of these options that was given, however it was written.
    static func settings(_ names: Set<String>, in words: [String]) -> [String] {
        words.enumerated().compactMap { index, word in
            let (name, value) =
                word.firstIndex(of: "=").map { (word[..<$0], word[word.index(after: $0)...]) } ?? (word[...], nil)
            // kube-proxy's own parser takes one dash for two.
            let full = name.hasPrefix("--") ? String(name) : "-\(name)"
            guard name.hasPrefix("-"), names.contains(full) else { return nil }
            let next = words.indices.contains(index + 1) ? words[index + 1] : ""
            let told = value.map(String.init) ?? (next.isEmpty || next.hasPrefix("-") ? nil : next)
            return told.map { "\(full)=\($0)" } ?? full
        }
    }

    /// The word behind one of these options, or behind its `=`.
    static func option(_ names: [String], of pid: Int) -> String? {
        let words = words(of: pid)
        for (index, word) in words.enumerated() {
            if names.contains(word), index + 1 < words.count { return words[index + 1] }
            if let name = names.first(where: { word.hasPrefix("\($0)=") }) {
                return String(word.dropFirst(name.utf8.count + 1))
            }
        }
        return nil
    }
}
