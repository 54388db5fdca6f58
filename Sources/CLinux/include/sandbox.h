// Starting a program in new namespaces. A fork in a threaded program may only call async-signal-safe functions
// before exec, which Swift cannot promise; this C does nothing else.
#ifndef NSDOCTOR_SANDBOX_H
#define NSDOCTOR_SANDBOX_H

#include <sys/types.h>

enum { NSD_SPAWN_DESCRIPTORS = 5 };

struct nsd_spawn {
	/// CLONE_NEW* flags, or 0 for a plain child.
	unsigned long flags;
	const char *path;
	char *const *argv;
	char *const *envp;
	/// What becomes the child's descriptors 0 to 4; -1 keeps its own 0, 1 or 2. Exec closes all others.
	int descriptors[NSD_SPAWN_DESCRIPTORS];
	/// The child waits here for one byte before exec, and gives up at end of file; -1 to go at once.
	int hold;
	/// Close-on-exec write end of a pipe which receives errno if exec fails.
	int failure;
	/// Looked up through PATH of the child's environment when not 0.
	int search;
	/// The caller's end of `hold`, which the child must not keep open itself; 0 for none.
	int holder;
	/// In a process group of its own when not 0: what is typed on the terminal does not reach it.
	int background;
	/// It goes on when its parent dies, to undo something, when not 0.
	int outlives;
};

/// Namespaces of a sandbox: user, mount, network, PID, UTS and IPC.
unsigned long nsd_sandbox_flags(void);

/// The new process, or -errno. It dies with the thread that called this.
pid_t nsd_spawn(const struct nsd_spawn *plan);

/// mount(2), returning -errno. Flags are the kernel's MS_*.
int nsd_mount(const char *source, const char *target, const char *type, unsigned long flags);

/// umount2(2) with MNT_DETACH.
int nsd_detach(const char *target);

enum nsd_mount_flag { NSD_BIND, NSD_RBIND, NSD_PRIVATE, NSD_SHARED, NSD_READONLY, NSD_PLAIN };
unsigned long nsd_mount_flags(enum nsd_mount_flag kind);

/// A pair of datagram sockets; what arrives at the first one names its sender.
int nsd_ready_pair(int pair[2]);

/// The process that wrote the next message to the first socket of a ready pair, numbered as the reader's PID
/// namespace sees it; 0 at end of file, -errno otherwise.
pid_t nsd_ready_sender(int fd);

/// pipe2(2) with O_CLOEXEC.
int nsd_pipe(int ends[2]);

/// memfd_create(2), close-on-exec.
int nsd_memfd(const char *name);

/// prctl(PR_SET_NAME).
int nsd_set_comm(const char *name);

#endif
