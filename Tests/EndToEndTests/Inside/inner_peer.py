"""Asked from inside a container, which cannot see the node: its uplink has an unresolved end, and never a wrong one."""
import json
import sys

from machine import NSDOCTOR, Verdict, must, run


def main():
    verdict = Verdict()
    must("ip", "netns", "add", "box")
    must("ip", "link", "add", "host0", "index", "7", "type", "veth", "peer", "name", "eth0", "index", "7", "netns", "box")
    script = (
        'mount -t tmpfs none /run && mkdir -p /run/netns && ip netns add inner && '
        # Inside there is another link 7 whose peer has index 7: the decoy.
        'ip link add a7 index 8 type veth peer name b7 index 7 netns inner && '
        f'"{NSDOCTOR}" topology -o json node')
    done = run("ip", "netns", "exec", "box", "unshare", "--pid", "--fork", "--mount", "--mount-proc", "sh", "-ec", script)
    try:
        edges = json.loads(done.stdout)["edges"]
    except ValueError:
        verdict.wrong(f"no JSON: {done.stdout[-300:]} {done.stderr[-300:]}")
        return verdict.print()
    uplink = [e for e in edges if "eth0" in (e["from"]["ifname"], e["to"]["ifname"])]
    decoy = [e for e in edges if e["kind"] == "veth" and "eth0" not in (e["from"]["ifname"], e["to"]["ifname"])]
    verdict.expect(len(uplink) == 1 and uplink[0]["known"] == "unresolved" and uplink[0]["to"]["netns"] is None, f"uplink: {uplink}")
    verdict.expect(len(decoy) == 1 and decoy[0]["known"] == "proved", f"inner pair: {decoy}")
    verdict.print()


main()
