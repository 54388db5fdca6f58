// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

func house(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(of name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.byName(name: name), "TestSupport"] + dependencies,
        swiftSettings: strict)
}

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "nsdoctor",
    products: [.executable(name: "nsdoctor", targets: ["nsdoctor"])]
        // What scripts/fuzz links with libFuzzer, whose main it must have.
        + (Context.environment["NSDOCTOR_FUZZ"] == nil
            ? [] : [.library(name: "Fuzz", type: .static, targets: ["FuzzTargets"])]),
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
    ],
    targets: [
        // The C that Swift's Glibc module hides, and the kernel's own headers.
        .target(name: "CLinux"),
        // The runbooks and labs that the binary carries along.
        .target(name: "CShipped"),
        .systemLibrary(name: "CMnl", pkgConfig: "libmnl", providers: [.apt(["libmnl-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CLibyaml", providers: [.apt(["libyaml-dev"])]),

        // Pure: values in, values out. A test forbids `import Glibc` here.
        house("Addresses"),
        house("TerminalText"),
        house("JSON", ["TerminalText"]),
        house("NetworkModel", ["Addresses"]),
        house("KernelWire", ["Addresses", "CLinux", "NetworkModel"]),
        house("RulesetText", ["Addresses", "KernelWire", "NetworkModel"]),
        house("PacketStreams", ["Addresses", "KernelWire", "NetworkModel"]),
        house("SnapshotQuery", ["Addresses", "NetworkModel"]),
        house("Topology", ["Addresses", "NetworkModel", "SnapshotQuery"]),
        house("Routing", ["Addresses", "NetworkModel", "SnapshotQuery"]),
        house("Netfilter", ["Addresses", "KernelWire", "NetworkModel", "Routing", "RulesetText", "SnapshotQuery"]),
        house("PacketTrace", ["Addresses", "Netfilter", "NetworkModel", "Routing", "SnapshotQuery", "Topology"]),
        house("Repairs", ["Addresses", "NetworkModel", "SnapshotQuery", "Topology"]),
        house(
            "Analysis",
            [
                "Addresses", "KernelWire", "Netfilter", "NetworkModel", "PacketTrace", "Routing", "RulesetText",
                "SnapshotQuery", "Topology",
            ]),
        house("CEL", ["Addresses", "TerminalText"]),
        house("YAML", ["TerminalText", "CLibyaml"]),
        house("Rules", ["CEL", "JSON", "TerminalText", "YAML"]),
        house(
            "NetworkFacts",
            [
                "Addresses", "Analysis", "CEL", "CShipped", "Netfilter", "NetworkModel", "PacketTrace", "Routing",
                "Rules", "RulesetText", "SnapshotQuery", "TerminalText", "Topology",
            ]),
        house(
            "Diagnosis",
            [
                "Addresses", "Analysis", "CEL", "Netfilter", "NetworkFacts", "NetworkModel", "PacketTrace", "Repairs",
                "Rules", "SnapshotQuery", "Topology",
            ]),
        house("Redaction", ["Addresses", "CLinux", "NetworkModel"]),
        house("Comparison", ["Addresses", "Analysis", "Diagnosis", "NetworkModel", "RulesetText"]),
        house(
            "Reports", ["Analysis", "Comparison", "Diagnosis", "JSON", "NetworkModel", "PacketTrace", "TerminalText"]),

        // Effects: the kernel, files, processes, the terminal.
        house("Kernel", ["Addresses", "CLinux", "CMnl", "KernelWire", "NetworkModel"]),
        house("Capture", ["Addresses", "CLinux", "Kernel", "KernelWire", "NetworkModel", "PacketStreams"]),
        house("Probing", ["Addresses", "CLinux", "Kernel", "KernelWire", "NetworkModel"]),
        house("Collectors", ["Addresses", "JSON", "Kernel", "KernelWire", "NetworkModel"]),
        house("Labs", ["CLinux", "CShipped", "TerminalText", "YAML"]),
        .executableTarget(
            name: "nsdoctor",
            dependencies: [
                "Addresses", "Analysis", "CEL", "CZlib", "Capture", "Collectors", "Comparison", "Diagnosis",
                "JSON", "Kernel", "KernelWire", "Labs", "Netfilter", "NetworkFacts", "NetworkModel", "PacketStreams",
                "PacketTrace", "Probing", "Redaction", "Reports", "Routing", "Rules", "SnapshotQuery", "TerminalText",
                "Topology", "YAML", argumentParser,
            ],
            swiftSettings: strict),

        // What tests of several targets need. No test target itself, so that they may depend on it.
        .target(
            name: "TestSupport", dependencies: ["Addresses", "CLinux", "Kernel", "KernelWire", "Labs", "NetworkModel"],
            path: "Tests/TestSupport",
            swiftSettings: strict),

        // Readers of what comes from outside, as libFuzzer and the tests drive them.
        .target(
            name: "FuzzTargets",
            dependencies: [
                "Addresses", "CEL", "JSON", "KernelWire", "NetworkModel", "Repairs", "RulesetText", "TerminalText",
                "YAML",
            ],
            path: "Tests/FuzzTargets", swiftSettings: strict),

        tests(of: "FuzzTargets"),
        tests(of: "Addresses"),
        tests(of: "TerminalText"),
        tests(of: "JSON", ["NetworkModel"]),
        tests(of: "NetworkModel", ["Addresses"]),
        tests(of: "KernelWire", ["Addresses", "CLinux", "NetworkModel", "RulesetText"]),
        tests(of: "Topology", ["Addresses", "NetworkModel", "SnapshotQuery"]),
        tests(
            of: "Diagnosis",
            [
                "Addresses", "Analysis", "Netfilter", "NetworkFacts", "NetworkModel", "PacketTrace", "Routing", "Rules",
                "SnapshotQuery",
            ]),
        tests(of: "SnapshotQuery", ["Addresses", "NetworkModel"]),
        tests(of: "RulesetText", ["Addresses", "NetworkModel"]),
        tests(of: "Analysis", ["Addresses", "NetworkModel", "SnapshotQuery"]),
        tests(of: "Routing", ["Addresses", "NetworkModel"]),
        tests(of: "Netfilter", ["Addresses", "KernelWire", "NetworkModel", "Routing", "SnapshotQuery"]),
        tests(of: "PacketTrace", ["Addresses", "Netfilter", "NetworkModel"]),
        tests(of: "Repairs", ["Addresses", "NetworkModel"]),
        tests(of: "CEL"),
        tests(of: "Rules", ["CEL", "TerminalText", "YAML"]),
        tests(
            of: "NetworkFacts",
            [
                "Addresses", "Analysis", "CEL", "CShipped", "Netfilter", "NetworkModel", "Rules", "SnapshotQuery",
                "YAML",
            ]),
        tests(of: "PacketStreams", ["Addresses", "KernelWire", "NetworkModel"]),
        tests(of: "Reports", ["Analysis", "Comparison", "Diagnosis", "JSON", "NetworkModel", "TerminalText"]),
        tests(of: "Comparison"),
        tests(of: "Redaction", ["Addresses", "NetworkModel"]),
        tests(of: "Labs"),
        tests(of: "Kernel", ["CLinux", "KernelWire"]),
        tests(of: "Probing", ["NetworkModel"]),
        tests(of: "Collectors", ["Addresses", "CLinux", "JSON", "Kernel", "KernelWire", "NetworkModel"]),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "Addresses", "Analysis", "JSON", "KernelWire", "Labs", "Netfilter", "NetworkFacts", "NetworkModel",
                "PacketTrace", "Routing", "Rules", "RulesetText", "SnapshotQuery", "TestSupport", "YAML", "nsdoctor",
            ],
            exclude: ["Inside"], swiftSettings: strict),
        // The documentation: generated pages, examples that run, a manual that tells what --help tells.
        .testTarget(
            name: "DocsTests", dependencies: ["Rules", "NetworkFacts", "nsdoctor", "TestSupport"], swiftSettings: strict
        ),
    ],
    swiftLanguageModes: [.v6]
)
