"""Addresses as a snapshot has them and as `ip -N -d addr` has them; iproute2 6.1 does not know IFA_PROTO."""
from ipaddress import ip_address

FLAGS = {"noprefixroute": 0x200, "nodad": 0x02, "optimistic": 0x04, "dadfailed": 0x08, "home": 0x10, "deprecated": 0x20,
         "tentative": 0x40, "mngtmpaddr": 0x100, "autojoin": 0x400, "stable-privacy": 0x800}
FOREVER = 0xFFFFFFFF


def lifetime(seconds):
    # Time goes by between the two looks.
    return "forever" if seconds in (None, FOREVER) else (seconds + 50) // 100


def our_address(address):
    local, length = address["local"].split("/")
    flags = address["flags"]
    row = {"ifindex": address["ifindex"], "local": str(ip_address(local)), "prefixlen": int(length), "peer": address.get("peer"),
           "broadcast": address.get("broadcast"), "label": address.get("label"), "scope": address["scope"],
           "metric": address.get("metric") or None,
           "valid": lifetime(address.get("valid_lifetime")), "preferred": lifetime(address.get("preferred_lifetime")),
           "flags": sorted(k for k, bit in FLAGS.items() if flags & bit),
           "secondary": bool(flags & 1), "dynamic": not flags & 0x80}
    return row


def their_address(link, json):
    # For a peer, iproute2 calls the far address "address" and counts the prefix there.
    return {"ifindex": link["ifindex"], "local": json["local"], "prefixlen": json["prefixlen"], "peer": json.get("address"),
            "broadcast": json.get("broadcast"), "label": json.get("label"), "scope": int(json["scope"]), "metric": json.get("metric"),
            "valid": lifetime(json["valid_life_time"]), "preferred": lifetime(json["preferred_life_time"]),
            "flags": sorted(k for k in FLAGS if json.get(k)),
            "secondary": bool(json.get("secondary") or json.get("temporary")), "dynamic": bool(json.get("dynamic"))}
