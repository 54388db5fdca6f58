"""What a diagnosis may say where it cannot do all that it wants: over a broken network never OK, over a healthy one no finding, no
end by a signal, a sentence where there is no report, and nothing about what is not there that could only not be asked for."""
import json
import re

UNTRUE = re.compile(r"there is no (process (?!\d+ in this PID)|interface|network)|no network namespace is|ended while|is no network namespace")


def honest(verdict, what, state, status, text, complaint):
    """Says what is wrong with an end of `nsdoctor ... --json` over a network that is `healthy` or `broken`; how it ended."""
    if status is None:
        verdict.wrong(f"{what}: hangs")
        return "hangs"
    if status < 0 or status > 130 or status == 70:
        verdict.wrong(f"{what}: ends with {status}: {complaint[-200:]}")
    if found := UNTRUE.search(text + complaint):
        verdict.wrong(f"{what}: says '{found.group(0)}': {complaint[:200]}")
    try:
        report = json.loads(text)
    except ValueError:
        if status in (0, 1, 2):
            verdict.wrong(f"{what}: ends with {status} and no report")
        elif not complaint.strip():
            verdict.wrong(f"{what}: ends with {status} and says nothing")
        return f"status {status}"
    loud = [finding["id"] for finding in report["findings"] if finding["severity"] != "info"]
    if state == "broken" and report["verdict"] == "ok":
        verdict.wrong(f"{what}: the verdict is OK")
    if state == "healthy" and (loud or report["verdict"] in ("warn", "crit")):
        verdict.wrong(f"{what}: found {loud}, verdict {report['verdict']}")
    return f"verdict {report['verdict']}"
