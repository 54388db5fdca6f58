/// Why a lab could not be read, built or run.
public struct LabError: Error, Equatable, Sendable, CustomStringConvertible {
    public enum Kind: Sendable {
        /// The lab file is wrong; the message begins with file:line:column.
        case badLab
        /// No lab, fault or process has that name.
        case notFound
        /// This machine does not let this user make a sandbox.
        case forbidden
        /// A program that the lab needs is not installed.
        case missingTool
        /// A command of the lab failed, or a system call did.
        case failed
    }

    public let kind: Kind
    public let message: String
    /// What may have been meant.
    public let hint: String?

    public init(_ kind: Kind, _ message: String, hint: String? = nil) {
        self.kind = kind
        self.message = message
        self.hint = hint
    }

    public var description: String { message }
}
