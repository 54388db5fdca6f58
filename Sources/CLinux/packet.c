#define _GNU_SOURCE
#include "include/packet.h"

#include <dlfcn.h>
#include <errno.h>
#include <linux/if.h>
#include <linux/sockios.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

_Static_assert(NSD_SOCK_RAW == SOCK_RAW, "SOCK_RAW");
_Static_assert(NSD_SOL_NETLINK == SOL_NETLINK, "SOL_NETLINK");
_Static_assert(offsetof(struct nsd_tpacket3_hdr, status) == offsetof(struct tpacket3_hdr, tp_status), "tp_status");
_Static_assert(offsetof(struct nsd_tpacket3_hdr, mac) == offsetof(struct tpacket3_hdr, tp_mac), "tp_mac");
_Static_assert(offsetof(struct nsd_tpacket3_hdr, vlan_tpid) == offsetof(struct tpacket3_hdr, hv1.tp_vlan_tpid), "tpid");

uint32_t nsd_load_acquire(const uint32_t *place)
{
	return __atomic_load_n(place, __ATOMIC_ACQUIRE);
}

void nsd_store_release(uint32_t *place, uint32_t value)
{
	__atomic_store_n(place, value, __ATOMIC_RELEASE);
}

int nsd_link_type(int socket, const char *ifname)
{
	struct ifreq request = { 0 };

	if (strlen(ifname) >= sizeof(request.ifr_name))
		return -ENODEV;
	memcpy(request.ifr_name, ifname, strlen(ifname));
	return ioctl(socket, SIOCGIFHWADDR, &request) < 0 ? -errno : request.ifr_hwaddr.sa_family;
}

int nsd_signal_file(const sigset_t *signals)
{
	int file = signalfd(-1, signals, SFD_CLOEXEC | SFD_NONBLOCK);

	return file < 0 ? -errno : file;
}

int nsd_libpcap_open(struct nsd_libpcap *library)
{
	// Debian's name for it, and that of everybody else.
	void *file = dlopen("libpcap.so.0.8", RTLD_NOW | RTLD_LOCAL);

	if (!file)
		file = dlopen("libpcap.so.1", RTLD_NOW | RTLD_LOCAL);
	if (!file)
		return 0;
#define FIND(name) (library->name = (__typeof__(library->name))dlsym(file, "pcap_" #name))
	return FIND(create) && FIND(set_snaplen) && FIND(set_buffer_size) && FIND(activate) && FIND(open_dead) &&
	       FIND(lookupnet) && FIND(compile) && FIND(freecode) && FIND(geterr) && FIND(statustostr) && FIND(close) &&
	       FIND(lib_version);
#undef FIND
}

int nsd_die_with_parent(void)
{
	return prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 ? -errno : 0;
}
