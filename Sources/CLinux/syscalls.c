#define _GNU_SOURCE
#include "include/syscalls.h"
#include "uapi/syscalls.h"

#include <errno.h>
#include <linux/bpf.h>
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

/* The numbers by the kernel's names: glibc has the SYS_ ones only of the calls that it was older than. */
int nsd_pidfd_open(pid_t pid, unsigned int flags)
{
	return result(syscall(__NR_pidfd_open, pid, flags));
}

int nsd_openat2(int dirfd, const char *path, uint64_t flags, uint64_t mode, uint64_t resolve)
{
	struct open_how how = { .flags = flags, .mode = mode, .resolve = resolve };

	return result(syscall(__NR_openat2, dirfd, path, &how, sizeof(how)));
}

int nsd_pidfd_getfd(int pidfd, int fd)
{
	return result(syscall(438 /* pidfd_getfd, the same number everywhere */, pidfd, fd, 0));
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

static long bpf(int command, union bpf_attr *attribute)
{
	return syscall(SYS_bpf, command, attribute, sizeof(*attribute));
}

int nsd_bpf_program(uint32_t id, struct nsd_bpf_program *program)
{
	union bpf_attr attribute;
	struct bpf_prog_info info;
	long status;
	int fd;

	memset(&attribute, 0, sizeof(attribute));
	attribute.prog_id = id;
	fd = result(bpf(BPF_PROG_GET_FD_BY_ID, &attribute));
	if (fd < 0)
		return fd;
	memset(program, 0, sizeof(*program));
	memset(&info, 0, sizeof(info));
	info.xlated_prog_len = sizeof(program->instructions);
	info.xlated_prog_insns = (uintptr_t)program->instructions;
	memset(&attribute, 0, sizeof(attribute));
	attribute.info.bpf_fd = fd;
	attribute.info.info_len = sizeof(info);
	attribute.info.info = (uintptr_t)&info;
	status = result(bpf(BPF_OBJ_GET_INFO_BY_FD, &attribute));
	close(fd);
	if (status < 0)
		return (int)status;
	program->type = info.type;
	memcpy(program->name, info.name, sizeof(program->name) - 1);
	/* The kernel says 0 for the address where it showed no instructions. */
	program->length = info.xlated_prog_insns ? info.xlated_prog_len : 0;
	return 0;
}

int nsd_tcx_programs(int ifindex, int is_egress, uint32_t *ids, uint32_t count)
{
	union bpf_attr attribute;
	int status;

	memset(&attribute, 0, sizeof(attribute));
	attribute.query.target_fd = (uint32_t)ifindex;
	attribute.query.attach_type = is_egress ? NSD_BPF_TCX_EGRESS : NSD_BPF_TCX_INGRESS;
	attribute.query.prog_ids = (uintptr_t)ids;
	attribute.query.prog_cnt = count;
	status = result(bpf(BPF_PROG_QUERY, &attribute));
	return status < 0 ? status : (int)attribute.query.prog_cnt;
}
