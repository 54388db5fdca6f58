#define _GNU_SOURCE
#include "include/syscalls.h"
#include "uapi/syscalls.h"

#include <errno.h>
#include <linux/bpf.h>
#include <linux/ethtool.h>
#include <linux/if.h>
#include <linux/if_bridge.h>
#include <linux/mount.h>
#include <linux/nsfs.h>
#include <linux/openat2.h>
#include <linux/sockios.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static int result(long value)
{
	return value < 0 ? -errno : (int)value;
}

static int own_argc;
static char **own_argv;

/* glibc hands main's arguments to constructors, too (call_init in elf/dl-init.c and csu/libc-start.c). */
__attribute__((constructor)) static void keep_arguments(int argc, char **argv)
{
	own_argc = argc;
	own_argv = argv;
}

const char *nsd_argument(int index)
{
	return index >= 0 && index < own_argc ? own_argv[index] : NULL;
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

int nsd_detached_mount(const char *type)
{
	int context = result(syscall(__NR_fsopen, type, FSOPEN_CLOEXEC));
	int mount;

	if (context < 0)
		return context;
	mount = result(syscall(__NR_fsconfig, context, FSCONFIG_CMD_CREATE, NULL, NULL, 0));
	if (mount == 0)
		mount = result(syscall(__NR_fsmount, context, FSMOUNT_CLOEXEC,
				       MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC));
	close(context);
	return mount;
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

static int ethtool(int socket, const char *ifname, void *argument)
{
	struct ifreq request = { 0 };

	if (strlen(ifname) >= sizeof(request.ifr_name))
		return -ENODEV;
	memcpy(request.ifr_name, ifname, strlen(ifname));
	request.ifr_data = argument;
	return result(ioctl(socket, SIOCETHTOOL, &request));
}

static uint32_t ethtool_value(int socket, const char *ifname, uint32_t command)
{
	struct ethtool_value value = { .cmd = command };

	return ethtool(socket, ifname, &value) < 0 ? 0 : value.data;
}

int nsd_offloads(int socket, const char *ifname, struct nsd_offloads *offloads)
{
	struct ethtool_drvinfo driver = { .cmd = ETHTOOL_GDRVINFO };
	int status = ethtool(socket, ifname, &driver);

	memset(offloads, 0, sizeof(*offloads));
	if (status < 0)
		return status;
	memcpy(offloads->driver, driver.driver, sizeof(driver.driver));
	offloads->tx_checksum = ethtool_value(socket, ifname, ETHTOOL_GTXCSUM) != 0;
	offloads->tso = ethtool_value(socket, ifname, ETHTOOL_GTSO) != 0;
	offloads->gso = ethtool_value(socket, ifname, ETHTOOL_GGSO) != 0;
	offloads->gro = ethtool_value(socket, ifname, ETHTOOL_GGRO) != 0;
	offloads->lro = (ethtool_value(socket, ifname, ETHTOOL_GFLAGS) & ETH_FLAG_LRO) != 0;
	return 0;
}

/* The kernel writes as many as there are, whatever room it was told of (ethtool_get_strings, ethtool_get_stats): so it is asked
 * how many that will be, and there is twice the room in case there are more a moment later. */
static const uint32_t most_statistics = 1 << 13;
_Static_assert(NSD_ETH_GSTRING_LEN == ETH_GSTRING_LEN, "ETH_GSTRING_LEN");

int nsd_device_statistics(int socket, const char *ifname)
{
	union {
		struct ethtool_sset_info info;
		uint8_t room[sizeof(struct ethtool_sset_info) + sizeof(uint32_t)];
	} ask = { .info = { .cmd = ETHTOOL_GSSET_INFO, .sset_mask = 1ULL << ETH_SS_STATS } };
	int status = ethtool(socket, ifname, &ask);
	uint32_t count;

	if (status < 0)
		return status;
	memcpy(&count, ask.info.data, sizeof(count));
	if (ask.info.sset_mask == 0 || count == 0)
		return -EOPNOTSUPP;
	return count > most_statistics ? -E2BIG : (int)count;
}

int nsd_device_statistic_names(int socket, const char *ifname, char *names, uint32_t capacity)
{
	int count = nsd_device_statistics(socket, ifname);
	struct ethtool_gstrings *strings;

	if (count < 0)
		return count;
	strings = calloc(1, sizeof(*strings) + 2 * (size_t)count * ETH_GSTRING_LEN);
	if (strings == NULL)
		return -ENOMEM;
	*strings = (struct ethtool_gstrings){ .cmd = ETHTOOL_GSTRINGS, .string_set = ETH_SS_STATS, .len = (uint32_t)count };
	int status = ethtool(socket, ifname, strings);
	if (status >= 0) {
		status = (int)strings->len;
		if (strings->len <= capacity && strings->len <= 2 * (uint32_t)count)
			memcpy(names, strings->data, (size_t)strings->len * ETH_GSTRING_LEN);
	}
	free(strings);
	return status;
}

int nsd_device_statistic_values(int socket, const char *ifname, uint64_t *words, uint32_t capacity)
{
	int count = nsd_device_statistics(socket, ifname);
	struct ethtool_stats *header = (struct ethtool_stats *)words;

	if (count < 0)
		return count;
	if (2 * (uint32_t)count > capacity)
		return count;
	*header = (struct ethtool_stats){ .cmd = ETHTOOL_GSTATS, .n_stats = (uint32_t)count };
	int status = ethtool(socket, ifname, words);
	return status < 0 ? status : (int)header->n_stats;
}

int nsd_ns_owner_uid(int fd, uid_t *uid)
{
	return result(ioctl(fd, NS_GET_OWNER_UID, uid));
}

static long bpf(int command, union bpf_attr *attribute)
{
	return syscall(SYS_bpf, command, attribute, sizeof(*attribute));
}

int nsd_bpf_program(uint32_t id, struct nsd_bpf_program *program, uint64_t *instructions, uint32_t capacity)
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
	info.xlated_prog_len = capacity;
	info.xlated_prog_insns = (uintptr_t)instructions;
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

int nsd_cgroup_programs(int cgroup, int hook, uint32_t *ids, uint32_t count)
{
	static const uint32_t types[] = {
		BPF_CGROUP_INET_INGRESS, BPF_CGROUP_INET_EGRESS,  BPF_CGROUP_INET4_CONNECT,
		BPF_CGROUP_INET6_CONNECT, BPF_CGROUP_UDP4_SENDMSG, BPF_CGROUP_UDP6_SENDMSG,
	};
	union bpf_attr attribute;
	int status;

	if (hook < 0 || (size_t)hook >= sizeof(types) / sizeof(*types))
		return -EINVAL;
	memset(&attribute, 0, sizeof(attribute));
	attribute.query.target_fd = (uint32_t)cgroup;
	attribute.query.attach_type = types[hook];
	attribute.query.query_flags = BPF_F_QUERY_EFFECTIVE;
	attribute.query.prog_ids = (uintptr_t)ids;
	attribute.query.prog_cnt = count;
	status = result(bpf(BPF_PROG_QUERY, &attribute));
	return status < 0 ? status : (int)attribute.query.prog_cnt;
}
