#define _GNU_SOURCE
#include "include/syscalls.h"

#include <errno.h>
#include <linux/if.h>
#include <linux/if_bridge.h>
#include <linux/nsfs.h>
#include <linux/openat2.h>
#include <linux/sockios.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static int result(long value)
{
	return value < 0 ? -errno : (int)value;
}

int nsd_setns(int fd, int nstype)
{
	return result(setns(fd, nstype));
}

int nsd_unshare(int flags)
{
	return result(unshare(flags));
}

int nsd_pidfd_open(pid_t pid, unsigned int flags)
{
	return result(syscall(SYS_pidfd_open, pid, flags));
}

int nsd_openat2(int dirfd, const char *path, uint64_t flags, uint64_t mode, uint64_t resolve)
{
	struct open_how how = { .flags = flags, .mode = mode, .resolve = resolve };

	return result(syscall(SYS_openat2, dirfd, path, &how, sizeof(how)));
}

int nsd_ns_ioctl(int fd, unsigned long request)
{
	return result(ioctl(fd, request));
}

int nsd_bridge_ports(int socket, const char *bridge, int *ifindexes, int count)
{
	unsigned long arguments[4] = { BRCTL_GET_PORT_LIST, (unsigned long)ifindexes, (unsigned long)count, 0 };
	struct ifreq request = { 0 };

	if (strlen(bridge) >= sizeof(request.ifr_name))
		return -ENODEV;
	memcpy(request.ifr_name, bridge, strlen(bridge));
	request.ifr_data = (void *)arguments;
	return result(ioctl(socket, SIOCDEVPRIVATE, &request));
}

int nsd_ns_owner_uid(int fd, uid_t *uid)
{
	return result(ioctl(fd, NS_GET_OWNER_UID, uid));
}
