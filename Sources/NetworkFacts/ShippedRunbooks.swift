import Rules

/// The files of runbooks/, which the symbolic link Shipped brings into this target and the compiler into the binary.
public enum ShippedRunbooks {
    private static var files: [(name: String, bytes: [UInt8])] {
        [
            ("process.yaml", PackageResources.process_yaml),
            ("namespace.yaml", PackageResources.namespace_yaml),
            ("peers.yaml", PackageResources.peers_yaml),
            ("bridge.yaml", PackageResources.bridge_yaml),
            ("forwarding.yaml", PackageResources.forwarding_yaml),
            ("firewall.yaml", PackageResources.firewall_yaml),
            ("limits.yaml", PackageResources.limits_yaml),
            ("owners.yaml", PackageResources.owners_yaml),
            ("stray.yaml", PackageResources.stray_yaml),
            ("nat.yaml", PackageResources.nat_yaml),
            ("sockets.yaml", PackageResources.sockets_yaml),
            ("services.yaml", PackageResources.services_yaml),
            ("platforms.yaml", PackageResources.platforms_yaml),
            ("overlay.yaml", PackageResources.overlay_yaml),
            ("devices.yaml", PackageResources.devices_yaml),
            ("ipv6.yaml", PackageResources.ipv6_yaml),
            ("hygiene.yaml", PackageResources.hygiene_yaml),
        ]
    }

    /// Snapshots for cases that no lab can make: a sandbox may not load XDP programs.
    public static func snapshot(named name: String) -> [UInt8]? {
        switch name {
        case "xdp-drop.json": PackageResources.xdp_drop_json
        default: nil
        }
    }

    /// Parsed, in the order of the checklist.
    public static func all() throws(RunbookProblems) -> [Runbook] {
        var runbooks: [Runbook] = []
        for file in files {
            runbooks.append(
                try Runbook.parse(text: String(decoding: file.bytes, as: UTF8.self), file: "runbooks/\(file.name)"))
        }
        return runbooks
    }
}
