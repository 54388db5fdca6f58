"""The tunnels that topology draws are those of ip(8) and bridge(8), and each leads where packets really go."""
import json
import os
import subprocess

from machine import NSDOCTOR, Verdict, inside, run

verdict = Verdict()


def ask(*words):
    return json.loads(subprocess.run([NSDOCTOR, "topology", *words, "--json"], capture_output=True, check=True).stdout)


# From iproute2: who has which VXLAN device, with which local address, and where it sends.
devices = {}
for name in [None] + sorted(os.listdir("/run/netns")):
    path = f"/run/netns/{name}" if name else "/proc/self/ns/net"
    inode = os.stat(path).st_ino
    with inside(path):
        for link in json.loads(run("ip", "-d", "-j", "link").stdout):
            if link.get("linkinfo", {}).get("info_kind") == "vxlan":
                data = link["linkinfo"]["info_data"]
                entries = json.loads(run("bridge", "-j", "fdb", "show", "dev", link["ifname"]).stdout)
                remotes = {entry["dst"] for entry in entries if "dst" in entry}
                devices[inode, link["ifindex"]] = (data["id"], data["local"], remotes)
truth = {
    frozenset((a, b)) for a, (vni, local, remotes) in devices.items() for b, (other, far, back) in devices.items()
    if a != b and vni == other and far in remotes and local in back
}
verdict.expect(len(devices) == 2 and len(truth) == 1, f"the lab has {devices}")


def drawn(topology):
    ends = lambda edge: frozenset((edge[end]["netns"], edge[end]["ifindex"]) for end in ("from", "to"))
    return {ends(edge) for edge in topology["edges"] if edge["kind"] == "tunnel" and edge["known"] == "proved"}


verdict.expect(drawn(ask("node")) == truth, f"node: {drawn(ask('node'))}, should be {truth}")
verdict.expect(drawn(ask("netns", "pod-a")) == truth, f"pod-a: {drawn(ask('netns', 'pod-a'))}, should be {truth}")

# The far end forgets us: what is left is one-sided, whichever is met first. Then it is gone, and the line says where packets go.
far = next(key for key in devices if key[0] != os.stat("/proc/self/ns/net").st_ino)
name = next(n for n in os.listdir("/run/netns") if os.stat(f"/run/netns/{n}").st_ino == far[0])
with inside(f"/run/netns/{name}"):
    for entry in json.loads(run("bridge", "-j", "fdb", "show", "dev", "flannel.1").stdout):
        run("bridge", "fdb", "del", entry["mac"], "dev", "flannel.1", "dst", entry["dst"])
edges = [edge for edge in ask("node")["edges"] if edge["kind"] == "tunnel"]
verdict.expect([edge["known"] for edge in edges] == ["one-sided"], f"one-sided: {edges}")
with inside(f"/run/netns/{name}"):
    run("ip", "link", "del", "flannel.1")
topology = ask("node")
verdict.expect(not [edge for edge in topology["edges"] if edge["kind"] == "tunnel"], "an edge to nowhere")
words = [link["tunnel"] for link in topology["links"] if "tunnel" in link]
(vni, local, remotes), = [value for key, value in devices.items() if key != far]
verdict.expect(words == [f"vxlan {vni} {local} -> {', '.join(sorted(remotes))}, out of sight"], f"words: {words}")
verdict.print()
