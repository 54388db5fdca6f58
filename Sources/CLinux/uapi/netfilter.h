// nf_tables and conntrack since Linux 5.10. rtnetlink.h says how this folder is written.
#ifndef NSDOCTOR_UAPI_NETFILTER_H
#define NSDOCTOR_UAPI_NETFILTER_H

// linux/netfilter.h
enum {
	NSD_NF_NETDEV_EGRESS = 1,			/* Linux 5.16 */
};

// linux/netfilter/nf_tables.h: attributes
enum nsd_nft_attributes {
	NSD_NFTA_TABLE_OWNER = 7,			/* Linux 5.12 */
	NSD_NFTA_DEVICE_PREFIX = 2,			/* Linux 6.16 */
	NSD_NFTA_SET_EXPRESSIONS = 18,			/* Linux 5.11 */
	NSD_NFTA_SET_ELEM_EXPRESSIONS = 11,		/* Linux 5.11 */
	NSD_NFTA_DYNSET_EXPRESSIONS = 10,		/* Linux 5.11 */
	NSD_NFTA_SOCKET_LEVEL = 3,			/* Linux 5.13 */
	NSD_NFTA_LAST_SET = 1,				/* Linux 5.14 */
	NSD_NFTA_LAST_MSECS = 2,			/* Linux 5.14 */
	NSD_NFTA_BITWISE_SREG2 = 8,			/* Linux 6.13 */
};

// linux/netfilter/nf_tables.h: values
enum {
	NSD_NFT_META_IFTYPE = 8,			/* NFT_META_IIFTYPE in Linux 5.10 */
	NSD_NFT_META_BRI_BROUTE = 35,			/* Linux 6.4 */
	NSD_NFT_SET_ELEM_CATCHALL = 2,			/* Linux 5.13 */
	NSD_NFT_SOCKET_CGROUPV2 = 3,			/* Linux 5.13 */
	NSD_NFT_EXTHDR_OP_SCTP = 3,			/* Linux 5.14 */
	NSD_NFT_EXTHDR_OP_DCCP = 4,			/* Linux 6.5 */
	NSD_NFT_PAYLOAD_INNER_HEADER = 3,		/* Linux 5.16 */
	NSD_NFT_PAYLOAD_TUN_HEADER = 4,			/* Linux 6.2 */
	NSD_NFT_BITWISE_MASK_XOR = 0,			/* NFT_BITWISE_BOOL before Linux 6.13 */
	NSD_NFT_BITWISE_AND = 3,			/* Linux 6.13 */
	NSD_NFT_BITWISE_OR = 4,				/* Linux 6.13 */
	NSD_NFT_BITWISE_XOR = 5,			/* Linux 6.13 */
};

// linux/netfilter/nfnetlink_conntrack.h
enum {
	NSD_CTA_STATS_CHAIN_TOOLONG = 15,		/* Linux 5.15 */
};

#endif
