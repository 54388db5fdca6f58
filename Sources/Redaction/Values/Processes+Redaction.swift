import Addresses
import NetworkModel

extension Process {
    mutating func redact(_ redactor: Redactor) {
        comm = redactor.name(comm)
        cgroup = redactor.name(cgroup)
        container.change {
            $0.id = redactor.name($0.id)
            $0.podUid = redactor.name($0.podUid)
            $0.label.change { $0.redact(redactor) }
        }
    }
}

extension ContainerLabel {
    fileprivate mutating func redact(_ redactor: Redactor) {
        name = redactor.name(name)
        pod.change { $0.redact(redactor) }
        service.change {
            $0.project = redactor.name($0.project)
            $0.name = redactor.name($0.name)
        }
    }
}

extension ContainerLabel.Pod {
    fileprivate mutating func redact(_ redactor: Redactor) {
        namespace = redactor.name(namespace)
        name = redactor.name(name)
    }
}

extension ProcessCensus {
    mutating func redact(_ redactor: Redactor) {
        stopped.change { process in
            process.comm = redactor.name(process.comm)
            process.cgroup = redactor.name(process.cgroup)
            process.tuns.change { $0 = redactor.name($0) }
        }
        daemons.change {
            $0.comm = redactor.name($0.comm)
            $0.options = $0.options?.map { option in
                guard option.hasPrefix("--") else { return redactor.name(option) }
                guard let sign = option.firstIndex(of: "=") else { return option }
                return option[...sign] + redactor.name(String(option[option.index(after: sign)...]))
            }
        }
    }
}

extension HostFacts {
    mutating func redact(_ redactor: Redactor) {
        tunReaders.change {
            $0.redact(redactor) {
                $0.change {
                    $0.ifname = redactor.name($0.ifname)
                    $0.comm = redactor.name($0.comm)
                    $0.machine = redactor.name($0.machine)
                    $0.cards = $0.cards?.map { redactor.hardware($0) }
                }
            }
        }
        addressPools.change { $0.redact(redactor) { $0.change { $0.redact(redactor) } } }
        containerNetworks.change {
            $0.redact(redactor) {
                $0.change {
                    $0.name = redactor.name($0.name)
                    $0.bridge = redactor.name($0.bridge)
                }
            }
        }
        pluginFiles.change {
            $0.redact(redactor) {
                $0.configs.change { $0.redact(redactor) }
            }
        }
        pluginResults = pluginResults.map { results in
            Dictionary(
                results.map { address, result in
                    var result = result
                    result.redact(redactor) {
                        $0.config.redact(redactor)
                        $0.pod.change { $0.redact(redactor) }
                    }
                    return (
                        IPAddress(address).map { redactor.address($0).description } ?? redactor.name(address), result
                    )
                }
            ) { first, _ in first }
        }
        stuckDevices.change { $0.redact(redactor) { $0.change { $0.ifname = redactor.name($0.ifname) } } }
        linkManagers.change { $0.redact(redactor) { $0.profile = redactor.name($0.profile) } }
    }
}

extension PluginFiles.Config {
    fileprivate mutating func redact(_ redactor: Redactor) {
        path = redactor.name(path)
        name = redactor.name(name)
        types.change { $0 = redactor.name($0) }
        bridge = redactor.name(bridge)
        missing = missing?.map { redactor.name($0) }
    }
}

extension AddressPool {
    fileprivate mutating func redact(_ redactor: Redactor) {
        network = redactor.name(network)
        folder = redactor.name(folder)
        config = redactor.name(config)
        reservations.change {
            $0.address = redactor.address($0.address)
            $0.owner = redactor.name($0.owner)
        }
    }
}

extension ResolverFiles {
    mutating func redact(_ redactor: Redactor) {
        path = redactor.name(path)
        resolvConf.redact(redactor) { conf in
            conf.nameservers.change { $0 = redactor.address($0) }
            conf.badNameservers.change { $0 = redactor.name($0) }
            conf.search.change { $0 = redactor.name($0) }
            conf.options.change { if !Self.isOption($0) { $0 = redactor.name($0) } }
        }
        hosts.redact(redactor) { $0 = redactor.hosts($0) }
        nsswitch.redact(redactor) { $0 = Self.withoutComments($0) }
        upstreams.change { $0.change { $0 = redactor.address($0) } }
    }

    /// Of resolv.conf(5), which a file need not keep to.
    private static func isOption(_ text: String) -> Bool {
        let parts = text.split(separator: ":", maxSplits: 1)
        guard let name = parts.first else { return true }
        return options.contains(String(name)) && parts.dropFirst().allSatisfy { Int($0) != nil }
    }

    private static let options: Set<String> = [
        "debug", "ndots", "timeout", "attempts", "rotate", "no-aaaa", "no-check-names", "inet6", "ip6-bytestring",
        "ip6-dotint", "no-ip6-dotint", "edns0", "single-request", "single-request-reopen", "no-tld-query", "use-vc",
        "no-reload", "trust-ad",
    ]

    static func withoutComments(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.prefix { $0 != "#" }
        }.joined(separator: "\n")
    }
}

extension Redactor {
    /// hosts(5): addresses and names, without comments.
    fileprivate func hosts(_ text: String) -> String { name(ResolverFiles.withoutComments(text)) }
}
