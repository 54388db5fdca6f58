"""Links as a snapshot has them and as `ip -d -s link`, `bridge -d link`, sysfs and /proc/sys have them."""
import socket

FLAGS = {"LOOPBACK": 1 << 3, "BROADCAST": 1 << 1, "POINTOPOINT": 1 << 4, "MULTICAST": 1 << 12, "NOARP": 1 << 7,
         "ALLMULTI": 1 << 9, "PROMISC": 1 << 8, "MASTER": 1 << 10, "SLAVE": 1 << 11, "UP": 1 << 0, "LOWER_UP": 1 << 16,
         "DORMANT": 1 << 17, "ECHO": 1 << 18}
RUNNING = 1 << 6
STATES = ["UNKNOWN", "NOTPRESENT", "DOWN", "LOWERLAYERDOWN", "TESTING", "DORMANT", "UP"]
ADDR_GEN = ["eui64", "none", "stable_secret", "random"]
MACVLAN = {1: "private", 2: "vepa", 4: "bridge", 8: "passthru", 16: "source"}
PORT_STATES = ["disabled", "listening", "learning", "forwarding", "blocking"]
CONF4 = {"forwarding": "forwarding", "rp_filter": "rp_filter", "arp_ignore": "arp_ignore", "arp_announce": "arp_announce",
         "arp_filter": "arp_filter", "proxy_arp": "proxy_arp", "proxy_arp_pvlan": "proxy_arp_pvlan",
         "accept_local": "accept_local", "route_localnet": "route_localnet", "src_valid_mark": "src_valid_mark",
         "log_martians": "log_martians", "ignore_routes_with_linkdown": "ignore_routes_with_linkdown"}
CONF6 = {"forwarding": "forwarding", "disable_ipv6": "disable_ipv6", "accept_ra": "accept_ra", "proxy_ndp": "proxy_ndp",
         "accept_dad": "accept_dad"}


def raw_name(link):
    if "ifname_bytes" in link:
        return bytes(link["ifname_bytes"])
    return link["ifname"].encode()


def our_link(link):
    row = {k: link.get(k) for k in [
        "ifindex", "mtu", "qdisc", "txqlen", "address", "broadcast", "promiscuity", "allmulti", "min_mtu", "max_mtu", "permaddr",
        "link_index", "link_netnsid", "master", "group", "link_type", "altnames", "info_kind", "info_slave_kind"]}
    if row["permaddr"] == row["address"]:
        # Then ip keeps silent about it.
        row["permaddr"] = None
    row["ifname"] = raw_name(link).decode("utf-8", "surrogateescape")
    row["ifalias"] = link.get("ifalias")
    row["flags"] = sorted(k for k, bit in FLAGS.items() if link["flags"] & bit)
    row["no_carrier"] = link["flags"] & 1 == 1 and not link["flags"] & RUNNING
    row["operstate"] = STATES[link["operstate"]]
    row["proto_down"] = link.get("proto_down") or None
    row["xdp"] = "xdp" in link
    row["carrier_changes"] = link.get("carrier_changes")
    row["addr_gen_mode"] = ADDR_GEN[link["inet6"]["addr_gen_mode"]] if "addr_gen_mode" in link.get("inet6", {}) else None
    row["carrier"] = link.get("carrier") if link["flags"] & 1 else None
    row["info"] = our_info(link)
    row["port"] = our_port(link.get("port"))
    return row


def hardware_address(text):
    """Of IP tunnels ip prints it as the IP address that it is."""
    for family, mark in [(socket.AF_INET, "."), (socket.AF_INET6, "::")]:
        if text and mark in text:
            return socket.inet_pton(family, text).hex(":")
    return text


def their_link(json, tools):
    row = {k: json.get(k) for k in [
        "ifindex", "ifname", "mtu", "qdisc", "txqlen", "address", "broadcast", "promiscuity", "allmulti", "min_mtu", "max_mtu",
        "permaddr", "link_netnsid", "ifalias"]}
    row |= {k: hardware_address(row[k]) for k in ["address", "broadcast", "permaddr"]}
    row["link_index"] = json.get("link_index") or (tools.index(json["link"]) if json.get("link") else None)
    row["master"] = tools.index(json["master"]) if "master" in json else None
    row["group"] = int(json["group"])
    # iproute2 -N prints the number of the type in brackets.
    row["link_type"] = int(json["link_type"].strip("[]")) if json["link_type"].strip("[]").isdigit() else {"none": 65534}[json["link_type"]]
    row["altnames"] = json.get("altnames", [])
    info = json.get("linkinfo", {})
    row["info_kind"], row["info_slave_kind"] = info.get("info_kind"), info.get("info_slave_kind")
    row["flags"] = sorted(f for f in json["flags"] if f in FLAGS)
    row["no_carrier"] = "NO-CARRIER" in json["flags"]
    row["operstate"] = json["operstate"]
    row["proto_down"] = json.get("proto_down") or None
    row["xdp"] = "xdp" in json
    known = tools.names.get(json["ifname"].encode("utf-8", "surrogateescape"))
    row["carrier_changes"] = known[1] if known else None
    row["addr_gen_mode"] = json.get("inet6_addr_gen_mode")
    row["carrier"] = "LOWER_UP" in json["flags"] if "UP" in json["flags"] else None
    row["info"] = their_info(info.get("info_kind"), info.get("info_data", {}), tools)
    row["port"] = their_port(info.get("info_slave_data")) if info.get("info_slave_kind") == "bridge" else None
    return row


