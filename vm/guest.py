"""What runs in the emulated machine. Arguments: nsdoctor [part ...]; parts are uplink, devices, drops, counters, motion, labs, kinds and captures."""
import subprocess
import sys

import captures
import counters
import devices
import drops
import kinds
import labs
import motion
import uplink

# Whoever has no time for all of them gets the first ones.
PARTS = {
    "uplink": uplink.main, "devices": devices.main, "drops": drops.main, "counters": counters.main, "motion": motion.main,
    "labs": labs.main, "kinds": kinds.main, "captures": captures.main,
}


def main():
    sys.stdout.reconfigure(line_buffering=True)
    # What a machine with containers has loaded already, and what is not loaded when it is first used.
    subprocess.run(["modprobe", "--all", "br_netfilter", "tun"], check=True)
    results = [PARTS[part](sys.argv[1]) for part in sys.argv[2:] or PARTS]
    sys.exit(0 if all(results) else 1)


main()
