"""1,000 hostile names: no output steers a terminal, JSON parses, and the raw bytes can be had back."""
import base64
import ctypes
import json
import os
import re
import signal
import unicodedata
import xml.etree.ElementTree as tree

import namespaces
from hostile import RouteSocket, comms, names
from machine import LIBC, Verdict, inside, must, nsdoctor, run

COUNT = 1000
FORMS = ["plain", "md", "json", "html", "junit", "tap", "nagios", "prom", "jira", "slack"]
OURS = re.compile(rb"\x1b\[[0-9;]*m")
INVISIBLE = {0x00AD, 0x061C, 0x180E, 0xFEFF, *range(0x200B, 0x2010), *range(0x2028, 0x202F), *range(0x2060, 0x2070), *range(0xFFF9, 0xFFFC)}


def trouble(output, command):
    if "--color=always" in command:
        output = OURS.sub(b"", output)
    if "plain" in command:
        # Records of that form are parted by tabs.
        output = output.replace(b"\t", b"")
    try:
        text = output.decode("utf-8")
    except UnicodeDecodeError as error:
        return f"not UTF-8: {output[error.start - 20:error.end + 20]!r}"
    for place, character in enumerate(text):
        code = ord(character)
        if character == "\n":
            continue
        if code < 0x20 or 0x7F <= code < 0xA0 or code in INVISIBLE or unicodedata.category(character) in ("Cs", "Co"):
            return f"U+{code:04X} in {text[max(0, place - 30):place + 30]!r}"
    return None


def processes(where):
    """Children whose names are hostile, in the namespace."""
    children = []
    with inside(where):
        for comm in comms(60):
            child = os.fork()
            if child == 0:
                LIBC.prctl(15, ctypes.c_char_p(comm), 0, 0, 0)
                signal.pause()
                os._exit(0)
            children.append(child)
    return children


def main():
    verdict = Verdict()
    must("ip", "netns", "add", "box")
    wanted = names(COUNT)
    with inside("/run/netns/box"):
        route = RouteSocket()
        for near, far in zip(wanted[::2], wanted[1::2]):
            route.pair(near, far, alias=(near + b" \n\x1b]0;" + far + b"\x07\r\x9b\xff")[:250])
    made = {}
    with inside("/run/netns/box"):
        for name in wanted:
            made[route.index(name)] = name
    verdict.count("names", len(made))
    verdict.count("bytes", len({byte for name in wanted for byte in name}))
    for name in [b"$(reboot)", b"\x1b[31mred", b"a\nb", b"x-rf", b"\xff\xfe", b"\xe2\x80\xaetxt", b"x y"]:
        must(b"ip", b"netns", b"add", name)
    # A smaller one for what is asked often.
    must("ip", "netns", "add", "small")
    with inside("/run/netns/small"):
        route = RouteSocket()
        for near, far in zip(wanted[:60:2], wanted[1:60:2]):
            route.pair(near, far)
    children = processes("/run/netns/small")

    outputs = {}
    targets = [["netns", "small"], ["node"], ["pid", str(children[0])], ["pid", str(children[-1])]]
    forms = [["-o", "text", "--color=always"], ["-o", "text", "--color=never", "-v"], *(["-o", form] for form in FORMS)]
    outputs["netns box -o json"] = nsdoctor("netns", "box", "-o", "json")
    outputs["netns box text"] = nsdoctor("netns", "box", "-v")
    for target in targets:
        for form in forms:
            outputs[" ".join(target + form)] = nsdoctor(*target, *form)
    for form in ["text", "dot", "mermaid", "svg", "json"]:
        outputs[f"topology {form}"] = nsdoctor("topology", "-o", form, "netns", "box")
    for form in ["text", "plain", "json"]:
        outputs[f"list {form}"] = nsdoctor("list", "-o", form)
    for form in ["text", *FORMS]:
        outputs[f"checklist {form}"] = nsdoctor("checklist", "netns", "small", "-o", form)
    outputs["query json"] = nsdoctor("query", "links.map(l, l.ifname)", "netns", "box")
    outputs["snapshot json"] = nsdoctor("snapshot", "netns", "box", "-o", "-")
    for hopeless in [b"$(reboot)\x1b[31m", b"\xff", b"no\nsuch"]:
        outputs[f"no such netns {hopeless!r}"] = nsdoctor(b"netns", hopeless)
        outputs[f"no such iface {hopeless!r}"] = nsdoctor(b"iface", hopeless)
        outputs[f"no such expression {hopeless!r}"] = nsdoctor(b"query", hopeless)
        outputs[f"no such option {hopeless!r}"] = nsdoctor(b"pid", b"--" + hopeless)

    for name, done in outputs.items():
        verdict.count("outputs")
        verdict.expect(done.returncode in (0, 1, 2, 3, 64, 65, 66), f"{name}: status {done.returncode} {done.stderr[-300:]!r}")
        for stream, data in [("stdout", done.stdout), ("stderr", done.stderr)]:
            found = trouble(data, name)
            verdict.expect(found is None, f"{name} {stream}: {found}")
        if "json" in name or "slack" in name:
            try:
                json.loads(done.stdout)
            except ValueError as error:
                verdict.wrong(f"{name}: {error}")
        if any(form in name.split() for form in ("html", "junit", "svg")):
            try:
                tree.fromstring(done.stdout)
            except tree.ParseError as error:
                verdict.wrong(f"{name}: {error}")

    recover(verdict, made, outputs)
    for child in children:
        os.kill(child, signal.SIGKILL)
    verdict.print()


def recover(verdict, made, outputs):
    """From JSON back to the bytes."""
    report = json.loads(outputs["netns box -o json"].stdout)
    links = {link["ifindex"]: link for link in report["topology"]["links"] if link["ifname"] != "lo"}
    for index, name in made.items():
        link = links.get(index)
        bytes_back = link and (base64.b64decode(link["ifname_b64"]) if "ifname_b64" in link else link["ifname"].encode())
        verdict.expect(bytes_back == name, f"report: {name!r} came back as {bytes_back!r}")
    namespace, = [n for n in json.loads(outputs["snapshot json"].stdout)["namespaces"].values() if "box" in n["names"]]
    for link in namespace["links"]["rows"]:
        if link["ifname"] != "lo":
            bytes_back = bytes(link["ifname_bytes"]) if "ifname_bytes" in link else link["ifname"].encode()
            verdict.expect(bytes_back == made.get(link["ifindex"]), f"snapshot: {made.get(link['ifindex'])!r} came back as {bytes_back!r}")
            verdict.count("names recovered")


main()
