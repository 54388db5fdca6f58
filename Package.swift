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

let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "nsdoctor",
    products: [.executable(name: "nsdoctor", targets: ["nsdoctor"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        // The C that Swift's Glibc module hides, and the kernel's own headers.
        .target(name: "CLinux"),
        .systemLibrary(name: "CMnl", pkgConfig: "libmnl", providers: [.apt(["libmnl-dev"])]),

        // Pure: values in, values out. A test forbids `import Glibc` here.
        house("NetworkModel"),
        house("KernelWire", ["NetworkModel", "CLinux"]),
        house("Topology", ["NetworkModel"]),
        house("Datapath", ["NetworkModel", "Topology"]),
        house("CEL"),
        house("Runbooks", ["CEL", "NetworkModel", "Topology", "Datapath", yams]),
        house("Diagnosis", ["Runbooks", "CEL", "NetworkModel", "Topology", "Datapath"]),
        house("Reports", ["Diagnosis", "Runbooks", "CEL", "NetworkModel", "Topology", "Datapath"]),

        // Effects: the kernel, files, processes, the terminal.
        house("Kernel", ["CLinux", "CMnl", "KernelWire", "NetworkModel"]),
        house("Collectors", ["Kernel", "KernelWire", "NetworkModel", "CLinux"]),
        house("Labs", ["CLinux", yams]),
        .executableTarget(
            name: "nsdoctor",
            dependencies: [
                "NetworkModel", "KernelWire", "Topology", "Datapath", "CEL", "Runbooks", "Diagnosis", "Reports",
                "Kernel", "Collectors", "Labs", "CLinux", argumentParser,
            ],
            swiftSettings: strict),

        tests(of: "NetworkModel"),
        tests(of: "CEL"),
        tests(of: "Labs"),
    ],
    swiftLanguageModes: [.v6]
)
