// The floor of `nsdoctor watch`: makes the reads of one look, so many times, and parses nothing.
//
//     watch LOOKS NETNS LINK,PORT*,BRIDGE+ FAMILY/TABLE/CHAIN,… …
//
// For each namespace its file, the links on the way (* behind a port of a bridge, + behind a bridge) and the chains of nf_tables;
// - for none. Sockets are read in the first namespace, and what the machine has once.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <libmnl/libmnl.h>
#include <linux/ethtool.h>
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/inet_diag.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST = 16 };
static const char *const protocols_of[] = {"snmp", "netstat", "snmp6"};

struct place {
    struct mnl_socket *route, *diag, *netfilter;
    int files[3], softnet, links, chains, ifindexes[MOST];
    char names[MOST][IFNAMSIZ], kinds[MOST];
    struct { unsigned char family; char table[64], chain[64]; } chain[MOST];
};

static char buffer[256 * 1024];
static unsigned long bytes, requests;

static void die(const char *what) {
    perror(what);
    exit(1);
}

static struct nlmsghdr *message(int type, int flags, const void *header, size_t size) {
    static char request[512];
    struct nlmsghdr *nlh = mnl_nlmsg_put_header(request);
    nlh->nlmsg_type = type;
    nlh->nlmsg_flags = NLM_F_REQUEST | flags;
    memcpy(mnl_nlmsg_put_extra_header(nlh, size), header, size);
    return nlh;
}

static void exchange(struct mnl_socket *socket, struct nlmsghdr *request) {
    static unsigned int sequence;
    request->nlmsg_seq = ++sequence;
    requests++;
    if (mnl_socket_sendto(socket, request, request->nlmsg_len) < 0) die("send");
    for (;;) {
        ssize_t length = mnl_socket_recvfrom(socket, buffer, sizeof buffer);
        if (length < 0) die("receive");
        bytes += length;
        int left = length;
        for (const struct nlmsghdr *m = (void *)buffer; mnl_nlmsg_ok(m, left); m = mnl_nlmsg_next(m, &left))
            if (m->nlmsg_type == NLMSG_DONE || m->nlmsg_type == NLMSG_ERROR || !(m->nlmsg_flags & NLM_F_MULTI)) return;
    }
}

static void dump(struct mnl_socket *socket, int type, const void *header, size_t size) {
    exchange(socket, message(type, NLM_F_DUMP, header, size));
}

static void read_link(struct place *place, int i) {
    struct nlmsghdr *request = message(RTM_GETLINK, 0, &(struct ifinfomsg){0}, sizeof(struct ifinfomsg));
    mnl_attr_put_strz(request, IFLA_IFNAME, place->names[i]);
    mnl_attr_put_u32(request, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
    exchange(place->route, request);
    if (place->kinds[i]) {
        int kind = place->kinds[i] == '+' ? IFLA_STATS_LINK_XSTATS : IFLA_STATS_LINK_XSTATS_SLAVE;
        struct if_stats_msg header = {.ifindex = place->ifindexes[i], .filter_mask = IFLA_STATS_FILTER_BIT(kind)};
        exchange(place->route, message(RTM_GETSTATS, 0, &header, sizeof header));
    }
    if (place->kinds[i] == '+') return;
    static union { struct ethtool_sset_info info; struct ethtool_stats stats; __u64 room[4096]; } ask;
    struct ifreq request_of = {.ifr_data = (void *)&ask};
    strcpy(request_of.ifr_name, place->names[i]);
    ask.info = (struct ethtool_sset_info){.cmd = ETHTOOL_GSSET_INFO, .sset_mask = 1ULL << ETH_SS_STATS};
    if (ioctl(mnl_socket_get_fd(place->route), SIOCETHTOOL, &request_of) < 0) die("count statistics");
    ask.stats = (struct ethtool_stats){.cmd = ETHTOOL_GSTATS};
    if (ioctl(mnl_socket_get_fd(place->route), SIOCETHTOOL, &request_of) < 0) die("read statistics");
    bytes += ask.stats.n_stats * 8;
}

static void read_file(int fd) {
    ssize_t count;
    for (off_t at = 0; (count = pread(fd, buffer, sizeof buffer, at)) > 0; at += count) bytes += count;
    if (count < 0) die("read");
}

static void look(struct place *place, int isFirst) {
    for (int i = 0; i < place->links; i++) read_link(place, i);
    dump(place->route, RTM_GETQDISC, &(struct tcmsg){0}, sizeof(struct tcmsg));
    for (int i = 0; i < place->chains; i++) {
        struct nfgenmsg header = {.nfgen_family = place->chain[i].family};
        struct nlmsghdr *request =
            message(NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_GETRULE, NLM_F_DUMP, &header, sizeof header);
        mnl_attr_put_strz(request, NFTA_RULE_TABLE, place->chain[i].table);
        mnl_attr_put_strz(request, NFTA_RULE_CHAIN, place->chain[i].chain);
        exchange(place->netfilter, request);
    }
    dump(place->netfilter, NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_GET_STATS_CPU, &(struct nfgenmsg){0}, sizeof(struct nfgenmsg));
    // The kernel calls that a part of several, of which there are none, so it must say when it is done.
    exchange(place->netfilter, message(NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_GET_STATS, NLM_F_ACK, &(struct nfgenmsg){0}, sizeof(struct nfgenmsg)));
    for (int i = 0; i < 3; i++) read_file(place->files[i]);
    if (!isFirst) return;
    static const unsigned char families[] = {AF_INET, AF_INET6}, protocols[] = {IPPROTO_TCP, IPPROTO_UDP};
    for (int p = 0; p < 2; p++)
        for (int f = 0; f < 2; f++) {
            struct inet_diag_req_v2 request = {
                .sdiag_family = families[f], .sdiag_protocol = protocols[p],
                .idiag_states = ~(1U << 6 /* TCP_TIME_WAIT */ | 1U << 12 /* TCP_NEW_SYN_RECV */),
                .idiag_ext = 1 << (INET_DIAG_SKMEMINFO - 1) | 1 << (INET_DIAG_INFO - 1)};
            dump(place->diag, SOCK_DIAG_BY_FAMILY, &request, sizeof request);
        }
    dump(place->route, RTM_GETNEIGHTBL, &(struct ndtmsg){0}, sizeof(struct ndtmsg));
    read_file(place->softnet);
}

static struct mnl_socket *open_socket(int bus) {
    struct mnl_socket *socket = mnl_socket_open2(bus, SOCK_CLOEXEC);
    int on = 1;
    if (!socket || mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID) < 0) die("netlink");
    mnl_socket_setsockopt(socket, NETLINK_GET_STRICT_CHK, &on, sizeof on);
    return socket;
}

