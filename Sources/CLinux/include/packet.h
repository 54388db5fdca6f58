// Packet sockets (packet(7)) and libpcap, of which only the filter language is used. libpcap is looked for when somebody
// captures: programs run, and are built, without it.
#ifndef NSDOCTOR_PACKET_H
#define NSDOCTOR_PACKET_H

#include <stdint.h>
#include <signal.h>
#include <sys/types.h>

#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>

// Enumerators and sizes that Swift does not see as numbers.
enum {
	NSD_TPACKET_V3 = TPACKET_V3,
	NSD_SOCK_RAW = 3,
	NSD_SOL_NETLINK = 270,
	// Behind each packet's header in the ring stands its struct sockaddr_ll.
	NSD_TPACKET3_ADDRESS = TPACKET_ALIGN(sizeof(struct tpacket3_hdr)),
};

/// struct tpacket3_hdr without its padding and its union, which Swift cannot read.
struct nsd_tpacket3_hdr {
	uint32_t next_offset, sec, nsec, snaplen, len, status;
	uint16_t mac, net;
	uint32_t rxhash, vlan_tci;
	uint16_t vlan_tpid;
};

/// The kernel and we hand blocks of a ring to each other by one number.
uint32_t nsd_load_acquire(const uint32_t *place);
void nsd_store_release(uint32_t *place, uint32_t value);

/// ARPHRD_* of a link of the socket's namespace, or -errno.
int nsd_link_type(int socket, const char *ifname);

/// signalfd(2) for signals that the caller has blocked; -errno.
int nsd_signal_file(const sigset_t *signals);

/// struct bpf_program of libpcap: its instructions are the kernel's struct sock_filter.
struct nsd_filter_program {
	unsigned int length;
	struct sock_filter *instructions;
};

/// What is called of libpcap; all of it has been there since 1.0. A handle is a pcap_t.
struct nsd_libpcap {
	void *(*create)(const char *device, char *error);
	int (*set_snaplen)(void *handle, int bytes);
	int (*set_buffer_size)(void *handle, int bytes);
	int (*activate)(void *handle);
	void *(*open_dead)(int link_type, int snaplen);
	int (*lookupnet)(const char *device, uint32_t *network, uint32_t *mask, char *error);
	int (*compile)(void *handle, struct nsd_filter_program *program, const char *text, int optimize, uint32_t mask);
	void (*freecode)(struct nsd_filter_program *program);
	char *(*geterr)(void *handle);
	const char *(*statustostr)(int status);
	void (*close)(void *handle);
	const char *(*lib_version)(void);
};

enum {
	/// PCAP_ERRBUF_SIZE
	NSD_PCAP_ERROR_SIZE = 256,
	/// PCAP_ERROR: geterr says what.
	NSD_PCAP_ERROR = -1,
	/// DLT_RAW, which is not LINKTYPE_RAW.
	NSD_DLT_RAW = 12,
};

/// Looks for the library where the linker does, and keeps it. 1 if it is there, 0 if not.
int nsd_libpcap_open(struct nsd_libpcap *library);

/// Whoever becomes another user, or gives up capabilities, forgets PR_SET_PDEATHSIG: the process ends with its parent again.
int nsd_die_with_parent(void);

#endif
