"""A network of the exam: what the lines of its file's head say. The rest of the file is shell."""

import os
import re
import shlex

KINDS = ("field", "usual", "healthy")
# What a line of the head may be called, and whether there may be several of it.
WORDS = {
    "title": False, "group": False, "accepts": False, "accepts-hidden": False, "probe": True, "lost": False,
    "varies": False, "sight": False, "target": False, "args": False, "without": False, "tried": False,
    "history": False, "settle": False, "severity": False, "verdict": False, "fix": False,
}


class Mistake(Exception):
    pass


class Probe:
    """NAME PLACE KIND DESTINATION [key=value ...]"""

    KINDS = ("ping", "tcp", "up", "down", "udp", "dns")

    def __init__(self, text):
        words = shlex.split(text)
        if len(words) < 3 or words[2] not in self.KINDS:
            raise Mistake(f"probe: NAME PLACE {'|'.join(self.KINDS)} DESTINATION, and not '{text}'")
        self.name, self.place, self.kind = words[:3]
        plain = [word for word in words[3:] if "=" not in word]
        self.options = dict(word.split("=", 1) for word in words[3:] if "=" in word)
        self.destination = plain[0] if plain else ""

    def address(self):
        """The destination's address and port: 10.1.0.1:80, [fd00::1]:80, 10.1.0.1"""
        match = re.fullmatch(r"\[(.*)\]:(\d+)|([^:]*):(\d+)|(.*)", self.destination)
        return match[1] or match[3] or match[5], int(match[2] or match[4] or 0)


class Network:
    def __init__(self, path):
        self.path = path
        self.name = os.path.basename(path)[: -len(".sh")]
        self.kind = os.path.basename(os.path.dirname(path))
        head = {word: [] for word in WORDS}
        with open(path, encoding="utf-8") as file:
            self.text = file.read()
        for number, line in enumerate(self.text.splitlines(), 1):
            if not line.startswith("#"):
                break
            match = re.fullmatch(r"# ([a-z-]+): *(.*?) *", line)
            if not match or match[1] not in WORDS:
                raise Mistake(f"{path}:{number}: '{line}' is no line of a head")
            if head[match[1]] and not WORDS[match[1]]:
                raise Mistake(f"{path}:{number}: a second '{match[1]}'")
            head[match[1]].append(match[2])
        one = lambda word, default="": head[word][0] if head[word] else default
        self.title = one("title")
        self.group = one("group", self.kind)
        self.accepts = one("accepts").split()
        self.accepts_hidden = one("accepts-hidden").split() or self.accepts
        self.probes = [Probe(text) for text in head["probe"]]
        self.lost = one("lost").split()
        self.varies = one("varies").split()
        self.sights = {"both": ["seen", "hidden"]}.get(one("sight", "both"), [one("sight")])
        self.target = one("target")
        self.args = shlex.split(one("args"))
        self.without = one("without")
        self.tried = one("tried", "yes") == "yes"
        self.forget = one("history", "none") == "none"
        self.settle = one("settle", "no") == "yes"
        self.severity = one("severity", "warn")
        self.verdict = one("verdict")
        self.fixable = one("fix", "yes") == "yes"
        self.check()

    @property
    def healthy(self):
        return self.kind == "healthy"

    @property
    def has_fault(self):
        """A fault that comes upon a working network; without one a broken network is broken from the start."""
        return bool(re.search(r"^fault(_outside)?\(\)", self.text, re.M))

    def check(self):
        names = [probe.name for probe in self.probes]
        wrong = []
        if self.kind not in KINDS:
            wrong.append(f"it lies in '{self.kind}', not in one of {', '.join(KINDS)}")
        if not self.title:
            wrong.append("it has no title")
        if not self.target:
            wrong.append("it has no target")
        if len(set(names)) != len(names):
            wrong.append("two of its probes have the same name")
        for name in self.lost + self.varies:
            if name not in names:
                wrong.append(f"'{name}' is none of its probes")
        if self.healthy and (self.accepts or self.lost):
            wrong.append("it is healthy, and yet something is accepted or lost")
        if not self.healthy and not (self.lost and (self.accepts or self.verdict)):
            wrong.append("it is broken, and yet nothing is lost or accepted")
        if not all(sight in ("seen", "hidden") for sight in self.sights):
            wrong.append("sight is both, seen or hidden")
        if wrong:
            raise Mistake(f"{self.path}: " + "; ".join(wrong))
