"""Devices that the tests' machine may lack: what a snapshot holds of them is what `ip -d -j link` and `bridge vlan` say.

The lab beside this file makes them. The comparison of all rows and fields is that of the tests, compare_facts.py; what it
does not compare are the parts of these kinds, which is done here.
"""
import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
FACTS = HERE.parent / "Tests" / "EndToEndTests" / "Inside" / "compare_facts.py"
KINDS = ["vlan", "ipvlan", "bond", "wireguard", "geneve", "vrf", "gre", "gretap", "ipip", "sit", "vti", "ip6tnl", "bridge"]
BOND_MODES = ["balance-rr", "active-backup", "balance-xor", "broadcast", "802.3ad", "balance-tlb", "balance-alb"]


def number(value):
    """Keys of tunnels are written as addresses."""
    parts = str(value).split(".")
    return sum(int(part) << 8 * (3 - i) for i, part in enumerate(parts)) if len(parts) == 4 else int(value)


def place(value):
    return None if value in (None, "any", "::", "0.0.0.0") else value


def our_parts(kind, info):
    value = info.get("_0", info)
    if kind == "vlan":
        return {"id": value["id"], "protocol": value["protocol"]}
    if kind == "ipvlan":
        return {"mode": ["l2", "l3", "l3s"][value["mode"]]}
    if kind == "bond":
        return {"mode": BOND_MODES[value["mode"]], "active": value.get("active_slave"), "miimon": value.get("miimon")}
    if kind == "geneve":
        return {"id": value.get("id"), "remote": place(value.get("remote")), "port": value.get("port"),
                "external": value["collect_metadata"]}
    if kind == "vrf":
        return {"table": value["table"]}
    if kind == "bridge":
        return {"filtering": value["vlan_filtering"], "protocol": value["vlan_protocol"]}
    return {"local": place(value.get("local")), "remote": place(value.get("remote")), "ttl": value.get("ttl") or 0,
            "key": value.get("key") or 0, "output_key": value.get("output_key") or 0, "link": value.get("link") or None}


def their_parts(kind, data, index):
    protocol = {"802.1Q": 0x8100, "802.1ad": 0x88A8}
    if kind == "vlan":
        return {"id": data["id"], "protocol": protocol[data["protocol"]]}
    if kind == "ipvlan":
        return {"mode": data["mode"]}
    if kind == "bond":
        return {"mode": data["mode"], "active": index.get(data.get("active_slave")), "miimon": data["miimon"]}
    if kind == "geneve":
        # Of an external device the kernel tells an id that means nothing, and ip keeps silent.
        return {"id": data.get("id", 0), "remote": place(data.get("remote")), "port": data.get("port"),
                "external": data.get("external", False)}
    if kind == "vrf":
        return {"table": data["table"]}
    if kind == "wireguard":
        # What it holds is not told by rtnetlink.
        return {}
    if kind == "bridge":
        return {"filtering": bool(data["vlan_filtering"]), "protocol": protocol[data["vlan_protocol"]]}
    return {"local": place(data.get("local")), "remote": place(data.get("remote")), "ttl": data.get("ttl") or 0,
            "key": number(data.get("ikey", 0)), "output_key": number(data.get("okey", 0)), "link": index.get(data.get("link"))}


def inside(nsdoctor):
    """In the lab; prints rows of [what, problem] for the other side."""
    run = lambda *words: json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout)
    rows = []
    facts = run(sys.executable, str(FACTS), nsdoctor)
    rows.append([f"all tables, {facts['counts'].get('fields', 0)} fields", "; ".join(facts["problems"][:9])])

    taken = run(nsdoctor, "snapshot", "-o", "-")
    inode = str(pathlib.Path("/proc/self/ns/net").stat().st_ino)
    ours = {link["ifname"]: link for link in taken["namespaces"][inode]["links"]["rows"]}
    theirs = run("ip", "-d", "-j", "link")
    index = {link["ifname"]: link["ifindex"] for link in theirs}
    seen = set()
    for link in theirs:
        info = link.get("linkinfo", {})
        kind = info.get("info_kind")
        if kind not in KINDS:
            continue
        seen.add(kind)
        name = link["ifname"]
        found = list(ours[name].get("info", {}).values())
        mine = our_parts(kind, found[0]) if found else {}
        truth = their_parts(kind, info.get("info_data", {}), index)
        rows.append([f"{kind} {name}", "" if mine == truth else f"is {mine}, should be {truth}"])
    for kind in KINDS:
        if kind not in seen:
            rows.append([kind, "there is no such device in the lab"])

    vlans = taken["namespaces"][inode]["bridge_vlans"]["known"]
    for port in run("bridge", "-j", "vlan", "show"):
        truth = sorted((vlan, "PVID" in v.get("flags", []), "Egress Untagged" in v.get("flags", [])) for v in port["vlans"]
                       for vlan in range(v["vlan"], v.get("vlanEnd", v["vlan"]) + 1))
        mine = sorted((vlan, v["pvid"], v["untagged"]) for v in vlans[str(index[port["ifname"]])]
                      for vlan in range(v["first"], v["last"] + 1))
        rows.append([f"VLANs of {port['ifname']}", "" if mine == truth else f"are {mine}, should be {truth}"])

    ping = ["ip", "netns", "exec", "pod", "ping", "-c", "2", "-W", "3", "10.20.0.1"]
    works = subprocess.run(ping, capture_output=True).returncode == 0
    path = json.loads(subprocess.run([nsdoctor, "path", "netns:pod", "10.20.0.1", "--json"], capture_output=True, text=True).stdout)
    said = [path["paths"][0][way] and path["paths"][0][way]["result"] for way in ["forward", "reply"]]
    problem = f"the gateway {'answers' if works else 'is silent'}, the path is {said}"
    rows.append(["to a gateway behind VLANs", "" if (said == ["delivered"] * 2) == works else problem])
    print(json.dumps(rows))


def main(nsdoctor):
    from table import Table

    table = Table("Devices: a snapshot beside ip and bridge")
    subprocess.run(["modprobe", "--all", "8021q", "ipvlan", "bonding", "wireguard", "geneve", "vrf", "ip_gre", "ipip", "sit",
                    "ip_vti", "ip6_tunnel", "dummy", "ifb"], check=True)
    done = subprocess.run([nsdoctor, "lab", "run", str(HERE / "devices.yaml"), "--", sys.executable, __file__, nsdoctor],
                          capture_output=True, text=True)
    if not done.stdout.startswith("["):
        table.row("devices", "-", "-", [f"{done.stdout} {done.stderr}"[-600:]])
    for name, problem in json.loads(done.stdout) if done.stdout.startswith("[") else []:
        table.row(name, "ip, bridge", "the same" if not problem else "differs", [problem] if problem else [])
    return table.end()


if __name__ == "__main__":
    inside(sys.argv[1])
