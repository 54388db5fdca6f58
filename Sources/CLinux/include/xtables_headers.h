// What iptables rules look like in the kernel: entries, matches and targets.
#ifndef NSDOCTOR_XTABLES_HEADERS_H
#define NSDOCTOR_XTABLES_HEADERS_H

// First, as in kernel_headers.h.
#include <netinet/in.h>
#include <stddef.h>

#include <linux/if.h>
#include <linux/limits.h>
#include <linux/netfilter.h>
#include <linux/netfilter/ipset/ip_set.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nf_nat.h>
#include <linux/netfilter/x_tables.h>
#include <linux/netfilter/xt_AUDIT.h>
#include <linux/netfilter/xt_CHECKSUM.h>
#include <linux/netfilter/xt_CLASSIFY.h>
#include <linux/netfilter/xt_CT.h>
#include <linux/netfilter/xt_DSCP.h>
#include <linux/netfilter/xt_LOG.h>
#include <linux/netfilter/xt_NFLOG.h>
#include <linux/netfilter/xt_NFQUEUE.h>
#include <linux/netfilter/xt_TCPMSS.h>
#include <linux/netfilter/xt_TPROXY.h>
#include <linux/netfilter/xt_addrtype.h>
#include <linux/netfilter/xt_cgroup.h>
#include <linux/netfilter/xt_comment.h>
#include <linux/netfilter/xt_connbytes.h>
#include <linux/netfilter/xt_connlimit.h>
#include <linux/netfilter/xt_connmark.h>
#include <linux/netfilter/xt_conntrack.h>
#include <linux/netfilter/xt_cpu.h>
#include <linux/netfilter/xt_devgroup.h>
#include <linux/netfilter/xt_dscp.h>
#include <linux/netfilter/xt_ecn.h>
#include <linux/netfilter/xt_esp.h>
#include <linux/netfilter/xt_hashlimit.h>
#include <linux/netfilter/xt_helper.h>
#include <linux/netfilter/xt_iprange.h>
#include <linux/netfilter/xt_length.h>
#include <linux/netfilter/xt_limit.h>
#include <linux/netfilter/xt_mac.h>
#include <linux/netfilter/xt_mark.h>
#include <linux/netfilter/xt_multiport.h>
#include <linux/netfilter/xt_owner.h>
#include <linux/netfilter/xt_physdev.h>
#include <linux/netfilter/xt_pkttype.h>
#include <linux/netfilter/xt_policy.h>
#include <linux/netfilter/xt_quota.h>
#include <linux/netfilter/xt_realm.h>
#include <linux/netfilter/xt_recent.h>
#include <linux/netfilter/xt_rpfilter.h>
#include <linux/netfilter/xt_sctp.h>
#include <linux/netfilter/xt_set.h>
#include <linux/netfilter/xt_socket.h>
#include <linux/netfilter/xt_state.h>
#include <linux/netfilter/xt_statistic.h>
#include <linux/netfilter/xt_tcpmss.h>
#include <linux/netfilter/xt_tcpudp.h>
#include <linux/netfilter/xt_time.h>
#include <linux/netfilter_arp/arp_tables.h>
#include <linux/netfilter_ipv4/ip_tables.h>
#include <linux/netfilter_ipv4/ipt_REJECT.h>
#include <linux/netfilter_ipv4/ipt_TTL.h>
#include <linux/netfilter_ipv4/ipt_ah.h>
// The match and the target of this name have the same include guard.
#undef _IPT_TTL_H
#include <linux/netfilter_ipv4/ipt_ttl.h>
#include <linux/netfilter_ipv6/ip6_tables.h>
#include <linux/netfilter_ipv6/ip6t_HL.h>
#include <linux/netfilter_ipv6/ip6t_REJECT.h>
#include <linux/netfilter_ipv6/ip6t_ah.h>
#include <linux/netfilter_ipv6/ip6t_hl.h>

