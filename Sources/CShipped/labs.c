// fixtures/labs/, simple ones first.
#include "include/CShipped.h"

#pragma clang diagnostic ignored "-Wc23-extensions"
#define SHIPPED(name, bytes) { name, bytes, sizeof(bytes) }

static const unsigned char left_right[] = {
#embed "../../fixtures/labs/left-right.yaml"
};
static const unsigned char red_blue[] = {
#embed "../../fixtures/labs/red-blue.yaml"
};
static const unsigned char routed[] = {
#embed "../../fixtures/labs/routed.yaml"
};
static const unsigned char two_bridges[] = {
#embed "../../fixtures/labs/two-bridges.yaml"
};
static const unsigned char dual_stack[] = {
#embed "../../fixtures/labs/dual-stack.yaml"
};
static const unsigned char published[] = {
#embed "../../fixtures/labs/published.yaml"
};
static const unsigned char two_routers[] = {
#embed "../../fixtures/labs/two-routers.yaml"
};
static const unsigned char docker[] = {
#embed "../../fixtures/labs/docker.yaml"
};
static const unsigned char kube_proxy[] = {
#embed "../../fixtures/labs/kube-proxy.yaml"
};
static const unsigned char kube_proxy_nft[] = {
#embed "../../fixtures/labs/kube-proxy-nft.yaml"
};
static const unsigned char network_policy[] = {
#embed "../../fixtures/labs/network-policy.yaml"
};
static const unsigned char services[] = {
#embed "../../fixtures/labs/services.yaml"
};
static const unsigned char overlay[] = {
#embed "../../fixtures/labs/overlay.yaml"
};
static const unsigned char macvlan[] = {
#embed "../../fixtures/labs/macvlan.yaml"
};
static const unsigned char tun[] = {
#embed "../../fixtures/labs/tun.yaml"
};
static const unsigned char nested[] = {
#embed "../../fixtures/labs/nested.yaml"
};
static const unsigned char odd_quiet[] = {
#embed "../../fixtures/labs/odd-quiet.yaml"
};
static const unsigned char odd_twins[] = {
#embed "../../fixtures/labs/odd-twins.yaml"
};
static const unsigned char odd_names[] = {
#embed "../../fixtures/labs/odd-names.yaml"
};
static const unsigned char odd_paths[] = {
#embed "../../fixtures/labs/odd-paths.yaml"
};

static const struct nsd_shipped_file labs[] = {
	SHIPPED("left-right.yaml", left_right),
	SHIPPED("red-blue.yaml", red_blue),
	SHIPPED("routed.yaml", routed),
	SHIPPED("two-bridges.yaml", two_bridges),
	SHIPPED("dual-stack.yaml", dual_stack),
	SHIPPED("published.yaml", published),
	SHIPPED("two-routers.yaml", two_routers),
	SHIPPED("docker.yaml", docker),
	SHIPPED("kube-proxy.yaml", kube_proxy),
	SHIPPED("kube-proxy-nft.yaml", kube_proxy_nft),
	SHIPPED("network-policy.yaml", network_policy),
	SHIPPED("services.yaml", services),
	SHIPPED("overlay.yaml", overlay),
	SHIPPED("macvlan.yaml", macvlan),
	SHIPPED("tun.yaml", tun),
	SHIPPED("nested.yaml", nested),
	SHIPPED("odd-quiet.yaml", odd_quiet),
	SHIPPED("odd-twins.yaml", odd_twins),
	SHIPPED("odd-names.yaml", odd_names),
	SHIPPED("odd-paths.yaml", odd_paths),
	{ NULL, NULL, 0 },
};

const struct nsd_shipped_file *nsd_shipped_labs(void)
{
	return labs;
}
