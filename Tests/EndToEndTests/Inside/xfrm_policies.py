"""IPsec policies at random places of sound random networks: simulated paths beside real packets.

Arguments: first seed, how many networks.
"""
import os
import sys

from machine import Verdict, inside, run
from path_probes import Probe, Servers, compare
from walked_network import WalkedNetwork

WIDTHS = {4: [0, 8, 24, 32], 6: [0, 48, 64, 128]}


class GuardedNetwork(WalkedNetwork):
    def guard(self):
        """One policy, in words; the kernel refuses some mixtures."""
        place = self.dice.choice(self.names + [self.node] * 3)
        ends = [self.target(), self.target()]
        if (":" in ends[0]) != (":" in ends[1]):
            return None
        version = 6 if ":" in ends[0] else 4
        src, dst = (f"{end}/{self.dice.choice(WIDTHS[version])}" for end in ends)
        proto = self.dice.choice(["", "", "proto udp", "proto udp dport 80", "proto tcp dport 80", "proto tcp sport 80", "proto icmp",
                                  "proto icmp type 8", "proto icmp type 0"])
        if version == 6 and "icmp" in proto:
            proto = "proto ipv6-icmp type 128"
        device = f"dev {self.dice.choice(self.links[place])}" if self.dice.random() < 0.15 else ""
        priority = self.dice.choice(["", "priority 5", "priority 9"])
        mark = self.dice.choice(["", "", "", "mark 0 mask 0xff", "mark 1 mask 0xff"])
        action = self.dice.choice(["action block", "action block", "action allow",
                                   f"tmpl src {ends[0]} dst {ends[1]} proto esp mode transport"])
        words = f"dir {self.dice.choice(['in', 'out', 'fwd'])} src {src} dst {dst} {proto} {device} {priority} {mark} {action}"
        done = run("ip", "-n", place, "xfrm", "policy", "add", *words.split())
        if self.dice.random() < 0.1:
            setting = self.dice.choice(["disable_policy", "disable_xfrm"])
            self.sysctl(place, f"net.ipv4.conf.{self.dice.choice(['all', self.links[place][0]])}.{setting}=1")
            words += f", {setting}"
        return f"{place} {words}" if done.returncode == 0 else None


def main():
    verdict = Verdict()
    verdict.unknowns = []
    first, count = int(sys.argv[2]), int(sys.argv[3])
    servers = Servers()
    for seed in range(first, first + count):
        network = GuardedNetwork(seed, servers, sound=True)
        moves = [move for move in (network.guard() for _ in range(network.dice.randint(1, 4))) if move]
        verdict.count("policies", len(moves))
        probes = [Probe(f"netns:{place}", f"/run/netns/{place}", target, kind, port, size)
                  for place, target, kind, port, size in network.questions(10)]
        compare(verdict, probes, f"network {seed} ({'; '.join(moves)}): ")
        network.remove()
        verdict.count("networks")
    if os.environ.get("VERBOSE"):
        print("\n".join(verdict.unknowns + verdict.problems), file=sys.stderr)
    verdict.print()


main()