static int open_file(const char *name) {
    char path[128];
    snprintf(path, sizeof path, "/proc/thread-self/net/%s", name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) die(path);
    return fd;
}

static void open_place(struct place *place, int netns, char *links, char *chains) {
    if (setns(netns, CLONE_NEWNET) < 0) die("setns");
    close(netns);
    place->route = open_socket(NETLINK_ROUTE);
    place->diag = open_socket(NETLINK_SOCK_DIAG);
    place->netfilter = open_socket(NETLINK_NETFILTER);
    for (int i = 0; i < 3; i++) place->files[i] = open_file(protocols_of[i]);
    place->softnet = open_file("softnet_stat");
    for (char *word = strtok(links, ","); word && place->links < MOST; word = strtok(NULL, ",")) {
        char *end = word + strlen(word) - 1;
        int i = place->links++;
        if (strchr("*+", *end)) { place->kinds[i] = *end; *end = 0; }
        snprintf(place->names[i], IFNAMSIZ, "%s", word);
        struct ifreq request = {0};
        strcpy(request.ifr_name, place->names[i]);
        if (ioctl(mnl_socket_get_fd(place->route), SIOCGIFINDEX, &request) < 0) die(word);
        place->ifindexes[i] = request.ifr_ifindex;
    }
    for (char *word = strtok(chains, ","); word && place->chains < MOST; word = strtok(NULL, ",")) {
        char family[16];
        if (sscanf(word, "%15[^/]/%63[^/]/%63s", family, place->chain[place->chains].table, place->chain[place->chains].chain) != 3)
            continue;
        place->chain[place->chains++].family = !strcmp(family, "inet") ? 1 /* NFPROTO_INET */ : 2 /* NFPROTO_IPV4 */;
    }
}

int main(int argc, char **argv) {
    static struct place places[MOST];
    int count = (argc - 2) / 3;
    if (argc < 5 || (argc - 2) % 3 || count > MOST) {
        fprintf(stderr, "usage: watch LOOKS NETNS LINKS CHAINS ...\n");
        return 64;
    }
    // Our own is our own only before another one is entered.
    int files[MOST];
    for (int i = 0; i < count; i++)
        if ((files[i] = open(argv[2 + 3 * i], O_RDONLY | O_CLOEXEC)) < 0) die(argv[2 + 3 * i]);
    for (int i = 0; i < count; i++) open_place(&places[i], files[i], argv[3 + 3 * i], argv[4 + 3 * i]);
    for (int looks = atoi(argv[1]); looks > 0; looks--) {
        for (int i = 0; i < count; i++) look(&places[i], i == 0);
        // As long as a watch waits at least, so that caches are as cold.
        usleep(10000);
    }
    printf("%lu requests, %lu bytes\n", requests, bytes);
    return 0;
}
