// flows COUNT: makes so many established connections in this namespace's connection tracking, from 10.244.0.0/20 to
// 10.245.0.0/16:80. Their tuples do not repeat below 4,096 * 30,000.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nf_conntrack_tcp.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void die(const char *what) {
    perror(what);
    exit(1);
}

static void put_tuple(struct nlmsghdr *nlh, int type, uint32_t src, uint32_t dst, uint16_t sport, uint16_t dport) {
    struct nlattr *tuple = mnl_attr_nest_start(nlh, type);
    struct nlattr *part = mnl_attr_nest_start(nlh, CTA_TUPLE_IP);
    mnl_attr_put_u32(nlh, CTA_IP_V4_SRC, htonl(src));
    mnl_attr_put_u32(nlh, CTA_IP_V4_DST, htonl(dst));
    mnl_attr_nest_end(nlh, part);
    part = mnl_attr_nest_start(nlh, CTA_TUPLE_PROTO);
    mnl_attr_put_u8(nlh, CTA_PROTO_NUM, IPPROTO_TCP);
    mnl_attr_put_u16(nlh, CTA_PROTO_SRC_PORT, htons(sport));
    mnl_attr_put_u16(nlh, CTA_PROTO_DST_PORT, htons(dport));
    mnl_attr_nest_end(nlh, part);
    mnl_attr_nest_end(nlh, tuple);
}

static void put_flow(struct nlmsghdr *nlh, unsigned int number) {
    uint32_t src = 0x0af40001 + number % 4096, dst = 0x0af50000 + number % 65521;
    uint16_t sport = 30000 + number / 4096;
    nlh->nlmsg_type = NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_NEW;
    nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_CREATE | NLM_F_EXCL;
    struct nfgenmsg *header = mnl_nlmsg_put_extra_header(nlh, sizeof *header);
    header->nfgen_family = AF_INET;
    header->version = NFNETLINK_V0;
    put_tuple(nlh, CTA_TUPLE_ORIG, src, dst, sport, 80);
    put_tuple(nlh, CTA_TUPLE_REPLY, dst, src, 80, sport);
    mnl_attr_put_u32(nlh, CTA_STATUS, htonl(IPS_CONFIRMED | IPS_SEEN_REPLY | IPS_ASSURED));
    mnl_attr_put_u32(nlh, CTA_TIMEOUT, htonl(86400));
    struct nlattr *info = mnl_attr_nest_start(nlh, CTA_PROTOINFO);
    struct nlattr *tcp = mnl_attr_nest_start(nlh, CTA_PROTOINFO_TCP);
    mnl_attr_put_u8(nlh, CTA_PROTOINFO_TCP_STATE, TCP_CONNTRACK_ESTABLISHED);
    mnl_attr_nest_end(nlh, tcp);
    mnl_attr_nest_end(nlh, info);
}

int main(int argc, char **argv) {
    unsigned int count = argc == 2 ? strtoul(argv[1], NULL, 10) : 0;
    if (!count || count > 4096u * 30000u) {
        fprintf(stderr, "usage: flows COUNT\n");
        return 64;
    }
    struct mnl_socket *bus = mnl_socket_open2(NETLINK_NETFILTER, SOCK_CLOEXEC);
    if (!bus || mnl_socket_bind(bus, 0, MNL_SOCKET_AUTOPID) < 0) die("netlink");
    static char request[64 * 1024], answer[64 * 1024];
    for (unsigned int next = 0; next < count;) {
        char *end = request;
        struct nlmsghdr *nlh = NULL;
        while (next < count && end < request + sizeof request - 1024) {
            nlh = mnl_nlmsg_put_header(end);
            put_flow(nlh, next++);
            end += MNL_ALIGN(nlh->nlmsg_len);
        }
        // The last one of a batch is acknowledged: everything before it was taken, or an error comes first.
        nlh->nlmsg_flags |= NLM_F_ACK;
        if (mnl_socket_sendto(bus, request, end - request) < 0) die("send");
        ssize_t length = mnl_socket_recvfrom(bus, answer, sizeof answer);
        if (length < 0) die("receive");
        const struct nlmsghdr *m = (void *)answer;
        const struct nlmsgerr *error = mnl_nlmsg_get_payload(m);
        if (m->nlmsg_type == NLMSG_ERROR && error->error) {
            errno = -error->error;
            die("flow");
        }
    }
    return 0;
}
