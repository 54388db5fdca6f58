"""A sample of the labs on this kernel: what nsdoctor says, and what the labs' own probes really do."""
import json
import pathlib
import subprocess

import yaml

from table import Table

LABS = pathlib.Path(__file__).resolve().parent.parent / "fixtures" / "labs"
# Every kind of device, both rule worlds, both families; and faults that the kernel decides by itself.
SAMPLE = [
    ("left-right", None),
    ("red-blue", None), ("red-blue", "ip-forward-off"), ("red-blue", "masquerade-missing"), ("red-blue", "bridge-port-blocking-stp"),
    ("red-blue", "veth-mtu-mismatch"),
    ("dual-stack", None), ("dual-stack", "ipv6-forwarding-off"),
    ("published", None), ("published", "foreign-table-drops"), ("published", "rp-filter-drop"),
    ("routed", "proxy-arp-gateway-missing"), ("two-routers", "asym-path-invalid-drop"),
    ("docker", "docker-inter-network-isolation"), ("kube-proxy", None), ("network-policy", "policy-set-stale"),
    ("overlay", None), ("overlay", "vxlan-vni-mismatch"),
    ("macvlan", None), ("tun", "tun-no-reader"),
]


def expected(lab, fault):
    """Finding and severity that the lab waits for, and for each probe whether it gets an answer; None is either."""
    change = next((c for c in lab.get("faults", []) + lab.get("variants", []) if c["id"] == fault), {})
    probes = {probe["id"]: probe.get("works", True) for probe in lab["probes"]}
    probes |= {name: True for name in change.get("works", [])} | {name: False for name in change.get("fails", [])}
    probes |= {name: None for name in change.get("varies", [])}
    wanted = change.get("expect", {})
    severity = wanted.get("severity", "ok")
    return wanted.get("finding"), "ok" if severity == "info" else severity, probes


def run(nsdoctor, name, fault):
    words = [nsdoctor, "lab", "run", name, "--probes"] + (["--fault", fault] if fault else [])
    try:
        done = subprocess.run(words + ["--", nsdoctor, "{target}", "--json"], capture_output=True, text=True, timeout=300)
    except subprocess.TimeoutExpired:
        return None, {}, "it took more than 300 s"
    if not done.stdout.startswith("{"):
        return None, {}, f"it was not built: {done.stderr.strip()[-300:]}"
    report, end = json.JSONDecoder().raw_decode(done.stdout)
    answered = {line.split()[1]: line.startswith("ok ") for line in done.stdout[end:].splitlines() if line.strip()}
    return report, answered, ""


def look(nsdoctor, name, fault):
    finding, severity, probes = expected(yaml.safe_load((LABS / f"{name}.yaml").read_text()), fault)
    report, answered, error = run(nsdoctor, name, fault)
    if report is None:
        return "-", "-", [error]
    problems = [f"probe {probe} is {'answered' if answered.get(probe) else 'not answered'}"
                for probe, wanted in probes.items() if wanted is not None and answered.get(probe) != wanted]
    roots = [f["id"] for f in report["findings"] if f["root_cause"] and (f["severity"] != "info" or f["id"] == finding)]
    if roots != ([finding] if finding else []):
        problems.append(f"root causes are {roots}, should be {finding or 'none'}")
    if report["verdict"] != severity:
        unknown = [f"{c['id']}: {c['reason']}" for c in report["checks"] if c["state"] == "unknown"]
        problems.append(f"the verdict is {report['verdict']}, should be {severity} {unknown or ''}")
    return f"{sum(answered.values())} of {len(answered)} answered", f"{report['verdict']} {' '.join(roots)}", problems


def main(nsdoctor):
    table = Table("Labs: probes as the labs declare them, and the verdict")
    for name, fault in SAMPLE:
        table.ask(f"{name} {fault or 'healthy'}", lambda: look(nsdoctor, name, fault))
    return table.end()
