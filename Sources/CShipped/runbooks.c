// runbooks/, in the order of the checklist.
#include "include/CShipped.h"

#pragma clang diagnostic ignored "-Wc23-extensions"
#define SHIPPED(name, bytes) { name, bytes, sizeof(bytes) }

static const unsigned char process[] = {
#embed "../../runbooks/process.yaml"
};
static const unsigned char namespace[] = {
#embed "../../runbooks/namespace.yaml"
};
static const unsigned char peers[] = {
#embed "../../runbooks/peers.yaml"
};
static const unsigned char bridge[] = {
#embed "../../runbooks/bridge.yaml"
};
static const unsigned char neighbors[] = {
#embed "../../runbooks/neighbors.yaml"
};
static const unsigned char forwarding[] = {
#embed "../../runbooks/forwarding.yaml"
};
static const unsigned char firewall[] = {
#embed "../../runbooks/firewall.yaml"
};
static const unsigned char limits[] = {
#embed "../../runbooks/limits.yaml"
};
static const unsigned char owners[] = {
#embed "../../runbooks/owners.yaml"
};
static const unsigned char stray[] = {
#embed "../../runbooks/stray.yaml"
};
static const unsigned char nat[] = {
#embed "../../runbooks/nat.yaml"
};
static const unsigned char sockets[] = {
#embed "../../runbooks/sockets.yaml"
};
static const unsigned char services[] = {
#embed "../../runbooks/services.yaml"
};
static const unsigned char platforms[] = {
#embed "../../runbooks/platforms.yaml"
};
static const unsigned char overlay[] = {
#embed "../../runbooks/overlay.yaml"
};
static const unsigned char devices[] = {
#embed "../../runbooks/devices.yaml"
};
static const unsigned char ipv6[] = {
#embed "../../runbooks/ipv6.yaml"
};
static const unsigned char hygiene[] = {
#embed "../../runbooks/hygiene.yaml"
};
static const unsigned char capture[] = {
#embed "../../runbooks/capture.yaml"
};
static const unsigned char probe[] = {
#embed "../../runbooks/probe.yaml"
};
static const unsigned char watch[] = {
#embed "../../runbooks/watch.yaml"
};
static const unsigned char watched_calm[] = {
#embed "../../runbooks/watched-calm.json"
};
static const unsigned char watched_limits[] = {
#embed "../../runbooks/watched-limits.json"
};
static const unsigned char watched_machine[] = {
#embed "../../runbooks/watched-machine.json"
};
static const unsigned char watched_moving[] = {
#embed "../../runbooks/watched-moving.json"
};
static const unsigned char watched_neighbors[] = {
#embed "../../runbooks/watched-neighbors.json"
};
static const unsigned char watched_rule[] = {
#embed "../../runbooks/watched-rule.json"
};
static const unsigned char captured_dropped[] = {
#embed "../../runbooks/captured-dropped.json"
};
static const unsigned char captured_dropped_others[] = {
#embed "../../runbooks/captured-dropped-others.json"
};
static const unsigned char captured_dropped_otherwise[] = {
#embed "../../runbooks/captured-dropped-otherwise.json"
};
static const unsigned char captured_lost[] = {
#embed "../../runbooks/captured-lost.json"
};
static const unsigned char captured_otherwise[] = {
#embed "../../runbooks/captured-otherwise.json"
};
static const unsigned char captured_silent[] = {
#embed "../../runbooks/captured-silent.json"
};
static const unsigned char probed_stopped[] = {
#embed "../../runbooks/probed-stopped.json"
};
static const unsigned char probed_silent[] = {
#embed "../../runbooks/probed-silent.json"
};
static const unsigned char probed_otherwise[] = {
#embed "../../runbooks/probed-otherwise.json"
};
static const unsigned char gateway_dead[] = {
#embed "../../runbooks/gateway-dead.json"
};
static const unsigned char arp_answers_dropped[] = {
#embed "../../runbooks/arp-answers-dropped.json"
};
static const unsigned char xdp_drop[] = {
#embed "../../runbooks/xdp-drop.json"
};
static const unsigned char tcx_drop[] = {
#embed "../../runbooks/tcx-drop.json"
};
static const unsigned char ping_not_permitted[] = {
#embed "../../runbooks/ping-not-permitted.json"
};
static const unsigned char rootless_network_limits[] = {
#embed "../../runbooks/rootless-network-limits.json"
};
static const unsigned char guest_plugged[] = {
#embed "../../runbooks/guest-plugged.json"
};
static const unsigned char guest_unplugged[] = {
#embed "../../runbooks/guest-unplugged.json"
};
static const unsigned char plugin_missing[] = {
#embed "../../runbooks/plugin-missing.json"
};
static const unsigned char netns_teardown_stuck[] = {
#embed "../../runbooks/netns-teardown-stuck.json"
};
static const unsigned char ipip[] = {
#embed "../../runbooks/ipip.json"
};
static const unsigned char ipip_blocked[] = {
#embed "../../runbooks/ipip-blocked.json"
};
static const unsigned char ipip_silent[] = {
#embed "../../runbooks/ipip-silent.json"
};
static const unsigned char cgroup_deny[] = {
#embed "../../runbooks/cgroup-deny.json"
};
static const unsigned char cilium_leftover[] = {
#embed "../../runbooks/cilium-leftover.json"
};
static const unsigned char cilium_agent[] = {
#embed "../../runbooks/cilium-agent.json"
};
static const unsigned char vxlan_card[] = {
#embed "../../runbooks/vxlan-card.json"
};
static const unsigned char vxlan_vmxnet3[] = {
#embed "../../runbooks/vxlan-vmxnet3.json"
};
static const unsigned char bridge_vlan[] = {
#embed "../../runbooks/bridge-vlan.json"
};
static const unsigned char bridge_vlan_healthy[] = {
#embed "../../runbooks/bridge-vlan-healthy.json"
};
static const unsigned char ipvlan_l3[] = {
#embed "../../runbooks/ipvlan-l3.json"
};
static const unsigned char ipvlan_l3_idle[] = {
#embed "../../runbooks/ipvlan-l3-idle.json"
};
static const unsigned char calico_after_flannel[] = {
#embed "../../runbooks/calico-after-flannel.json"
};
static const unsigned char canal[] = {
#embed "../../runbooks/canal.json"
};
static const unsigned char wireguard[] = {
#embed "../../runbooks/wireguard.json"
};
static const unsigned char wireguard_no_peer[] = {
#embed "../../runbooks/wireguard-no-peer.json"
};
static const unsigned char wireguard_key[] = {
#embed "../../runbooks/wireguard-key.json"
};
static const unsigned char macvlan_filtered[] = {
#embed "../../runbooks/macvlan-filtered.json"
};
static const unsigned char neighbors_full[] = {
#embed "../../runbooks/neighbors-full.json"
};