def our_info(link):
    (kind, value), = link["info"].items() if "info" in link else [(None, None)]
    value = value.get("_0", value) if isinstance(value, dict) else value
    if kind == "bridge":
        row = {k: value.get(k) for k in ["forward_delay", "ageing_time", "stp_state", "priority"]}
        for key in ["vlan_filtering", "nf_call_iptables", "nf_call_ip6tables", "nf_call_arptables", "mcast_snooping", "mcast_querier"]:
            row[key] = None if value.get(key) is None else int(value[key])
        row["group_fwd_mask"] = value.get("group_fwd_mask")
        row["vlan_protocol"] = value.get("vlan_protocol")
        row["bridge_id"] = value.get("bridge_id") and bytes(value["bridge_id"]).hex()
        return row
    if kind == "vxlan":
        row = {k: value.get(k) for k in ["id", "port", "learning", "ageing", "group", "local", "link"]}
        return row | {"ttl": value.get("ttl") or 0, "tos": value.get("tos") or 0, "external": value["collect_metadata"],
                      "proxy": value.get("proxy") or False}
    if kind == "macvlan":
        return {"mode": MACVLAN[value["mode"]]}
    if kind == "tun":
        return {"type": {1: "tun", 2: "tap"}[value["kind"]], "persist": value["persist"], "multi_queue": value["multi_queue"],
                "owner": value.get("owner"), "group": value.get("group")}
    if kind == "vrf":
        return {"table": value["table"]}
    return None


def their_info(kind, json, tools):
    if kind == "bridge":
        row = {k: json.get(k) for k in ["forward_delay", "ageing_time", "stp_state", "priority", "vlan_filtering", "nf_call_iptables",
                                        "nf_call_ip6tables", "nf_call_arptables", "mcast_snooping", "mcast_querier"]}
        row["group_fwd_mask"] = int(json["group_fwd_mask"], 16)
        # By its name, or with -N by its number in brackets.
        protocol = json.get("vlan_protocol")
        row["vlan_protocol"] = int(protocol[1:-1]) if protocol and protocol[0] == "[" else {"802.1Q": 0x8100, "802.1ad": 0x88a8}.get(protocol)
        priority, address = json["bridge_id"].split(".")
        row["bridge_id"] = priority + "".join(part.zfill(2) for part in address.split(":"))
        return row
    if kind == "vxlan":
        first = lambda *keys: next((json[k] for k in keys if k in json), None)
        return {"id": json.get("id"), "port": json.get("port"), "learning": json.get("learning"), "ageing": json.get("ageing"),
                "group": first("group", "group6", "remote", "remote6"), "local": first("local", "local6"),
                "link": tools.index(json["link"]) if "link" in json else json.get("link_index"), "ttl": json.get("ttl", 0),
                "tos": int(str(json.get("tos", 0)), 0), "external": json.get("external", False), "proxy": json.get("proxy", False)}
    if kind in ("macvlan", "macvtap"):
        return {"mode": json["mode"]}
    if kind == "tun":
        number = lambda key: None if key not in json else 0 if json[key] == "root" else int(json[key])
        return {"type": json["type"], "persist": json["persist"], "multi_queue": json["multi_queue"],
                "owner": number("user"), "group": number("group")}
    if kind == "vrf":
        return {"table": json["table"]}
    return None


PORT = {"priority": "priority", "cost": "cost", "hairpin": "hairpin", "guard_bpdu": "guard", "root_block": "root_block",
        "fast_leave": "fastleave", "learning": "learning", "flood": "flood", "mcast_flood": "mcast_flood",
        "bcast_flood": "bcast_flood", "neigh_suppress": "neigh_suppress", "isolated": "isolated", "locked": "locked",
        "proxy_arp": "proxy_arp", "proxy_arp_wifi": "proxy_arp_wifi"}


def our_port(port):
    if port is None:
        return None
    row = {theirs: port.get(ours) for ours, theirs in PORT.items()}
    return row | {"state": PORT_STATES[port["state"]], "no": port.get("no")}


def their_port(json):
    row = {theirs: json.get(theirs) for theirs in PORT.values()}
    return row | {"state": json["state"], "no": int(json["no"], 16)}


def our_conf(link):
    row = {"ifindex": link["ifindex"]}
    row |= {f"ipv4.{k}": link.get("inet", {}).get(k) for k in CONF4}
    row |= {f"ipv6.{k}": link.get("inet6", {}).get(k) for k in CONF6}
    return row


def their_conf(json):
    name = json["ifname"].encode("utf-8", "surrogateescape")
    row = {"ifindex": json["ifindex"]}
    for family, keys in [("ipv4", CONF4), ("ipv6", CONF6)]:
        for key in keys:
            try:
                row[f"{family}.{key}"] = int(open(b"/proc/sys/net/%s/conf/%s/%s" % (family.encode(), name, key.encode())).read())
            except FileNotFoundError:
                row[f"{family}.{key}"] = None
    return row


COUNTERS = {"rx_packets": ("rx", "packets"), "rx_bytes": ("rx", "bytes"), "rx_errors": ("rx", "errors"), "rx_dropped": ("rx", "dropped"),
            "multicast": ("rx", "multicast"), "tx_packets": ("tx", "packets"), "tx_bytes": ("tx", "bytes"), "tx_errors": ("tx", "errors"),
            "tx_dropped": ("tx", "dropped"), "collisions": ("tx", "collisions"), "tx_carrier_errors": ("tx", "carrier_errors")}


def our_counters(link):
    return {"ifindex": link["ifindex"]} | {k: link["stats"][k] for k in COUNTERS}


def their_counters(json):
    return {"ifindex": json["ifindex"]} | {k: json["stats64"][a].get(b, 0) for k, (a, b) in COUNTERS.items()}