// Where texts and unions lie: Swift has neither for arrays of char.
enum {
	NSD_XT_ENTRY_NAME = offsetof(struct xt_entry_match, u.user.name),
	NSD_XT_ENTRY_REVISION = offsetof(struct xt_entry_match, u.user.revision),
	NSD_XT_ENTRY_DATA = sizeof(struct xt_entry_match),
	NSD_XT_ERROR_NAME = offsetof(struct xt_error_target, errorname),
	NSD_XT_STANDARD_VERDICT = offsetof(struct xt_standard_target, verdict),

	NSD_IPT_ENTRY = sizeof(struct ipt_entry),
	NSD_IPT_TARGET_OFFSET = offsetof(struct ipt_entry, target_offset),
	NSD_IPT_NEXT_OFFSET = offsetof(struct ipt_entry, next_offset),
	NSD_IPT_COUNTERS = offsetof(struct ipt_entry, counters),
	NSD_IPT_INIFACE = offsetof(struct ipt_entry, ip.iniface),
	NSD_IPT_OUTIFACE = offsetof(struct ipt_entry, ip.outiface),
	NSD_IPT_INIFACE_MASK = offsetof(struct ipt_entry, ip.iniface_mask),
	NSD_IPT_OUTIFACE_MASK = offsetof(struct ipt_entry, ip.outiface_mask),

	NSD_IP6T_ENTRY = sizeof(struct ip6t_entry),
	NSD_IP6T_TARGET_OFFSET = offsetof(struct ip6t_entry, target_offset),
	NSD_IP6T_NEXT_OFFSET = offsetof(struct ip6t_entry, next_offset),
	NSD_IP6T_COUNTERS = offsetof(struct ip6t_entry, counters),
	NSD_IP6T_PROTO = offsetof(struct ip6t_entry, ipv6.proto),
	NSD_IP6T_FLAGS = offsetof(struct ip6t_entry, ipv6.flags),
	NSD_IP6T_INVFLAGS = offsetof(struct ip6t_entry, ipv6.invflags),
	NSD_IP6T_SRC = offsetof(struct ip6t_entry, ipv6.src),
	NSD_IP6T_DST = offsetof(struct ip6t_entry, ipv6.dst),
	NSD_IP6T_SMSK = offsetof(struct ip6t_entry, ipv6.smsk),
	NSD_IP6T_DMSK = offsetof(struct ip6t_entry, ipv6.dmsk),
	NSD_IP6T_INIFACE = offsetof(struct ip6t_entry, ipv6.iniface),
	NSD_IP6T_OUTIFACE = offsetof(struct ip6t_entry, ipv6.outiface),
	NSD_IP6T_INIFACE_MASK = offsetof(struct ip6t_entry, ipv6.iniface_mask),
	NSD_IP6T_OUTIFACE_MASK = offsetof(struct ip6t_entry, ipv6.outiface_mask),

