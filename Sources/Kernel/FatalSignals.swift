import CLinux

/// Ends that nobody wants: a trap, or no memory where there must be some.
public enum FatalSignals {
    /// Says a sentence then, and ends with this status.
    public static func tell(endingWith status: Int32) { nsd_tell_fatal(status) }
}
