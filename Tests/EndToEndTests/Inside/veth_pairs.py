"""50 veth pairs between 20 namespaces, as many equal ifindexes as the kernel allows; then every peer against the construction."""
import json
import os
import random
import sys

import namespaces
from machine import Verdict, batch, must, nsdoctor, report

SPACES, PAIRS = 20, 50


def build(dice):
    """Each end: (inode, ifindex) -> (inode, ifindex). Indexes are small numbers that repeat in every namespace."""
    names = [f"s{i}" for i in range(SPACES)]
    for name in names:
        must("ip", "netns", "add", name)
    inodes = {name: namespaces.inode(f"/run/netns/{name}") for name in names}
    free = {name: 2 for name in names}
    peers, commands = {}, []
    for number in range(PAIRS):
        # Ends with the same index wherever both namespaces still have it free.
        near, far = dice.sample(names, 2)
        near, far = (near, far) if free[near] <= free[far] else (far, near)
        index = max(free[near], free[far])
        free[near] = free[far] = index + 1
        commands.append(f"link add eth{number} index {index} netns {near} type veth peer name eth{number} index {index} netns {far}")
        one, other = (inodes[near], index), (inodes[far], index)
        peers[one], peers[other] = other, one
    batch("/proc/self/ns/net", commands)
    return peers


def main():
    verdict = Verdict()
    seed = int(sys.argv[2])
    peers = build(random.Random(seed))
    equal = len({index for _, index in peers})
    verdict.count("different indexes", equal)
    topology = json.loads(nsdoctor("topology", "-o", "json", "node").stdout)
    seen = {}
    for edge in topology["edges"]:
        if edge["kind"] == "veth":
            verdict.expect(edge["known"] == "proved", f"{edge} is not proved")
            ends = [(edge[end]["netns"], edge[end]["ifindex"]) for end in ("from", "to")]
            for one, other in [ends, ends[::-1]]:
                verdict.expect(one not in seen, f"{one} has two edges")
                seen[one] = other
    verdict.count("edges", len(seen) // 2)
    for one, other in peers.items():
        verdict.expect(seen.get(one) == other, f"peer of {one} is {seen.get(one)}, should be {other}")
    verdict.expect(len(seen) == len(peers), f"{len(seen)} ends with an edge, should be {len(peers)}")
    # The same question, namespace by namespace.
    for name in ["s0", "s7", "s19"]:
        inode = namespaces.inode(f"/run/netns/{name}")
        for edge in json.loads(nsdoctor("topology", "-o", "json", "netns", name).stdout)["edges"]:
            if edge["kind"] == "veth":
                ends = [(edge[end]["netns"], edge[end]["ifindex"]) for end in ("from", "to")]
                verdict.expect(peers.get(ends[0]) == ends[1] and edge["known"] == "proved", f"from {name}: {edge}")
                verdict.count("edges asked singly")
    verdict.print()


main()
