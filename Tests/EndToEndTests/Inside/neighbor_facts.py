"""Neighbours and forwarding entries as a snapshot has them and as `ip neigh` and `bridge fdb` have them."""
from link_facts import hardware_address

STATES = {"INCOMPLETE": 1, "REACHABLE": 2, "STALE": 4, "DELAY": 8, "PROBE": 16, "FAILED": 32, "NOARP": 64, "PERMANENT": 128}
FLAGS = {"router": 0x80, "proxy": 0x08, "extern_learn": 0x10, "offload": 0x20}
FDB_FLAGS = {"self": 0x02, "extern_learn": 0x10, "offload": 0x20, "router": 0x80, "sticky": 0x40}


def our_neighbor(row):
    return {"ifindex": row["ifindex"], "dst": row["dst"], "lladdr": row.get("lladdr"),
            "state": sorted(k for k, bit in STATES.items() if row["state"] & bit),
            "flags": sorted(k for k, bit in FLAGS.items() if row["flags"] & bit)}


def their_neighbor(json, tools):
    # Of an empty address iproute2 prints one byte, which belongs to the next attribute.
    lladdr = hardware_address(json.get("lladdr"))
    return {"ifindex": tools.index(json["dev"]), "dst": json["dst"], "lladdr": lladdr if len(lladdr or "") > 2 else None,
            "state": sorted(json["state"]), "flags": sorted(k for k in FLAGS if k in json)}


def fdb_state(number):
    # Dynamic entries become stale and fresh again by themselves.
    return "permanent" if number & 0x80 else "static" if number & 0x40 else "dynamic" if number & 0x06 else str(number)


def our_fdb(row):
    return {"mac": row["mac"], "ifindex": row["ifindex"], "master": row.get("master"), "vlan": row.get("vlan"), "state": fdb_state(row["state"]),
            "flags": sorted(k for k, bit in FDB_FLAGS.items() if row["flags"] & bit), "dst": row.get("dst"), "port": row.get("port"),
            "vni": row.get("vni"), "via": row.get("via_ifindex"), "nhid": row.get("nhid")}


def their_fdb(json, tools):
    return {"mac": json["mac"], "ifindex": tools.index(json["ifname"]), "master": tools.index(json["master"]) if "master" in json else None,
            "vlan": json.get("vlan"), "state": "dynamic" if json["state"] in ("", "stale") else json["state"], "flags": sorted(f for f in json["flags"] if f in FDB_FLAGS),
            "dst": json.get("dst"), "port": json.get("port"), "vni": json.get("vni"),
            "via": tools.index(json["viaIf"]) if "viaIf" in json else json.get("viaIfIndex"), "nhid": json.get("nhid")}
