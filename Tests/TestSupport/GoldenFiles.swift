import Testing

/// Files that hold what a command or a format must print, byte for byte.
public enum GoldenFiles {
    /// - Parameter path: below the root of the package.
    public static func check(_ text: String, _ path: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        if Repository.isUpdating { return try Repository.write(text, path) }
        let expected = try Repository.text(path)
        #expect(Array(expected.utf8) == Array(text.utf8), "\(path) differs", sourceLocation: sourceLocation)
    }
}
