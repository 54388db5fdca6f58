"""`nsdoctor snapshot` against the tools, in every namespace of the sandbox. Arguments: nsdoctor [seed of a random network]."""
import os
import sys
import time

import namespaces
from address_facts import our_address, their_address
from comparing import Comparison
from iproute import Tools
from link_facts import our_conf, our_counters, our_link, their_conf, their_counters, their_link
from machine import Verdict, inside, run, snapshot
from neighbor_facts import our_fdb, our_neighbor, their_fdb, their_neighbor
from process_facts import compare_holders, compare_processes
from random_network import RandomNetwork
from route_facts import locked_mtus, our_netconf, our_nexthop, our_route, our_rule, their_netconf, their_nexthop, their_route, their_rule
from socket_facts import our_socket, their_socket


TABLES = ["links", "addresses", "routes", "routes6", "rules", "nexthops", "neighbors", "fdb", "netconf", "sockets"]


def compare(verdict, spoil=lambda snapshot: None):
    before = {number: counters(path) for number, path in namespaces.all_namespaces().items()}
    taken = snapshot()
    spoil(taken)
    found = namespaces.all_namespaces()
    differences = []
    if set(map(int, taken["namespaces"])) != set(found):
        differences.append(f"namespaces are {sorted(taken['namespaces'])}, should be {sorted(found)}")
    for gap in taken["gaps"]:
        differences.append(f"gap {gap}")
    for number, path in found.items():
        ours = taken["namespaces"].get(str(number))
        if ours is None:
            continue
        comparison = Comparison(verdict, "/".join(ours["names"]) or str(number))
        with inside(path):
            compare_namespace(ours, comparison, before.get(number, {}))
        compare_nsids(ours, path, comparison)
        compare_holders(ours, number, comparison)
        differences += comparison.differences
    comparison = Comparison(verdict, "processes")
    compare_processes(taken, comparison)
    return differences + comparison.differences


def counters(path):
    with inside(path):
        return {row["ifindex"]: row for row in map(their_counters, Tools().json("ip", "-N", "-d", "-s", "-j", "link"))}


def compare_namespace(ours, comparison, before):
    tools = Tools()
    for name in TABLES:
        comparison.same(f"{name} coverage", ours[name]["coverage"], "complete")
    rows = lambda name: ours[name]["rows"]
    links = tools.json("ip", "-N", "-d", "-s", "-j", "link")
    comparison.table("link", map(our_link, rows("links")), [their_link(link, tools) for link in links], ["ifindex"])
    comparison.table("conf", map(our_conf, rows("links")), map_list(their_conf, links), ["ifindex"])
    for mine in map(our_counters, rows("links")):
        low, high = before.get(mine["ifindex"]), next((their_counters(l) for l in links if l["ifindex"] == mine["ifindex"]), None)
        for key in mine if low and high else []:
            comparison.same(f"{key} of link {mine['ifindex']}", low[key] <= mine[key] <= high[key], True)
    ports = {port["ifindex"]: port for port in tools.json("bridge", "-d", "-j", "link")}
    comparison.same("ports", {l["ifindex"]: l.get("master") for l in rows("links") if "port" in l},
                    {i: tools.index(p["master"]) for i, p in ports.items()})
    # They are read where a bridge filters them.
    filters = any(l.get("linkinfo", {}).get("info_data", {}).get("vlan_filtering") for l in links)
    vlans = ours.get("bridge_vlans", {}).get("known", {})
    for link in tools.json("bridge", "-j", "vlan", "show") if filters else []:
        comparison.same(f"vlans of {link['ifname']}", True, str(tools.index(link["ifname"])) in vlans)

    addresses = [their_address(link, a) for link in tools.json("ip", "-N", "-d", "-j", "addr") for a in link.get("addr_info", []) if a]
    comparison.table("address", map(our_address, rows("addresses")), addresses, ["ifindex", "local"])
    for version, name in [(4, "routes"), (6, "routes6")]:
        theirs = tools.json("ip", "-N", "-d", "-j", f"-{version}", "route", "show", "table", "all")
        comparison.table(name, map(our_route, rows(name)), [their_route(r, version, tools) for r in theirs], ["dst", "table", "metric", "tos"])
        text = run("ip", f"-{version}", "route", "show", "table", "all").stdout.decode("utf-8", "replace")
        comparison.same(f"{name} with a locked MTU", sorted(r["mtu"] for r in rows(name) if r["mtu_locked"] and "mtu" in r), locked_mtus(text))
    rules = [their_rule(r, v) for v in (4, 6) for r in tools.json("ip", "-N", "-d", "-j", f"-{v}", "rule")]
    comparison.table("rule", map(our_rule, rows("rules")), rules, ["family", "priority"])
    nexthops = [their_nexthop(n, tools) for n in tools.json("ip", "-N", "-d", "-j", "nexthop")]
    comparison.table("nexthop", map(our_nexthop, rows("nexthops")), nexthops, ["id"])
    neighbors = [their_neighbor(n, tools) for n in tools.json("ip", "-N", "-s", "-j", "neigh", "show", "nud", "all")]
    comparison.table("neighbor", map(our_neighbor, rows("neighbors")), neighbors, ["ifindex", "dst"])
    fdb = [their_fdb(f, tools) for f in tools.json("bridge", "-d", "-j", "fdb")]
    comparison.table("fdb", map(our_fdb, rows("fdb")), fdb, ["mac", "ifindex"])
    netconf = [their_netconf(n, tools) for n in tools.json("ip", "-N", "-j", "netconf")]
    comparison.table("netconf", map(our_netconf, rows("netconf")), netconf, ["family", "ifindex"])
    lines = run("ss", "-HnaeOtuw").stdout.decode().splitlines()
    comparison.table("socket", map(our_socket, rows("sockets")), [their_socket(l, tools) for l in lines], ["proto", "src", "sport", "dst", "dport"])
    for name, value in ours["sysctls"].items():
        path = b"/proc/sys/" + b"/".join(part.replace(b"/", b".") for part in name.encode().split(b"."))
        if "known" in value and os.path.exists(path):
            comparison.same(name, value["known"], open(path).read().strip())


