/// The files of fixtures/labs, which the symbolic link Shipped brings into this target.
enum ShippedLabs {
    static var all: [(name: String, bytes: [UInt8])] {
        [
            ("left-right.yaml", PackageResources.left_right_yaml),
            ("red-blue.yaml", PackageResources.red_blue_yaml),
        ]
    }
}
