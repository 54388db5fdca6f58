/// How much of YAML is read, and how much of a file.
///
/// A few hundred bytes of aliases can stand for gigabytes, so there are no aliases; the other bounds keep what is left
/// proportional to the size of the file.
enum YAMLLimits {
    static let bytes = 1 << 20
    static let depth = 64
    static let nodes = 50_000
}