def map_list(function, rows):
    return [function(row) for row in rows]


def compare_nsids(ours, path, comparison):
    """`ip netns list-id` knows the ids of named namespaces."""
    with inside(path):
        known = {row["nsid"]: row["name"] for row in Tools().json("ip", "-j", "netns", "list-id") if "name" in row}
    for nsid, inode in ours["nsids"].items():
        if int(nsid) in known:
            comparison.same(f"nsid {nsid}", inode, namespaces.inode(f"/run/netns/{known[int(nsid)]}"))
    for link in ours["links"]["rows"]:
        nsid = link.get("link_netnsid")
        if nsid is not None:
            comparison.same(f"nsid {nsid} of {link['ifname']} is resolved", str(nsid) in ours["nsids"] or str(nsid) in ours["lost_nsids"], True)


def main():
    verdict = Verdict()
    if sys.argv[2:] == ["spoilt"]:
        return compare_spoilt(verdict)
    network = RandomNetwork(int(sys.argv[2])) if len(sys.argv) > 2 else None
    # Neighbour discovery and timers move on between two looks; what is wrong stays wrong.
    lasting = None
    for attempt in range(5):
        verdict.counts.clear()
        differences = compare(verdict)
        lasting = [d for d in differences if lasting is None or d in lasting]
        if not lasting:
            break
        time.sleep(0.3 * (attempt + 1))
    for difference in lasting:
        verdict.wrong(difference)
    verdict.print()


def compare_spoilt(verdict):
    """The comparison itself: a row that is missing, invented or changed in a table is noticed."""
    network = RandomNetwork(1)

    def every_row(change):
        def spoil(taken):
            for namespace in taken["namespaces"].values():
                for name in TABLES:
                    change(namespace[name]["rows"])
        return spoil

    def remove(rows):
        del rows[:1]

    def invent(rows):
        rows.extend(rows[:1])

    def alter(rows):
        for row in rows[:1]:
            for key in {"mtu", "prefixlen", "scope", "table", "priority", "id", "lladdr", "mac", "forwarding", "sport"} & row.keys():
                row[key] = "02:aa:aa:aa:aa:aa" if key in ("mac", "lladdr") else row[key] + 1
            if "lladdr" in row or "state" in row:
                row["state"] = 3 if row.get("state") not in (3, None) and "proto" not in row else row.get("state")

    words = ["link", "address", "routes", "routes6", "rule", "nexthop", "neighbor", "fdb", "netconf", "socket"]
    for change in [remove, invent, alter]:
        differences = compare(Verdict(), every_row(change))
        for word in words:
            found = [d for d in differences if f": {word}" in d and "coverage" not in d]
            verdict.expect(found, f"{change.__name__} in {word} was not noticed")
    verdict.print()


main()
