#define _GNU_SOURCE
#include "include/probe.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/socket.h>

#include <linux/errqueue.h>
#include <linux/icmp.h>
#include <linux/in6.h>

_Static_assert(NSD_PMTUDISC_PROBE == IP_PMTUDISC_PROBE, "IP_PMTUDISC_PROBE");
_Static_assert(NSD_PMTUDISC_PROBE == IPV6_PMTUDISC_PROBE, "IPV6_PMTUDISC_PROBE");
_Static_assert(NSD_ICMP_FILTER == ICMP_FILTER, "ICMP_FILTER");
_Static_assert(NSD_SOL_RAW == SOL_RAW, "SOL_RAW");

static void take_offender(struct nsd_socket_error *error, const struct sock_extended_err *found)
{
	const struct sockaddr *offender = SO_EE_OFFENDER(found);

	error->family = 0;
	if (offender->sa_family == AF_INET) {
		const struct sockaddr_in *address = (const struct sockaddr_in *)offender;

		memcpy(error->offender, &address->sin_addr, sizeof(address->sin_addr));
		error->family = AF_INET;
	} else if (offender->sa_family == AF_INET6) {
		const struct sockaddr_in6 *address = (const struct sockaddr_in6 *)offender;

		memcpy(error->offender, &address->sin6_addr, sizeof(address->sin6_addr));
		error->family = AF_INET6;
	}
}

int nsd_next_socket_error(int socket, struct nsd_socket_error *error)
{
	char control[512];
	struct iovec part = { .iov_base = error->quoted, .iov_len = sizeof(error->quoted) };
	struct msghdr message = {
		.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control)
	};
	ssize_t length = recvmsg(socket, &message, MSG_ERRQUEUE | MSG_DONTWAIT);

	if (length < 0)
		return errno == EAGAIN ? 0 : -errno;
	error->length = length;
	for (struct cmsghdr *part = CMSG_FIRSTHDR(&message); part; part = CMSG_NXTHDR(&message, part)) {
		int is_error = (part->cmsg_level == IPPROTO_IP && part->cmsg_type == IP_RECVERR) ||
			       (part->cmsg_level == IPPROTO_IPV6 && part->cmsg_type == IPV6_RECVERR);
		const struct sock_extended_err *found = (const struct sock_extended_err *)CMSG_DATA(part);

		// The offender stands behind it.
		if (!is_error || part->cmsg_len < CMSG_LEN(sizeof(*found) + sizeof(struct sockaddr_in)))
			continue;
		error->code = found->ee_errno;
		error->origin = found->ee_origin;
		error->type = found->ee_type;
		error->icmp_code = found->ee_code;
		error->info = found->ee_info;
		take_offender(error, found);
		return 1;
	}
	return -EBADMSG;
}

int nsd_become_for_files(uid_t user, gid_t group)
{
	uid_t old_user = setfsuid(-1);
	gid_t old_group = setfsgid(-1);

	// Each says what was before, whether or not it did anything. The group first: the user may be all that allows it.
	setfsgid(group);
	setfsuid(user);
	if ((gid_t)setfsgid(-1) == group && (uid_t)setfsuid(-1) == user)
		return 0;
	setfsuid(old_user);
	setfsgid(old_group);
	return -EPERM;
}

int nsd_tcp_retransmits(int socket)
{
	struct tcp_info info = { 0 };
	socklen_t size = sizeof(info);

	return getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) < 0 ? -errno : (int)info.tcpi_total_retrans;
}
