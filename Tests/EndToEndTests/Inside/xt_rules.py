"""Random iptables rules, how iptables-save prints them, and what nsdoctor's snapshot has of them.

    xt_rules.py NSDOCTOR legacy|nft RULES SEED
"""
import json
import os
import shutil
import sys

from machine import NSDOCTOR, must, run
from xt_random import Rules

os.environ["XTABLES_LOCKFILE"] = "/run/xt.lock"


def sets():
    must("ipset", "create", "addresses", "hash:ip", "counters", "timeout", "0")
    must("ipset", "create", "ports", "hash:ip,port", "counters")
    must("ipset", "create", "triples", "hash:ip,port,ip")
    must("ipset", "create", "addresses6", "hash:ip", "family", "inet6", "timeout", "0")
    must("ipset", "create", "ports6", "hash:ip,port", "family", "inet6")


def main():
    backend, count, seed = sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    # Looking makes no table.
    must(NSDOCTOR, "snapshot", "-o", "-")
    made = [open(f"/proc/thread-self/net/{name}_names").read().split() for name in ["ip_tables", "ip6_tables", "arp_tables"]]
    if shutil.which("ipset"):
        sets()
    tried, taken, used = 0, 0, {}
    for family, tool in [(4, f"iptables-{backend}"), (6, f"ip6tables-{backend}")]:
        rules = Rules(seed * 10 + family, family)
        for table in rules.CHAINS:
            for chain in ["USER", "CUSTOM"]:
                must(tool, "-t", table, "-N", chain)
        must(tool, "-P", "FORWARD", "DROP")
        for _ in range(count):
            table, chain, words, names = rules.rule()
            tried += 1
            if run(tool, "-t", table, "-A", chain, "-c", "5", "700", *words).returncode == 0:
                taken += 1
                for name in names:
                    used[name] = used.get(name, 0) + 1
    save = {family: must(f"{tool}-{backend}-save", "-c").decode(errors="replace") for family, tool in [("ip", "iptables"), ("ip6", "ip6tables")]}
    print(json.dumps({"made": sum(made, []), "tried": tried, "taken": taken, "used": used, "save": save, "snapshot": must(NSDOCTOR, "snapshot", "-o", "-").decode()}))


main()
