"""Captures with a real network card as uplink: where packets are lost, and who does not answer."""
import json
import subprocess
import time

from outside import SERVER
from table import Table
from uplink import CASES, Node, Outside

#: Of the uplink's cases, what the ladder says of the connection to the server: what stops it there, what stops the answer, and
#: a finding of its own where nothing on the node does.
LADDERS = {
    "a rule drops the answers": (None, "chain", None),
    "no masquerade": (None, None, "capture-unanswered"),
    "uplink is a VLAN": (None, None, None),
}
NETEM = ("a queue that loses everything", "tc qdisc replace dev eth0 root netem loss 100%", "tc qdisc del dev eth0 root")


def captured(node):
    process = subprocess.Popen(node.words(node.nsdoctor, "capture", "pid", node.pid, "--to", f"{SERVER}:80/tcp", "--for", "60", "--json"),
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    said = process.stderr.readline()
    if not said.startswith("capturing at"):
        return None, said
    time.sleep(1)
    for _ in range(2):
        node.reaches(SERVER, 80)
    time.sleep(1)
    process.send_signal(2)
    out, errors = process.communicate(timeout=120)
    return (json.loads(out), said) if out else (None, errors)


def stop(stream):
    return (stream["stopped_by"] or {}).get("object", "unknown") if stream and stream["lost"] else None


def look(node, forth, back, finding):
    node.run("conntrack -F 2>/dev/null; ip neigh flush all nud failed; true")
    report, said = captured(node)
    if report is None:
        return "", said.strip()[-48:], ["there is no report"]
    streams = report["capture"]["streams"]
    there = next((s for s in streams if not s["answer"] and s["flow"].startswith("tcp ") and f"{SERVER}:80" in s["flow"]), None)
    answer = next((s for s in streams if there and s["answers"] == streams.index(there)), None)
    found = [f["id"] for f in report["findings"] if f["id"].startswith("capture-") and f["id"] not in ("capture-loss-point",)]
    problems = []
    if there is None:
        problems.append(f"the connection was not seen: {[s['flow'] for s in streams]}")
    elif (stop(there), stop(answer)) != (forth, back):
        problems.append(f"lost by {stop(there)}, answers by {stop(answer)}; should be {forth}, {back}: {there['rungs']}")
    if found != ([finding] if finding else []):
        problems.append(f"found are {found}, should be {finding}")
    if not forth and not any(report["capture"]["places"][r["place"]]["label"].startswith("eth0") and r["seen"] for r in (there or {"rungs": []})["rungs"]):
        problems.append("nothing was seen at the card")
    return f"{there and there['sent']} sent, {there and there['lost']} lost", f"{stop(there)} {stop(answer)} {' '.join(found)}", problems


def main(nsdoctor):
    table = Table("Captures with a real network card as uplink: packets, and where they are lost")
    outside, node = Outside(), Node(nsdoctor)
    node.build()
    cases = [(name, do, undo, LADDERS[name]) for name, do, undo, *_ in CASES if name in LADDERS]
    cases.insert(0, (*NETEM, ("qdisc", None, None)))
    for name, do, undo, ladder in cases:
        node.run(do)
        table.ask(name, lambda: look(node, *ladder))
        node.run(undo)
    outside.process.kill()
    return table.end()