static const struct nsd_shipped_file runbooks[] = {
	SHIPPED("process.yaml", process),
	SHIPPED("namespace.yaml", namespace),
	SHIPPED("peers.yaml", peers),
	SHIPPED("bridge.yaml", bridge),
	SHIPPED("neighbors.yaml", neighbors),
	SHIPPED("forwarding.yaml", forwarding),
	SHIPPED("firewall.yaml", firewall),
	SHIPPED("limits.yaml", limits),
	SHIPPED("owners.yaml", owners),
	SHIPPED("stray.yaml", stray),
	SHIPPED("nat.yaml", nat),
	SHIPPED("sockets.yaml", sockets),
	SHIPPED("services.yaml", services),
	SHIPPED("platforms.yaml", platforms),
	SHIPPED("overlay.yaml", overlay),
	SHIPPED("devices.yaml", devices),
	SHIPPED("ipv6.yaml", ipv6),
	SHIPPED("hygiene.yaml", hygiene),
	SHIPPED("capture.yaml", capture),
	SHIPPED("probe.yaml", probe),
	SHIPPED("watch.yaml", watch),
	{ NULL, NULL, 0 },
};

static const struct nsd_shipped_file snapshots[] = {
	SHIPPED("netns-teardown-stuck.json", netns_teardown_stuck),
	SHIPPED("ping-not-permitted.json", ping_not_permitted),
	SHIPPED("rootless-network-limits.json", rootless_network_limits),
	SHIPPED("plugin-missing.json", plugin_missing),
	SHIPPED("guest-plugged.json", guest_plugged),
	SHIPPED("guest-unplugged.json", guest_unplugged),
	SHIPPED("vxlan-card.json", vxlan_card),
	SHIPPED("vxlan-vmxnet3.json", vxlan_vmxnet3),
	SHIPPED("cgroup-deny.json", cgroup_deny),
	SHIPPED("cilium-leftover.json", cilium_leftover),
	SHIPPED("cilium-agent.json", cilium_agent),
	SHIPPED("ipip.json", ipip),
	SHIPPED("ipip-blocked.json", ipip_blocked),
	SHIPPED("ipip-silent.json", ipip_silent),
	SHIPPED("bridge-vlan.json", bridge_vlan),
	SHIPPED("bridge-vlan-healthy.json", bridge_vlan_healthy),
	SHIPPED("ipvlan-l3.json", ipvlan_l3),
	SHIPPED("ipvlan-l3-idle.json", ipvlan_l3_idle),
	SHIPPED("macvlan-filtered.json", macvlan_filtered),
	SHIPPED("calico-after-flannel.json", calico_after_flannel),
	SHIPPED("canal.json", canal),
	SHIPPED("wireguard.json", wireguard),
	SHIPPED("wireguard-no-peer.json", wireguard_no_peer),
	SHIPPED("wireguard-key.json", wireguard_key),
	SHIPPED("neighbors-full.json", neighbors_full),
	SHIPPED("tcx-drop.json", tcx_drop),
	SHIPPED("captured-dropped.json", captured_dropped),
	SHIPPED("captured-dropped-others.json", captured_dropped_others),
	SHIPPED("captured-dropped-otherwise.json", captured_dropped_otherwise),
	SHIPPED("captured-lost.json", captured_lost),
	SHIPPED("captured-otherwise.json", captured_otherwise),
	SHIPPED("captured-silent.json", captured_silent),
	SHIPPED("probed-otherwise.json", probed_otherwise),
	SHIPPED("probed-silent.json", probed_silent),
	SHIPPED("probed-stopped.json", probed_stopped),
	SHIPPED("watched-calm.json", watched_calm),
	SHIPPED("watched-limits.json", watched_limits),
	SHIPPED("watched-machine.json", watched_machine),
	SHIPPED("watched-moving.json", watched_moving),
	SHIPPED("watched-neighbors.json", watched_neighbors),
	SHIPPED("watched-rule.json", watched_rule),
	SHIPPED("gateway-dead.json", gateway_dead),
	SHIPPED("arp-answers-dropped.json", arp_answers_dropped),
	SHIPPED("xdp-drop.json", xdp_drop),
	{ NULL, NULL, 0 },
};

const struct nsd_shipped_file *nsd_shipped_runbooks(void)
{
	return runbooks;
}

const struct nsd_shipped_file *nsd_shipped_snapshots(void)
{
	return snapshots;
}
