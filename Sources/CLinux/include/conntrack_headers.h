// Conntrack and ipset over nfnetlink.
#ifndef NSDOCTOR_CONNTRACK_HEADERS_H
#define NSDOCTOR_CONNTRACK_HEADERS_H

#include <netinet/in.h>

#include <linux/netfilter/ipset/ip_set.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>

// CTA_FILTER_FLAG of the kernel's own nf_internals.h (Linux 5.8), which uapi does not have.
enum {
	NSD_CTA_FILTER_IP_SRC = 1 << 0,
	NSD_CTA_FILTER_IP_DST = 1 << 1,
};

#endif
