// The kernel's own constants and structs, so that Swift never retypes one. Names that the headers of Linux 5.10 lack are
// in uapi/, so that any later headers do.
#ifndef NSDOCTOR_KERNEL_HEADERS_H
#define NSDOCTOR_KERNEL_HEADERS_H

// First, so that the kernel headers see that glibc has defined the address structs already (libc-compat.h).
#include <netinet/in.h>
// Glibc's, since the kernel's own defines the same structs.
#include <netinet/tcp.h>
#include <stddef.h>

#include <linux/capability.h>
#include <linux/fib_rules.h>
#include <linux/filter.h>
#include <linux/gen_stats.h>
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
#include <linux/ip6_tunnel.h>
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
#include <linux/wireguard.h>
#include <linux/xfrm.h>

// struct tcp_info is the same in both; what is beyond glibc's has been added since.
enum { NSD_TCP_INFO_TOTAL_RETRANS = offsetof(struct tcp_info, tcpi_total_retrans) };

// Macros that Swift cannot import, since they call another macro or cast.
static const __be16 NSD_GRE_KEY = GRE_KEY;
static const __be16 NSD_GRE_CSUM = GRE_CSUM;
static const __be16 NSD_GRE_SEQ = GRE_SEQ;
static const __u32 NSD_TC_H_INGRESS = TC_H_INGRESS;
static const __u32 NSD_TC_H_INGRESS_QDISC = TC_H_MAJ(TC_H_INGRESS);
static const __u32 NSD_TC_H_CLSACT_INGRESS = TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS);
static const __u32 NSD_TC_H_CLSACT_EGRESS = TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_EGRESS);

#endif
