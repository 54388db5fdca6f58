"""Sockets as a snapshot has them and as `ss -tuwanei` prints them."""
import re

STATES = {1: "ESTAB", 2: "SYN-SENT", 3: "SYN-RECV", 4: "FIN-WAIT-1", 5: "FIN-WAIT-2", 6: "TIME-WAIT", 7: "UNCONN", 8: "CLOSE-WAIT",
          9: "LAST-ACK", 10: "LISTEN", 11: "CLOSING", 12: "SYN-RECV", 13: "BOUND-INACTIVE"}
PROTOCOLS = {6: "tcp", 17: "udp", 255: "raw"}


def our_socket(row):
    any_protocol = PROTOCOLS[row["proto"]]
    return {"proto": any_protocol, "state": STATES[row["state"]], "src": row["src"], "dst": row["dst"],
            "sport": row["sport"] if any_protocol != "raw" else row.get("raw_protocol"),
            "dport": row["dport"] if any_protocol != "raw" else None, "ifindex": row["ifindex"], "inode": row["inode"], "uid": row["uid"],
            "rqueue": row["rqueue"], "wqueue": row["wqueue"], "v6only": bool(row.get("v6only"))}


def end(text):
    host, _, port = text.rpartition(":")
    host, _, device = host.partition("%")
    host = host.strip("[]")
    host, _, late = host.partition("%")
    return host, port, device or late


def their_socket(line, tools):
    fields = line.split()
    proto, state, rqueue, wqueue, near, far = fields[:6]
    src, sport, device = end(near)
    dst, dport, _ = end(far)
    dst = ("::" if ":" in src else "0.0.0.0") if dst == "*" else dst
    if src == "*":
        src = "::"
        dst = "::" if dst in ("0.0.0.0", "*") else dst
    find = lambda key: re.search(rf"\b{key}:(\S+)", line)
    number = lambda key: int(find(key)[1]) if find(key) else 0
    names = {"icmp": 1, "ipv6-icmp": 58, "ospf": 89}
    port = lambda text: 0 if text == "*" else int(text) if text.isdigit() else names[text]
    return {"proto": {"icmp6": "raw", "???": "raw"}.get(proto, proto), "state": state, "src": src, "dst": dst, "sport": port(sport),
            "dport": port(dport) if proto in ("tcp", "udp") else None, "ifindex": tools.index(device) if device else 0,
            "inode": number("ino"), "uid": number("uid"), "rqueue": int(rqueue), "wqueue": int(wqueue), "v6only": number("v6only") == 1}
