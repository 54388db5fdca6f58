"""Routes, rules, nexthop objects and netconf as a snapshot has them and as `ip -N -d` has them."""
import re
from ipaddress import ip_network

HOP_FLAGS = {"dead": 1, "pervasive": 2, "onlink": 4, "offload": 8, "linkdown": 16, "unresolved": 32}
PREFERENCES = {"medium": 0, "high": 1, "low": 3}
TYPES = {1: "unicast", 2: "local", 3: "broadcast", 4: "anycast", 5: "multicast", 6: "blackhole", 7: "unreachable", 8: "prohibit",
         9: "throw", 10: "nat", 11: "xresolve"}
RULE_ACTIONS = {"blackhole": "6", "unreachable": "7", "prohibit": "8"}


def prefix(text, version):
    if text in ("default", "all", None):
        text = "0.0.0.0/0" if version == 4 else "::/0"
    return str(ip_network(text))


def hop_flags(number):
    return sorted(k for k, bit in HOP_FLAGS.items() if number & bit)


def our_route(route):
    version = 6 if ":" in route["dst"] else 4
    hops = [{"ifindex": h.get("ifindex"), "gateway": h.get("gateway"), "weight": h["weight"], "flags": hop_flags(h["flags"]),
             "encap": h.get("encap_type") is not None} for h in route["nexthops"]]
    return {"type": TYPES[route["type"]], "dst": prefix(route["dst"], version), "src": route.get("src"), "table": route["table"],
            "protocol": route["proto"], "scope": route["scope"], "tos": route["tos"],
            "metric": route["metric"], "prefsrc": route.get("prefsrc"), "nhid": route.get("nhid"), "nexthops": hops,
            "mtu": route.get("mtu"), "advmss": route.get("advmss"), "pref": route.get("pref"),
            "expires": None if route.get("expires") is None else (route["expires"] + 50) // 100}


def their_route(json, version, tools):
    if json.get("nexthops"):
        hops = [their_hop(hop, tools) for hop in json["nexthops"]]
    elif any(k in json for k in ("dev", "gateway", "via", "encap")):
        hops = [their_hop(json | {"weight": 1}, tools)]
    else:
        hops = []
    metrics = {}
    for each in json.get("metrics", []):
        metrics |= each
    kind = json.get("type", "unicast")
    return {"type": TYPES.get(int(kind)) if kind.isdigit() else kind, "dst": prefix(json["dst"], version),
            "src": None if "from" not in json else prefix(json["from"], version), "table": int(json.get("table", 254)),
            "protocol": int(json.get("protocol", 0)), "scope": int(json.get("scope", 0)), "tos": int(str(json.get("tos", 0)), 0),
            "metric": json.get("metric", 0), "prefsrc": json.get("prefsrc"), "nhid": json.get("nhid"), "nexthops": hops,
            "mtu": metrics.get("mtu"), "advmss": metrics.get("advmss"),
            "pref": PREFERENCES[json["pref"]] if "pref" in json else None,
            "expires": None if "expires" not in json else (json["expires"] + 50) // 100}


def locked_mtus(text):
    """Only the text form says which MTUs are locked."""
    return sorted(map(int, re.findall(r"\bmtu lock (\d+)", text)))


def their_hop(hop, tools):
    gateway = hop.get("gateway") or hop.get("via", {}).get("host")
    return {"ifindex": tools.index(hop["dev"]) if "dev" in hop else None, "gateway": gateway, "weight": hop.get("weight", 1),
            "flags": sorted(f for f in hop.get("flags", []) if f in HOP_FLAGS), "encap": "encap" in hop}


def our_rule(rule):
    (action, value), = rule["action"].items()
    value = value.get("_0") if isinstance(value, dict) else value
    row = {k: rule.get(k) for k in ["priority", "iif", "oif", "tos", "suppress_prefixlength", "suppress_ifgroup", "src", "dst", "uid_range"]}
    mark = None
    if rule.get("fwmark") is not None and (rule["fwmark"] or rule.get("fwmask")):
        mark = [rule["fwmark"], rule.get("fwmask", 0xFFFFFFFF)]
    ports = lambda p: [p["start"], p["end"]] if p else None
    return row | {"family": {2: 4, 10: 6}[rule["family"]], "action": action, "value": value, "invert": rule["invert"], "mark": mark,
                  "ipproto": rule.get("ip_proto"), "sport": ports(rule.get("sport")), "dport": ports(rule.get("dport")),
                  "tun_id": rule.get("tunnel_id"), "l3mdev": rule["l3mdev"], "protocol": rule.get("proto")}


def their_rule(json, version):
    address = lambda a, l: None if json.get(a, "all") == "all" else f"{json[a]}/{json.get(l, 32 if version == 4 else 128)}"
    ports = lambda p: [json[p], json[p]] if p in json else [json[p + "_start"], json[p + "_end"]] if p + "_start" in json else None
    mark = None
    if "fwmark" in json:
        mark = [int(json["fwmark"], 16), int(json.get("fwmask", "0xffffffff"), 16)]
    l3mdev = "l3mdev" in json
    if "goto" in json:
        action, value = "goto", json["goto"]
    elif "nop" in json:
        action, value = "nop", None
    elif "action" in json:
        names = {v: k for k, v in RULE_ACTIONS.items()}
        action, value = names.get(json["action"], json["action"]), None
    else:
        # A rule for l3mdev looks up the table of whatever device it is.
        action, value = "table", int(json.get("table", 0))
    proto = json.get("ipproto")
    return {"family": version, "priority": json["priority"], "iif": json.get("iif"), "oif": json.get("oif"),
            "tos": int(str(json["tos"]), 0) if "tos" in json else None, "suppress_prefixlength": json.get("suppress_prefixlen"),
            "suppress_ifgroup": int(json["suppress_ifgroup"]) if "suppress_ifgroup" in json else None,
            "src": address("src", "srclen"), "dst": address("dst", "dstlen"),
            "uid_range": [json["uid_start"], json["uid_end"]] if "uid_start" in json else None, "action": action, "value": value,
            "invert": "not" in json, "mark": mark, "ipproto": int(proto.replace("ipproto-", "")) if proto else None,
            "sport": ports("sport"), "dport": ports("dport"), "tun_id": json.get("tun_id"), "l3mdev": l3mdev,
            "protocol": int(json["protocol"])}


def our_nexthop(row):
    return {"id": row["id"], "ifindex": row.get("ifindex"), "gateway": row.get("gateway"), "blackhole": row["blackhole"],
            "group": [[m["id"], m["weight"]] for m in row["group"]], "flags": hop_flags(row["flags"]), "fdb": row["fdb"],
            "encap": row.get("encap_type") is not None}


def their_nexthop(json, tools):
    return {"id": json["id"], "ifindex": tools.index(json["dev"]) if "dev" in json else None, "gateway": json.get("gateway"),
            "blackhole": "blackhole" in json, "group": [[m["id"], m.get("weight", 1)] for m in json.get("group", [])],
            "flags": sorted(f for f in json["flags"] if f in HOP_FLAGS), "fdb": "fdb" in json, "encap": "encap" in json}


def our_netconf(row):
    return {"family": {2: "inet", 10: "inet6"}[row["family"]], "ifindex": row["ifindex"], "forwarding": row.get("forwarding"),
            "rp_filter": row.get("rp_filter"), "mc_forwarding": row.get("mc_forwarding"), "proxy_neigh": row.get("proxy_neigh"),
            "ignore": row.get("ignore_routes_with_linkdown")}


def their_netconf(json, tools):
    number = lambda key: int(json[key]) if key in json else None
    filters = {"off": 0, "strict": 1, "loose": 2}
    index = {"all": -1, "default": -2}.get(json["interface"])
    return {"family": json["family"], "ifindex": tools.index(json["interface"]) if index is None else index,
            "forwarding": number("forwarding"), "rp_filter": filters[json["rp_filter"]] if "rp_filter" in json else None,
            "mc_forwarding": number("mc_forwarding"), "proxy_neigh": number("proxy_neigh"), "ignore": number("ignore_routes_with_linkdown")}
