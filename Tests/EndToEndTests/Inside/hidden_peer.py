"""A peer in a namespace that only insiders can reach: the edge is unresolved, never one to a namespace that is not it."""
import json
import os

import namespaces
from machine import Verdict, must, nsdoctor, run


def main():
    verdict = Verdict()
    # Decoys: namespaces that have a veth with the very index of the hidden end, and whose peer has ours.
    for name in ["decoy1", "decoy2", "near"]:
        must("ip", "netns", "add", name)
    must("ip", "link", "add", "d1", "index", "7", "netns", "decoy1", "type", "veth", "peer", "name", "d2", "index", "7", "netns", "decoy2")
    # The hidden namespace: it was named, it got one end, its name is gone; a socket of ours keeps it, which no /proc shows.
    must("ip", "netns", "add", "hidden")
    must("ip", "link", "add", "e0", "index", "7", "netns", "near", "type", "veth", "peer", "name", "e1", "index", "7", "netns", "hidden")
    hidden = namespaces.inode("/run/netns/hidden")
    from machine import inside
    import socket
    with inside("/run/netns/hidden"):
        keep = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    must("ip", "netns", "del", "hidden")
    verdict.expect(b"e0" in must("ip", "-n", "near", "link"), "the pair is gone: nothing is tested")
    verdict.expect(hidden not in namespaces.all_namespaces(), "the namespace can be seen: nothing is tested")
    for target in [["node"], ["netns", "near"]]:
        edges = json.loads(nsdoctor("topology", "-o", "json", *target).stdout)["edges"]
        near = namespaces.inode("/run/netns/near")
        ours = [e for e in edges if e["kind"] == "veth" and near in (e["from"]["netns"], e["to"]["netns"])]
        verdict.expect(len(ours) == 1, f"{target}: {len(ours)} edges of e0: {ours}")
        for edge in ours:
            verdict.expect(edge["known"] == "unresolved", f"{target}: {edge}")
            verdict.expect(edge["to"]["netns"] is None and edge["to"]["ifindex"] is None, f"{target}: an invented end {edge}")
            verdict.expect(edge.get("reason"), f"{target}: no reason {edge}")
    # And the diagnosis of it may not say that all is well.
    done = nsdoctor("netns", "near", "--json")
    report = json.loads(done.stdout)
    verdict.expect(done.returncode != 0 or report["findings"], "a peer that cannot be seen, and all is well")
    keep.close()
    verdict.print()


main()
