#ifndef NSDOCTOR_CONFINE_H
#define NSDOCTOR_CONFINE_H

#include <stdint.h>
#include <sys/types.h>

// What the calling thread gives up for good, and with it the threads that it starts. Statuses are 0 or -errno.

/// Keeps at most these capabilities (a bit for each number of linux/capability.h), and can get none back: neither from the
/// bounding set nor from a program that it would run (PR_SET_NO_NEW_PRIVS).
int nsd_keep_capabilities(uint64_t kept);

/// Gives up what root may do, for the whole process and for good: the bounding set, all groups, user and group, and
/// privileges by exec. Returns 0, or -errno with part of it done: the process should end then.
int nsd_become(uid_t user, gid_t group);

/// Of the calling thread, for good: it must not be able to get them by exec, either. 0 or -errno.
int nsd_drop_capabilities(void);

/// From now on calls that reach beyond this process and its files fail with EPERM: sockets, programs, namespaces, mounts,
/// other processes, the kernel's own parts. It takes PR_SET_NO_NEW_PRIVS. -ENOSYS on architectures other than x86-64 and arm64.
int nsd_refuse_outward_calls(void);

#endif
