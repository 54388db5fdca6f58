"""Loads rules, an iptables-save file with `legacy` or `nft`, or a file of nft, and prints a snapshot that has them.

    rule_meanings.py NSDOCTOR legacy|nft|- FILE
"""
import json
import os
import subprocess
import sys

from machine import NSDOCTOR, must

os.environ["XTABLES_LOCKFILE"] = "/run/xt.lock"


def main():
    backend, path = sys.argv[2], sys.argv[3]
    must("ip", "link", "set", "lo", "up")
    with open(path) as file:
        text = file.read()
    command = ["nft", "-f", "-"] if backend == "-" else [f"iptables-{backend}-restore"]
    done = subprocess.run(command, input=text, text=True, capture_output=True)
    if done.returncode:
        sys.exit(done.stderr)
    print(json.dumps({"snapshot": must(NSDOCTOR, "snapshot", "-o", "-").decode()}))


main()
