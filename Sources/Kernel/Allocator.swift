import CLinux

/// glibc's malloc.
public enum Allocator {
    /// A run takes milliseconds: what is given back to the kernel is asked for again a round later, page by page.
    public static func keepsMemory() {
        mallopt(M_TRIM_THRESHOLD, 1 << 30)
        // The most that malloc takes (DEFAULT_MMAP_THRESHOLD_MAX).
        mallopt(M_MMAP_THRESHOLD, 1 << 25)
        mallopt(M_TOP_PAD, 1 << 20)
    }
}
