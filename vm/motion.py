"""All that only motion shows, at once in one lab, with what only the first namespace of a machine can set: a short queue of received
packets, and a small table of neighbours. With a file as NSDOCTOR_SAVE what was watched is kept there."""
import json
import os
import pathlib
import subprocess
import sys
import time

SMALL = {"net.core.netdev_max_backlog": 0, "net.ipv4.neigh.default.gc_thresh1": 8, "net.ipv4.neigh.default.gc_thresh2": 16,
         "net.ipv4.neigh.default.gc_thresh3": 40}
# A finding of each, and what it names. That the table of neighbours is too small is told only from where its limit can be read.
WANTED = {
    ("link-flapping", "eth0"), ("socket-buffer-full", "udp 0.0.0.0:5300"), ("softnet-squeezed", "net.core.netdev_max_backlog"),
    ("counter-rises", "TcpExtIPReversePathFilter"), ("counter-rises", "table_fulls"),
}
BEFORE = """
echo 1 > /proc/sys/net/ipv4/conf/br0/rp_filter
ip netns exec blue ip addr add 192.0.2.9/32 dev lo
ip -n blue neigh replace 192.168.15.254 dev veth-blue nud permanent lladdr $(cat /sys/class/net/br0/address)
"""
MEANWHILE = """
ip netns exec blue ping -q -I 192.0.2.9 -i 0.2 -c 10 192.168.1.3 &
ping -q -b -i 0.1 -c 30 192.168.15.255 &
python3 -c '
import socket
one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for last in range(20, 250):
    try:
        one.sendto(b"x", (f"192.168.1.{last}", 9))
    except OSError:
        pass
' &
wait
for i in 1 2 3; do ip -n outside link set lan0 down; sleep 0.3; ip -n outside link set lan0 up; sleep 0.3; done
"""


def inside(nsdoctor, *words):
    """In the lab: watches, moves, and prints the report."""
    subprocess.run(["bash", "-c", BEFORE], stdout=subprocess.DEVNULL, stderr=sys.stderr)
    time.sleep(3)
    # The lab has a /run of its own.
    save = pathlib.Path("/run/watched.json")
    process = subprocess.Popen([nsdoctor, "watch", *words, "-o", "json", "--every", "1s", "--for", "120s", "--save", save], stdout=subprocess.PIPE, text=True)
    process.stdout.readline()
    subprocess.run(["bash", "-c", MEANWHILE], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(2)
    process.send_signal(2)
    report = process.communicate()[0].splitlines()[-1]
    print(json.dumps([json.loads(report), save.read_text()]))


def main(nsdoctor):
    before = {name: pathlib.Path("/proc/sys", name.replace(".", "/")).read_text() for name in SMALL}
    for name, value in SMALL.items():
        pathlib.Path("/proc/sys", name.replace(".", "/")).write_text(str(value))
    done = subprocess.run([nsdoctor, "lab", "run", "red-blue", "--fault", "reader-sleeps", "--", sys.executable, __file__, nsdoctor, "netns", "blue"], capture_output=True, text=True)
    for name, value in before.items():
        pathlib.Path("/proc/sys", name.replace(".", "/")).write_text(value)
    try:
        report, snapshot = json.loads(done.stdout)
    except ValueError:
        print(f"motion: WRONG: {done.returncode} {done.stdout[-500:]} {done.stderr[-2000:]}")
        return False
    if save := os.environ.get("NSDOCTOR_SAVE"):
        pathlib.Path(save).write_text(snapshot)
    found = {(f["id"], f["subject"]["name"]) for f in report["findings"]}
    missing = sorted(WANTED - found)
    if missing:
        moved = [(s["name"], c["name"], c["rise"]) for s in report["watched"]["sources"] for c in s["counters"] if c["meaning"] in ("loss", "event", "doubtful")]
        print(f"motion: WRONG: not found: {missing}; found {sorted(found)}; moved {moved}")
    print(f"motion: {len(WANTED) - len(missing)} of {len(WANTED)} found")
    return not missing


if __name__ == "__main__":
    inside(*sys.argv[1:])
