import Glibc

/// How many files this process may have open.
public enum DescriptorLimit {
    /// Raises the soft limit, usually 1,024, to the hard one: a node view holds three descriptors for each namespace.
    public static func raise() {
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0, limit.rlim_cur < limit.rlim_max else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(resource, &limit)
    }
}
