import CLinux

/// What the calling thread, and each that it starts from then on, gives up for good where it is not needed any more. What
/// was read from strangers is then worked on without the rights that it took to read it.
///
/// A kernel that refuses leaves things as they were: nothing that is promised rests on this alone.
public enum Confinement {
    /// Files stay root's affair until the end: a report goes where the user wants it, into a folder of theirs, too.
    private static let ofFiles = [CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_FOWNER].reduce(UInt64(0)) { $0 | 1 << $1 }

    /// Nothing of the machine is asked any more.
    public static func endLooking() { _ = nsd_keep_capabilities(ofFiles) }

    /// Nothing of the machine is ever asked, as for a saved snapshot: no socket either, no program, no namespace.
    public static func neverLook() {
        endLooking()
        _ = nsd_refuse_outward_calls()
    }
}