	NSD_CONNTRACK_EXPIRES_MIN = offsetof(struct xt_conntrack_mtinfo3, expires_min),
	NSD_CONNTRACK_EXPIRES_MAX = offsetof(struct xt_conntrack_mtinfo3, expires_max),
	NSD_CONNTRACK_L4PROTO = offsetof(struct xt_conntrack_mtinfo3, l4proto),
	NSD_CONNTRACK_ORIGSRC_PORT = offsetof(struct xt_conntrack_mtinfo3, origsrc_port),
	NSD_CONNTRACK_ORIGDST_PORT = offsetof(struct xt_conntrack_mtinfo3, origdst_port),
	NSD_CONNTRACK_REPLSRC_PORT = offsetof(struct xt_conntrack_mtinfo3, replsrc_port),
	NSD_CONNTRACK_REPLDST_PORT = offsetof(struct xt_conntrack_mtinfo3, repldst_port),
	NSD_CONNTRACK_MATCH_FLAGS = offsetof(struct xt_conntrack_mtinfo3, match_flags),
	NSD_CONNTRACK_INVERT_FLAGS = offsetof(struct xt_conntrack_mtinfo3, invert_flags),
	NSD_CONNTRACK_STATE_MASK = offsetof(struct xt_conntrack_mtinfo3, state_mask),
	NSD_CONNTRACK_STATUS_MASK = offsetof(struct xt_conntrack_mtinfo3, status_mask),
	NSD_CONNTRACK_ORIGSRC_PORT_HIGH = offsetof(struct xt_conntrack_mtinfo3, origsrc_port_high),
	NSD_CONNTRACK_ORIGDST_PORT_HIGH = offsetof(struct xt_conntrack_mtinfo3, origdst_port_high),
	NSD_CONNTRACK_REPLSRC_PORT_HIGH = offsetof(struct xt_conntrack_mtinfo3, replsrc_port_high),
	NSD_CONNTRACK_REPLDST_PORT_HIGH = offsetof(struct xt_conntrack_mtinfo3, repldst_port_high),
	NSD_CONNTRACK_ORIGSRC_ADDR = offsetof(struct xt_conntrack_mtinfo3, origsrc_addr),
	NSD_CONNTRACK_ORIGSRC_MASK = offsetof(struct xt_conntrack_mtinfo3, origsrc_mask),
	NSD_CONNTRACK_ORIGDST_ADDR = offsetof(struct xt_conntrack_mtinfo3, origdst_addr),
	NSD_CONNTRACK_ORIGDST_MASK = offsetof(struct xt_conntrack_mtinfo3, origdst_mask),
	NSD_CONNTRACK_REPLSRC_ADDR = offsetof(struct xt_conntrack_mtinfo3, replsrc_addr),
	NSD_CONNTRACK_REPLSRC_MASK = offsetof(struct xt_conntrack_mtinfo3, replsrc_mask),
	NSD_CONNTRACK_REPLDST_ADDR = offsetof(struct xt_conntrack_mtinfo3, repldst_addr),
	NSD_CONNTRACK_REPLDST_MASK = offsetof(struct xt_conntrack_mtinfo3, repldst_mask),
	NSD_CONNTRACK1_STATUS_MASK = offsetof(struct xt_conntrack_mtinfo1, status_mask),
	NSD_CONNTRACK1_SIZE = sizeof(struct xt_conntrack_mtinfo1),
	NSD_CONNTRACK2_SIZE = sizeof(struct xt_conntrack_mtinfo2),
	NSD_CONNTRACK3_SIZE = sizeof(struct xt_conntrack_mtinfo3),
	NSD_IPRANGE_SRC_MIN = offsetof(struct xt_iprange_mtinfo, src_min),
	NSD_IPRANGE_SRC_MAX = offsetof(struct xt_iprange_mtinfo, src_max),
	NSD_IPRANGE_DST_MIN = offsetof(struct xt_iprange_mtinfo, dst_min),
	NSD_IPRANGE_DST_MAX = offsetof(struct xt_iprange_mtinfo, dst_max),
	NSD_IPRANGE_FLAGS = offsetof(struct xt_iprange_mtinfo, flags),

