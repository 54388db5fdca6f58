/// The one place of the version: reports and snapshots carry it, and manual pages, packages and archives get it from this
/// file by scripts/version.
enum Version {
    static let number = "0.1.0"
    static let text = "nsdoctor \(number)"
}
