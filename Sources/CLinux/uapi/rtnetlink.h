// Links, addresses, neighbors, rules, nexthops: what rtnetlink has learned since Linux 5.10.
//
// How this folder is written: the kernel's name behind NSD_ (nsd_ for structs), its number, and the Linux that brought
// it. Numbers of uapi never change, so each is written out and leans on no name of the system's headers, which may be
// older or newer than this list. scripts/check-headers compares every line with the newest headers to be had.
#ifndef NSDOCTOR_UAPI_RTNETLINK_H
#define NSDOCTOR_UAPI_RTNETLINK_H

#include <linux/types.h>

// linux/if_link.h
enum {
	NSD_IFLA_PARENT_DEV_NAME = 56,			/* Linux 5.14 */
	NSD_IFLA_PARENT_DEV_BUS_NAME = 57,		/* Linux 5.14 */
	NSD_IFLA_GRO_MAX_SIZE = 58,			/* Linux 5.17 */
	NSD_IFLA_TSO_MAX_SIZE = 59,			/* Linux 5.19 */
	NSD_IFLA_TSO_MAX_SEGS = 60,			/* Linux 5.19 */
	NSD_IFLA_ALLMULTI = 61,				/* Linux 6.0 */
	NSD_IFLA_DEVLINK_PORT = 62,			/* Linux 6.2 */
	NSD_IFLA_GSO_IPV4_MAX_SIZE = 63,		/* Linux 6.3 */
	NSD_IFLA_GRO_IPV4_MAX_SIZE = 64,		/* Linux 6.3 */
	NSD_IFLA_DPLL_PIN = 65,				/* Linux 6.7 */
	NSD_IFLA_MAX_PACING_OFFLOAD_HORIZON = 66,	/* Linux 6.13 */
	NSD_IFLA_NETNS_IMMUTABLE = 67,			/* Linux 6.15 */
	NSD_IFLA_HEADROOM = 68,				/* Linux 6.18 */
	NSD_IFLA_TAILROOM = 69,				/* Linux 6.18 */
};

enum {
	NSD_IFLA_BRPORT_LOCKED = 39,			/* Linux 5.18 */
};

// It has grown twice at its end.
struct nsd_rtnl_link_stats64 {
	__u64 rx_packets;
	__u64 tx_packets;
	__u64 rx_bytes;
	__u64 tx_bytes;
	__u64 rx_errors;
	__u64 tx_errors;
	__u64 rx_dropped;
	__u64 tx_dropped;
	__u64 multicast;
	__u64 collisions;
	__u64 rx_length_errors;
	__u64 rx_over_errors;
	__u64 rx_crc_errors;
	__u64 rx_frame_errors;
	__u64 rx_fifo_errors;
	__u64 rx_missed_errors;
	__u64 tx_aborted_errors;
	__u64 tx_carrier_errors;
	__u64 tx_fifo_errors;
	__u64 tx_heartbeat_errors;
	__u64 tx_window_errors;
	__u64 rx_compressed;
	__u64 tx_compressed;
	__u64 rx_nohandler;	/* Linux 4.6 */
	__u64 rx_otherhost_dropped;	/* Linux 5.19 */
};

// linux/if_addr.h
enum {
	NSD_IFA_PROTO = 11,				/* u8, Linux 5.18 */
};

// linux/neighbour.h
enum {
	NSD_NDA_FLAGS_EXT = 15,				/* Linux 5.16 */
};

// linux/fib_rules.h
enum {
	NSD_FRA_DSCP = 25,				/* u8, Linux 6.12 */
	NSD_FRA_FLOWLABEL = 26,				/* be32, Linux 6.14 */
	NSD_FRA_FLOWLABEL_MASK = 27,			/* be32, Linux 6.14 */
	NSD_FRA_SPORT_MASK = 28,			/* u16, Linux 6.15 */
	NSD_FRA_DPORT_MASK = 29,			/* u16, Linux 6.15 */
	NSD_FRA_DSCP_MASK = 30,				/* u8, Linux 6.15 */
};

// linux/nexthop.h
struct nsd_nexthop_grp {
	__u32 id;
	__u8 weight;
	__u8 weight_high;	/* Linux 6.12; resvd1 and zero before */
	__u16 resvd2;
};

// linux/netlink.h
enum {
	NSD_NLMSGERR_ATTR_MISS_TYPE = 5,		/* Linux 6.1 */
};

#endif
