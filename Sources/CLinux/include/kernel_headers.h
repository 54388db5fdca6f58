// The kernel's own constants and structs, so that Swift never retypes one.
#ifndef NSDOCTOR_KERNEL_HEADERS_H
#define NSDOCTOR_KERNEL_HEADERS_H

// First, so that the kernel headers see that glibc has defined the address structs already (libc-compat.h).
#include <netinet/in.h>

#include <linux/capability.h>
#include <linux/fib_rules.h>
#include <linux/filter.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_arp.h>
#include <linux/if_bridge.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/if_tun.h>
#include <linux/if_tunnel.h>
#include <linux/inet_diag.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/magic.h>
#include <linux/neighbour.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nf_tables_compat.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter_arp.h>
#include <linux/net_namespace.h>
#include <linux/netconf.h>
#include <linux/netlink.h>
#include <linux/nexthop.h>
#include <linux/nsfs.h>
#include <linux/openat2.h>
#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/tc_act/tc_gact.h>
#include <linux/tc_act/tc_mirred.h>
#include <linux/veth.h>
#include <linux/xfrm.h>

// Attributes that are younger than the oldest headers we build with (Linux 6.1); numbers of uapi never change.
enum {
	NSD_IFLA_DEVLINK_PORT = IFLA_ALLMULTI + 1,	/* Linux 6.2 */
	NSD_IFLA_GSO_IPV4_MAX_SIZE,		/* Linux 6.3 */
	NSD_IFLA_GRO_IPV4_MAX_SIZE,
	NSD_IFLA_DPLL_PIN,			/* Linux 6.7 */
	NSD_IFLA_MAX_PACING_OFFLOAD_HORIZON,	/* Linux 6.13 */
	NSD_IFLA_NETNS_IMMUTABLE,		/* Linux 6.15 */
	NSD_IFLA_HEADROOM,			/* seen in 6.18 */
	NSD_IFLA_TAILROOM,
};

enum {
	NSD_FRA_DSCP = FRA_DPORT_RANGE + 1,	/* u8, Linux 6.12 */
	NSD_FRA_FLOWLABEL,			/* be32, Linux 6.14 */
	NSD_FRA_FLOWLABEL_MASK,			/* be32 */
	NSD_FRA_SPORT_MASK,			/* u16, Linux 6.15 */
	NSD_FRA_DPORT_MASK,			/* u16 */
	NSD_FRA_DSCP_MASK,			/* u8 */
};

enum {
	NSD_NFT_PAYLOAD_TUN_HEADER = NFT_PAYLOAD_INNER_HEADER + 1,	/* Linux 6.2 */
	NSD_NFT_META_BRI_BROUTE = NFT_META_SDIFNAME + 1,		/* Linux 6.5 */
	NSD_NFT_BITWISE_AND = NFT_BITWISE_RSHIFT + 1,			/* Linux 6.13 */
	NSD_NFT_BITWISE_OR,
	NSD_NFT_BITWISE_XOR,
	NSD_NFTA_DEVICE_PREFIX = NFTA_DEVICE_NAME + 1,			/* Linux 6.16 */
};

enum nsd_bitwise_attributes {
	NSD_NFTA_BITWISE_SREG2 = NFTA_BITWISE_DATA + 1,			/* Linux 6.13 */
};

// Macros that Swift cannot import, since they call another macro or cast.
static const __be16 NSD_GRE_KEY = GRE_KEY;
static const __u32 NSD_TC_H_INGRESS = TC_H_INGRESS;
static const __u32 NSD_TC_H_CLSACT_INGRESS = TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS);
static const __u32 NSD_TC_H_CLSACT_EGRESS = TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_EGRESS);

#endif
