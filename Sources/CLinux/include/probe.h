// What probes need of sockets, and Swift does not see: the queue of errors, and files of another user.
#ifndef NSDOCTOR_PROBE_H
#define NSDOCTOR_PROBE_H

#include <stdint.h>
#include <sys/types.h>

enum {
	/// IP_PMTUDISC_PROBE and IPV6_PMTUDISC_PROBE: never cut, and never mind what is known of the path.
	NSD_PMTUDISC_PROBE = 3,
	/// IPV6_DONTFRAG of linux/in6.h, which steps back behind glibc's.
	NSD_IPV6_DONTFRAG = 62,
	/// ICMP_FILTER and ICMPV6_FILTER of raw sockets.
	NSD_ICMP_FILTER = 1,
	NSD_ICMPV6_FILTER = 1,
	NSD_SOL_RAW = 255,
};

/// One entry of a socket's queue of errors (IP_RECVERR, IPV6_RECVERR): struct sock_extended_err, who sent it, and the
/// beginning of what it is about.
struct nsd_socket_error {
	/// errno
	int32_t code;
	/// SO_EE_ORIGIN_LOCAL 1, _ICMP 2, _ICMP6 3
	uint8_t origin;
	uint8_t type, icmp_code;
	/// AF_INET or AF_INET6, 0 where nobody is said to have sent it.
	uint8_t family;
	/// Of packets that are too big: what fits.
	uint32_t info;
	uint8_t offender[16];
	/// From the transport's header on.
	uint32_t length;
	uint8_t quoted[64];
};

/// 1 with the next entry, 0 where there is none, -errno.
int nsd_next_socket_error(int socket, struct nsd_socket_error *error);

/// setfsuid(2) and setfsgid(2): sockets that the thread makes then are that user's, as rules and routing see them. Returns 0
/// or -EPERM, with nothing changed.
int nsd_become_for_files(uid_t user, gid_t group);

/// SYNs of a connection that were sent again, by TCP_INFO; -errno.
int nsd_tcp_retransmits(int socket);

#endif
