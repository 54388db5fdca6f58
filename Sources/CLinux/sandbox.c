#define _GNU_SOURCE
#include "include/sandbox.h"
#include "uapi/syscalls.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

unsigned long nsd_sandbox_flags(void)
{
	return CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWPID | CLONE_NEWUTS | CLONE_NEWIPC;
}

static void die(int failure, int error)
{
	ssize_t ignored = write(failure, &error, sizeof(error));

	(void)ignored;
	_exit(127);
}

static void default_signals(void)
{
	struct sigaction plain = { .sa_handler = SIG_DFL };
	sigset_t none;

	for (int number = 1; number < NSIG; number++)
		sigaction(number, &plain, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

// First out of the way, then into place: the wanted numbers may overlap with the given ones.
static void place_descriptors(const int given[NSD_SPAWN_DESCRIPTORS], int failure)
{
	int aside[NSD_SPAWN_DESCRIPTORS];

	for (int i = 0; i < NSD_SPAWN_DESCRIPTORS; i++) {
		aside[i] = given[i] < 0 ? -1 : fcntl(given[i], F_DUPFD_CLOEXEC, 64);
		if (given[i] >= 0 && aside[i] < 0)
			die(failure, errno);
	}
	syscall(__NR_close_range, 3U, ~0U, NSD_CLOSE_RANGE_CLOEXEC);
	for (int i = 0; i < NSD_SPAWN_DESCRIPTORS; i++) {
		if (aside[i] >= 0)
			dup2(aside[i], i);
	}
}

// The parent keeps its end of the pipe until we have gone through exec, unless it died before it could take us along.
static int abandoned(int hold)
{
	struct pollfd end = { .fd = hold, .events = POLLIN };

	return poll(&end, 1, 0) > 0 && (end.revents & POLLHUP);
}

static void run_child(const struct nsd_spawn *plan, int failure, int hold)
{
	char go;

	default_signals();
	if (plan->background)
		setpgid(0, 0);
	if (plan->holder > 0)
		close(plan->holder);
	// Credentials are final only once the parent has written the id maps; a change would clear this.
	if (hold >= 0 && read(hold, &go, 1) != 1)
		_exit(127);
	if (!plan->outlives)
		prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (hold >= 0 && abandoned(hold))
		_exit(127);
	place_descriptors(plan->descriptors, failure);
	if (plan->search)
		execvpe(plan->path, plan->argv, plan->envp);
	else
		execve(plan->path, plan->argv, plan->envp);
	die(failure, errno);
}

pid_t nsd_spawn(const struct nsd_spawn *plan)
{
	sigset_t all, before;
	pid_t child;
	int failure = fcntl(plan->failure, F_DUPFD_CLOEXEC, 64);
	int hold = plan->hold < 0 ? -1 : fcntl(plan->hold, F_DUPFD_CLOEXEC, 64);
	int error;

	if (failure < 0 || (plan->hold >= 0 && hold < 0))
		return -errno;
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	child = (pid_t)syscall(SYS_clone, plan->flags | SIGCHLD, NULL, NULL, NULL, NULL);
	error = errno;
	if (child == 0)
		run_child(plan, failure, hold);
	sigprocmask(SIG_SETMASK, &before, NULL);
	close(failure);
	if (hold >= 0)
		close(hold);
	return child < 0 ? -error : child;
}

int nsd_mount(const char *source, const char *target, const char *type, unsigned long flags)
{
	return mount(source, target, type, flags, NULL) < 0 ? -errno : 0;
}

int nsd_detach(const char *target)
{
	return umount2(target, MNT_DETACH) < 0 ? -errno : 0;
}

unsigned long nsd_mount_flags(enum nsd_mount_flag kind)
{
	switch (kind) {
	case NSD_BIND: return MS_BIND;
	case NSD_RBIND: return MS_BIND | MS_REC;
	case NSD_PRIVATE: return MS_PRIVATE | MS_REC;
	case NSD_SHARED: return MS_SHARED | MS_REC;
	case NSD_READONLY: return MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC;
	case NSD_PLAIN: return MS_NOSUID | MS_NODEV;
	}
	return 0;
}

int nsd_ready_pair(int pair[2])
{
	int on = 1;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return -errno;
	return setsockopt(pair[0], SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)) < 0 ? -errno : 0;
}

pid_t nsd_ready_sender(int fd)
{
	char text[16];
	union { struct cmsghdr align; char bytes[CMSG_SPACE(sizeof(struct ucred))]; } control;
	struct iovec part = { .iov_base = text, .iov_len = sizeof(text) };
	struct msghdr message = {
		.msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof(control),
	};
	ssize_t length = recvmsg(fd, &message, 0);
	struct cmsghdr *header = length < 0 ? NULL : CMSG_FIRSTHDR(&message);
	struct ucred sender;

	if (length < 0)
		return -errno;
	if (length == 0 || !header || header->cmsg_type != SCM_CREDENTIALS)
		return 0;
	memcpy(&sender, CMSG_DATA(header), sizeof(sender));
	return sender.pid;
}

int nsd_pipe(int ends[2])
{
	return pipe2(ends, O_CLOEXEC) < 0 ? -errno : 0;
}

int nsd_memfd(const char *name)
{
	int fd = memfd_create(name, MFD_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

int nsd_set_comm(const char *name)
{
	return prctl(PR_SET_NAME, name) < 0 ? -errno : 0;
}
