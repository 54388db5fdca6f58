// dump rules | flows: everything that the kernel has of nf_tables (generation, tables, chains, rules, sets and each set's
// elements), or of connection tracking, in this namespace, without parsing it. No program that reads all can be quicker.
#define _GNU_SOURCE
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char buffer[256 * 1024];
static unsigned long messages, bytes;
static struct mnl_socket *bus;

struct set {
    unsigned char family;
    char table[256], name[256];
};
static struct set *sets;
static size_t setCount, setSpace;

static void die(const char *what) {
    perror(what);
    exit(1);
}

static void remember(const struct nlmsghdr *m) {
    if (setCount == setSpace) {
        setSpace = setSpace ? 2 * setSpace : 1024;
        sets = realloc(sets, setSpace * sizeof *sets);
        if (!sets) die("realloc");
    }
    struct set *set = &sets[setCount++];
    set->family = ((const struct nfgenmsg *)mnl_nlmsg_get_payload(m))->nfgen_family;
    const struct nlattr *attribute;
    mnl_attr_for_each(attribute, m, sizeof(struct nfgenmsg)) {
        char *place = NULL;
        if (mnl_attr_get_type(attribute) == NFTA_SET_TABLE) place = set->table;
        if (mnl_attr_get_type(attribute) == NFTA_SET_NAME) place = set->name;
        if (place) snprintf(place, sizeof set->name, "%s", mnl_attr_get_str(attribute));
    }
}

static void ask(int subsystem, int type, int flags, const struct set *set, void (*each)(const struct nlmsghdr *)) {
    static unsigned int sequence;
    char request[1024];
    struct nlmsghdr *nlh = mnl_nlmsg_put_header(request);
    nlh->nlmsg_type = subsystem << 8 | type;
    nlh->nlmsg_flags = NLM_F_REQUEST | flags;
    nlh->nlmsg_seq = ++sequence;
    struct nfgenmsg *header = mnl_nlmsg_put_extra_header(nlh, sizeof *header);
    header->nfgen_family = set ? set->family : AF_UNSPEC;
    header->version = NFNETLINK_V0;
    header->res_id = 0;
    if (set) {
        mnl_attr_put_strz(nlh, NFTA_SET_ELEM_LIST_TABLE, set->table);
        mnl_attr_put_strz(nlh, NFTA_SET_ELEM_LIST_SET, set->name);
    }
    if (mnl_socket_sendto(bus, nlh, nlh->nlmsg_len) < 0) die("send");
    for (;;) {
        ssize_t length = mnl_socket_recvfrom(bus, buffer, sizeof buffer);
        if (length < 0) die("receive");
        bytes += length;
        int left = length;
        for (const struct nlmsghdr *m = (void *)buffer; mnl_nlmsg_ok(m, left); m = mnl_nlmsg_next(m, &left)) {
            if (m->nlmsg_type == NLMSG_DONE || m->nlmsg_type == NLMSG_ERROR) return;
            messages++;
            if (each) each(m);
        }
        if (!(flags & NLM_F_DUMP)) return;
    }
}

int main(int argc, char **argv) {
    bus = mnl_socket_open2(NETLINK_NETFILTER, SOCK_CLOEXEC);
    if (!bus || mnl_socket_bind(bus, 0, MNL_SOCKET_AUTOPID) < 0) die("netlink");
    if (argc == 2 && !strcmp(argv[1], "flows")) {
        ask(NFNL_SUBSYS_CTNETLINK, IPCTNL_MSG_CT_GET, NLM_F_DUMP, NULL, NULL);
    } else if (argc == 2 && !strcmp(argv[1], "rules")) {
        ask(NFNL_SUBSYS_NFTABLES, NFT_MSG_GETGEN, 0, NULL, NULL);
        ask(NFNL_SUBSYS_NFTABLES, NFT_MSG_GETTABLE, NLM_F_DUMP, NULL, NULL);
        ask(NFNL_SUBSYS_NFTABLES, NFT_MSG_GETCHAIN, NLM_F_DUMP, NULL, NULL);
        ask(NFNL_SUBSYS_NFTABLES, NFT_MSG_GETRULE, NLM_F_DUMP, NULL, NULL);
        ask(NFNL_SUBSYS_NFTABLES, NFT_MSG_GETSET, NLM_F_DUMP, NULL, remember);
        for (size_t i = 0; i < setCount; i++) ask(NFNL_SUBSYS_NFTABLES, NFT_MSG_GETSETELEM, NLM_F_DUMP, &sets[i], NULL);
    } else {
        fprintf(stderr, "usage: dump rules|flows\n");
        return 64;
    }
    printf("%lu messages, %lu bytes\n", messages, bytes);
    return 0;
}
