// What glibc declares only under _GNU_SOURCE, or not at all, and Swift's Glibc module therefore hides.
// Each returns what the system call returns, or -errno, so that no caller reads errno late.
#ifndef NSDOCTOR_SYSCALLS_H
#define NSDOCTOR_SYSCALLS_H

#include <fcntl.h>
#include <linux/nsfs.h>
#include <linux/sched.h>
#include <malloc.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/types.h>

// Function-like macros of linux/nsfs.h and linux/sched.h, which Swift cannot import.
enum {
	NSD_CLONE_NEWNET = CLONE_NEWNET,
	NSD_CLONE_NEWCGROUP = CLONE_NEWCGROUP,
	NSD_CLONE_NEWUTS = CLONE_NEWUTS,
	// O_PATH, which glibc shows only under _GNU_SOURCE.
	NSD_O_PATH = __O_PATH,
	NSD_NS_GET_USERNS = NS_GET_USERNS,
	NSD_NS_GET_NSTYPE = NS_GET_NSTYPE,
};

// Enumerators of sys/socket.h, which belong to Glibc's module or to one of ours, whichever is loaded first: Swift then
// finds them in some files and not in others.
enum {
	NSD_SOCK_STREAM = SOCK_STREAM,
	NSD_SOCK_DGRAM = SOCK_DGRAM,
	NSD_SOCK_CLOEXEC = SOCK_CLOEXEC,
	NSD_SOCK_NONBLOCK = SOCK_NONBLOCK,
};

/* A word of the command line, the program's own name first; NULL past the end. */
const char *nsd_argument(int index);

/// setns(2). Acts on the calling thread only.
int nsd_setns(int fd, int nstype);

/// unshare(2). Acts on the calling thread for network namespaces.
int nsd_unshare(int flags);

/// pidfd_getfd(2), Linux 5.6: the same open file as another process's descriptor.
int nsd_pidfd_getfd(int pidfd, int fd);

/// pidfd_open(2), Linux 5.3.
int nsd_pidfd_open(pid_t pid, unsigned int flags);

/// openat2(2), Linux 5.6.
int nsd_openat2(int dirfd, const char *path, uint64_t flags, uint64_t mode, uint64_t resolve);

/// fsopen(2), fsconfig(2) and fsmount(2), Linux 5.2: a filesystem that is mounted nowhere, and gone with the descriptor that
/// this returns, or -errno.
int nsd_detached_mount(const char *type);

/// ioctl(2) on a namespace descriptor without an argument: NS_GET_USERNS, NS_GET_PARENT, NS_GET_NSTYPE.
int nsd_ns_ioctl(int fd, unsigned long request);

/// NS_GET_OWNER_UID: the user id that owns a user namespace.
int nsd_ns_owner_uid(int fd, uid_t *uid);

/* BRCTL_GET_PORT_LIST of br_dev_siocdevprivate: ifindexes by port number, 0 where there is no port. The socket may be
 * of any kind and says which network namespace is meant. Returns how many places were filled in, or -errno. */
int nsd_bridge_ports(int socket, const char *bridge, int *ifindexes, int count);

/// What a device does for the kernel, by SIOCETHTOOL; each 0 or 1.
struct nsd_offloads {
	/// With a NUL at its end.
	char driver[33];
	uint8_t tx_checksum, tso, gso, gro, lro;
};

/// The socket may be of any kind and says which network namespace is meant. Returns 0 or -errno.
int nsd_offloads(int socket, const char *ifname, struct nsd_offloads *offloads);

/// ETHTOOL_GSSET_INFO of ETH_SS_STATS: how many statistics of its own the driver of a device has. Returns -errno where it has
/// none.
int nsd_device_statistics(int socket, const char *ifname);

/// ETH_GSTRING_LEN, without a header that has a hundred other names.
enum { NSD_ETH_GSTRING_LEN = 32 };

/// ETHTOOL_GSTRINGS of ETH_SS_STATS: their names, of NSD_ETH_GSTRING_LEN bytes each. Returns how many there are, none of
/// them filled in where that is more than `capacity`, or -errno.
int nsd_device_statistic_names(int socket, const char *ifname, char *names, uint32_t capacity);

/// ETHTOOL_GSTATS: their values, behind one word that belongs to the kernel, so that `words` has one more than `capacity`.
/// Returns as the names do.
int nsd_device_statistic_values(int socket, const char *ifname, uint64_t *words, uint32_t capacity);

/// What struct bpf_prog_info says of a program, as far as it is used here.
struct nsd_bpf_program {
	uint32_t type;
	/// With a NUL at its end.
	char name[16];
	/// Bytes of the program as the kernel runs it; 0 without the right to see it.
	uint32_t length;
};

/// BPF_PROG_GET_FD_BY_ID and BPF_OBJ_GET_INFO_BY_FD. The program's instructions, struct bpf_insn, as many bytes of them as
/// fit `capacity`. Returns 0 or -errno.
int nsd_bpf_program(uint32_t id, struct nsd_bpf_program *program, uint64_t *instructions, uint32_t capacity);

/// BPF_PROG_QUERY for a cgroup, with what it inherits. `hook` counts ingress, egress, connect4, connect6, sendmsg4,
/// sendmsg6. Returns how many programs there are, or -errno.
int nsd_cgroup_programs(int cgroup, int hook, uint32_t *ids, uint32_t count);

/// BPF_PROG_QUERY for a link of the calling thread's namespace, Linux 6.6: ids of what is attached by tcx. Returns how
/// many there are, or -errno.
int nsd_tcx_programs(int ifindex, int is_egress, uint32_t *ids, uint32_t count);

#endif
