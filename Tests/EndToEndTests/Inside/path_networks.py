"""Random networks, broken at random: simulated paths beside real packets. Arguments: first seed, how many networks."""
import os
import sys

from machine import Verdict
from path_probes import Probe, Servers, compare
from walked_network import WalkedNetwork


def main():
    verdict = Verdict()
    verdict.unknowns = []
    first, count = int(sys.argv[2]), int(sys.argv[3])
    # With a fourth argument the network stays, for a shell or for that command.
    keep = len(sys.argv) > 4
    servers = Servers()
    for seed in range(first, first + count):
        network = WalkedNetwork(seed, servers)
        probes = [Probe(f"netns:{place}", f"/run/netns/{place}", target, kind, port, size)
                  for place, target, kind, port, size in network.questions(8)]
        compare(verdict, probes, f"network {seed} ({'; '.join(network.moves)}): ")
        verdict.count("networks")
        if keep:
            print("\n".join(verdict.problems + verdict.unknowns), file=sys.stderr)
            os.execvp("bash", ["bash", "-c", sys.argv[4]] if sys.argv[4] else ["bash"])
        network.remove()
    if os.environ.get("VERBOSE"):
        print("\n".join(verdict.unknowns), file=sys.stderr)
    verdict.print()


main()
