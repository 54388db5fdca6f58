/// Numbers as machines read them.
enum Decimal {
    /// `1.012`
    static func seconds(milliseconds: Int) -> String {
        let milliseconds = max(0, milliseconds)
        let rest = String(milliseconds % 1000)
        return "\(milliseconds / 1000).\(String(repeating: "0", count: 3 - rest.count))\(rest)"
    }
}
