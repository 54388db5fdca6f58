"""A ruleset as `nft -a list ruleset` prints it and as a snapshot has it: from a file, or rules at random."""
import json
import subprocess
import sys

from machine import NSDOCTOR, run
from random_rules import RandomRules


def load(text):
    done = subprocess.run(["nft", "-f", "-"], input=text, text=True, capture_output=True)
    return done.stderr if done.returncode else ""


def main():
    run("ip", "link", "set", "lo", "up")
    refused = []
    if sys.argv[2] == "--random":
        rules = RandomRules(int(sys.argv[3]))
        refused.append(load(rules.skeleton()))
        # One by one: a rule that nft or this kernel does not take must not take the others along.
        for rule in rules.rules(int(sys.argv[4])):
            error = load(rule)
            if error:
                refused.append(rule + ": " + error.split("\n")[0])
    else:
        with open(sys.argv[2]) as file:
            blocks = file.read()
        error = load(blocks)
        if error:
            sys.exit(error)
    listing = run("nft", "-a", "list", "ruleset").stdout
    snapshot = run(NSDOCTOR, "snapshot", "-o", "-").stdout
    text = lambda what: what.decode() if isinstance(what, bytes) else what
    print(json.dumps({"nft": text(listing), "snapshot": text(snapshot), "refused": [r for r in refused if r]}))


main()
