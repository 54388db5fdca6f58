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
        name: "\(name)Tests", dependencies: [.byName(name: name), "TestSupport"] + dependencies,
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
        house("KernelWire", ["Addresses", "NetworkModel", "CLinux"]),
        house("Topology", ["Addresses", "NetworkModel"]),
        house("Datapath", ["Addresses", "KernelWire", "NetworkModel", "Topology"]),
        house("CEL"),
        house("YAML", ["CLibyaml"]),
        house(
            "Runbooks", ["Addresses", "CEL", "NetworkModel", "Topology", "Datapath", "YAML"],
            resources: [.embedInCode("Shipped")]),
        house("Diagnosis", ["Addresses", "Runbooks", "CEL", "NetworkModel", "Topology", "Datapath"]),
        house("Reports", ["Addresses", "Diagnosis", "Runbooks", "CEL", "NetworkModel", "Topology", "Datapath"]),

        // Effects: the kernel, files, processes, the terminal.
        house("Kernel", ["Addresses", "CLinux", "CMnl", "KernelWire", "NetworkModel"]),
        house("Collectors", ["Addresses", "Kernel", "KernelWire", "NetworkModel", "CLinux"]),
        house("Labs", ["CLinux", "YAML"], resources: [.embedInCode("Shipped")]),
        .executableTarget(
            name: "nsdoctor",
            dependencies: [
                "Addresses", "NetworkModel", "KernelWire", "Topology", "Datapath", "CEL", "Runbooks", "Diagnosis",
                "Reports",
                "Kernel", "Collectors", "Labs", "CLinux", "YAML", argumentParser,
            ],
            swiftSettings: strict),

        // What tests of several targets need. No test target itself, so that they may depend on it.
        .target(
            name: "TestSupport", dependencies: ["Addresses", "CLinux", "Kernel", "KernelWire", "Labs", "NetworkModel"],
            path: "Tests/TestSupport",
            swiftSettings: strict),

        tests(of: "Addresses"),
        tests(of: "NetworkModel", ["Addresses"]),
        tests(of: "KernelWire", ["Addresses", "NetworkModel", "CLinux"]),
        tests(of: "Topology", ["Addresses", "NetworkModel"]),
        tests(of: "Diagnosis", ["Addresses", "NetworkModel", "Runbooks"]),
        tests(of: "Datapath", ["Addresses", "KernelWire", "NetworkModel", "Topology"]),
        tests(of: "CEL"),
        tests(of: "Runbooks", ["Addresses", "CEL", "NetworkModel"]),
        tests(of: "Reports", ["Addresses", "Diagnosis", "NetworkModel"]),
        tests(of: "Labs"),
        tests(of: "Kernel", ["CLinux", "KernelWire"]),
        tests(of: "Collectors", ["Addresses", "CLinux", "Kernel", "KernelWire", "NetworkModel"]),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "Addresses", "NetworkModel", "KernelWire", "Topology", "Datapath", "nsdoctor", "Labs", "Runbooks",
                "TestSupport",
            ],
            exclude: ["Inside"], swiftSettings: strict),
        // The documentation: generated pages, examples that run, a manual that tells what --help tells.
        .testTarget(name: "DocsTests", dependencies: ["Runbooks", "nsdoctor", "TestSupport"], swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