	NSD_ECN_OPERATION = offsetof(struct xt_ecn_info, operation),
	NSD_ECN_INVERT = offsetof(struct xt_ecn_info, invert),
	NSD_ECN_IP_ECT = offsetof(struct xt_ecn_info, ip_ect),
	NSD_PHYSDEV_OUT = offsetof(struct xt_physdev_info, physoutdev),
	NSD_PHYSDEV_IN_MASK = offsetof(struct xt_physdev_info, in_mask),
	NSD_PHYSDEV_OUT_MASK = offsetof(struct xt_physdev_info, out_mask),
	NSD_STATISTIC_MODE = offsetof(struct xt_statistic_info, mode),
	NSD_STATISTIC_FLAGS = offsetof(struct xt_statistic_info, flags),
	NSD_STATISTIC_U = offsetof(struct xt_statistic_info, u),
	NSD_STATISTIC_PACKET = offsetof(struct xt_statistic_info, u.nth.packet),
	NSD_RECENT_NAME = offsetof(struct xt_recent_mtinfo, name),
	NSD_RECENT_MASK = offsetof(struct xt_recent_mtinfo_v1, mask),
	NSD_HELPER_NAME = offsetof(struct xt_helper_info, name),
	NSD_HASHLIMIT1_CFG = offsetof(struct xt_hashlimit_mtinfo1, cfg),
	NSD_HASHLIMIT2_CFG = offsetof(struct xt_hashlimit_mtinfo2, cfg),
	NSD_HASHLIMIT3_CFG = offsetof(struct xt_hashlimit_mtinfo3, cfg),
	NSD_CGROUP_PATH = offsetof(struct xt_cgroup_info_v2, path),
	NSD_CGROUP1_CLASSID = offsetof(struct xt_cgroup_info_v1, classid),
	NSD_CGROUP1_SIZE = sizeof(struct xt_cgroup_info_v1),
	NSD_CGROUP2_SIZE = sizeof(struct xt_cgroup_info_v2),
	NSD_POLICY_FLAGS = offsetof(struct xt_policy_info, flags),
	NSD_POLICY_LEN = offsetof(struct xt_policy_info, len),
	NSD_CONNLIMIT_LIMIT = offsetof(struct xt_connlimit_info, limit),
	NSD_CONNLIMIT_FLAGS = offsetof(struct xt_connlimit_info, flags),
	NSD_SET0_FLAGS = offsetof(struct xt_set_info_v0, u),
	NSD_SET0_SIZE = sizeof(struct xt_set_info_v0),

	NSD_CT_HELPER = offsetof(struct xt_ct_target_info_v1, helper),
	NSD_CT_TIMEOUT = offsetof(struct xt_ct_target_info_v1, timeout),
	NSD_CT_TIMEOUT_END = offsetof(struct xt_ct_target_info_v1, timeout) + sizeof(((struct xt_ct_target_info_v1 *)0)->timeout),
	NSD_LOG_PREFIX = offsetof(struct xt_log_info, prefix),
	NSD_NFLOG_PREFIX = offsetof(struct xt_nflog_info, prefix),
	NSD_NAT4_RANGE = offsetof(struct nf_nat_ipv4_multi_range_compat, range),
	NSD_NAT4_MIN_IP = offsetof(struct nf_nat_ipv4_range, min_ip),
	NSD_NAT4_MAX_IP = offsetof(struct nf_nat_ipv4_range, max_ip),
	NSD_NAT4_MIN = offsetof(struct nf_nat_ipv4_range, min),
	NSD_NAT4_MAX = offsetof(struct nf_nat_ipv4_range, max),
	NSD_NAT_MIN_ADDR = offsetof(struct nf_nat_range2, min_addr),
	NSD_NAT_MAX_ADDR = offsetof(struct nf_nat_range2, max_addr),
	NSD_NAT_MIN_PROTO = offsetof(struct nf_nat_range2, min_proto),
	NSD_NAT_MAX_PROTO = offsetof(struct nf_nat_range2, max_proto),
	NSD_NAT_BASE_PROTO = offsetof(struct nf_nat_range2, base_proto),
	NSD_TPROXY_ADDR = offsetof(struct xt_tproxy_target_info_v1, laddr),
	NSD_TPROXY_PORT = offsetof(struct xt_tproxy_target_info_v1, lport),
	NSD_TPROXY0_PORT = offsetof(struct xt_tproxy_target_info, lport),
};

// Macros that Swift cannot import.
enum {
	NSD_XT_RETURN = XT_RETURN,
	NSD_XT_ACCEPT = -NF_ACCEPT - 1,
	NSD_XT_DROP = -NF_DROP - 1,
	NSD_XT_QUEUE = -NF_QUEUE - 1,
};

#endif
