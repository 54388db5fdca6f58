// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

func house(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

func tests(of name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.byName(name: name)] + dependencies,
        swiftSettings: strict)
}

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "nsdoctor",
    products: [.executable(name: "nsdoctor", targets: ["nsdoctor"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
    ],
    targets: [
        // The C that Swift's Glibc module hides, and the kernel's own headers.
        .target(name: "CLinux"),
        .systemLibrary(name: "CMnl", pkgConfig: "libmnl", providers: [.apt(["libmnl-dev"])]),
        .systemLibrary(name: "CLibyaml", providers: [.apt(["libyaml-dev"])]),

        // Pure: values in, values out. A test forbids `import Glibc` here.
        house("Addresses"),
        house("NetworkModel", ["Addresses"]),
        house("KernelWire", ["Addresses", "CLinux", "NetworkModel"]),
        house("RulesetText", ["Addresses", "KernelWire", "NetworkModel"]),
        house("SnapshotQuery", ["Addresses", "NetworkModel"]),
        house("Topology", ["Addresses", "NetworkModel", "SnapshotQuery"]),
        house("Routing", ["Addresses", "NetworkModel", "SnapshotQuery"]),
        house("Netfilter", ["Addresses", "KernelWire", "NetworkModel", "Routing", "RulesetText", "SnapshotQuery"]),
        house("PacketTrace", ["Addresses", "Netfilter", "NetworkModel", "Routing", "SnapshotQuery", "Topology"]),
        house("Repairs", ["Addresses", "NetworkModel", "SnapshotQuery", "Topology"]),
        house(
            "Analysis",
            [
                "Addresses", "Netfilter", "NetworkModel", "PacketTrace", "Routing", "RulesetText", "SnapshotQuery",
                "Topology",
            ]),
        house("CEL"),
        house("YAML", ["CLibyaml"]),
        house(
            "Runbooks",
            [
                "Addresses", "Analysis", "CEL", "Netfilter", "NetworkModel", "PacketTrace", "Routing", "SnapshotQuery",
                "Topology", "YAML",
            ],
            resources: [.embedInCode("Shipped")]),
        house(
            "Diagnosis",
            [
                "Addresses", "Analysis", "CEL", "Netfilter", "NetworkModel", "PacketTrace", "Repairs", "Routing",
                "Runbooks", "SnapshotQuery", "Topology",
            ]),
        house("Reports", ["Diagnosis", "NetworkModel", "PacketTrace"]),

        // Effects: the kernel, files, processes, the terminal.
        house("Kernel", ["Addresses", "CLinux", "CMnl", "KernelWire", "NetworkModel"]),
        house("Collectors", ["Addresses", "Kernel", "KernelWire", "NetworkModel"]),
        house("Labs", ["CLinux", "YAML"], resources: [.embedInCode("Shipped")]),
        .executableTarget(
            name: "nsdoctor",
            dependencies: [
                "Addresses", "Analysis", "CEL", "Collectors", "Diagnosis", "Kernel", "Labs", "Netfilter",
                "NetworkModel", "PacketTrace", "Reports", "Routing", "Runbooks", "SnapshotQuery", "Topology", "YAML",
                argumentParser,
            ],
            swiftSettings: strict),

        tests(of: "Addresses"),
        tests(of: "NetworkModel", ["Addresses"]),
        tests(of: "KernelWire", ["Addresses", "CLinux", "NetworkModel", "RulesetText"]),
        tests(of: "Topology", ["Addresses", "NetworkModel", "SnapshotQuery"]),
        tests(of: "Diagnosis", ["Runbooks"]),
        tests(of: "SnapshotQuery", ["Addresses", "NetworkModel"]),
        tests(of: "RulesetText", ["Addresses", "NetworkModel"]),
        tests(of: "Analysis", ["NetworkModel", "SnapshotQuery"]),
        tests(of: "Routing", ["Addresses", "NetworkModel"]),
        tests(of: "Netfilter", ["Addresses", "KernelWire", "NetworkModel", "Routing", "SnapshotQuery"]),
        tests(of: "PacketTrace", ["Addresses", "Netfilter", "NetworkModel"]),
        tests(of: "Repairs", ["Addresses", "NetworkModel"]),
        tests(of: "CEL"),
        tests(of: "Runbooks", ["CEL", "YAML"]),
        tests(of: "Reports", ["Diagnosis", "NetworkModel"]),
        tests(of: "Labs"),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "Addresses", "KernelWire", "Labs", "Netfilter", "NetworkModel", "PacketTrace", "Routing", "RulesetText",
                "Runbooks", "SnapshotQuery", "YAML", "nsdoctor",
            ],
            exclude: ["Inside"], swiftSettings: strict),
        // The documentation: generated pages, examples that run, a manual that tells what --help tells.
        .testTarget(name: "DocsTests", dependencies: ["Runbooks", "nsdoctor"], swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
