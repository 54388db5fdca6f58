"""Rows of two origins, compared field by field and in both directions."""
import json


def canonical(row):
    return json.dumps({k: v for k, v in row.items() if v is not None}, sort_keys=True, default=list)


class Comparison:
    def __init__(self, verdict, place):
        self.verdict, self.place, self.differences = verdict, place, []

    def table(self, name, ours, theirs, key):
        """`ours` and `theirs` are lists of dicts with the same fields; `key` names the fields that identify a row."""
        self.verdict.count(f"{name} rows", len(theirs))
        self.verdict.count("fields", sum(len(row) for row in theirs))
        left, right = list(map(canonical, ours)), list(map(canonical, theirs))
        only_ours = [json.loads(r) for r in subtract(left, right)]
        only_theirs = [json.loads(r) for r in subtract(right, left)]
        identity = lambda row: [row.get(k) for k in key]
        for row in list(only_theirs):
            twin = next((r for r in only_ours if identity(r) == identity(row)), None)
            if twin is None:
                self.differ(f"{name}: missing {canonical(row)}")
            else:
                only_ours.remove(twin)
                fields = sorted(k for k in twin.keys() | row.keys() if twin.get(k) != row.get(k))
                self.differ(f"{name} {identity(row)}: " + "; ".join(
                    f"{k} is {twin.get(k)!r}, should be {row.get(k)!r}" for k in fields))
        for row in only_ours:
            self.differ(f"{name}: invented {canonical(row)}")

    def same(self, name, ours, theirs):
        self.verdict.count("fields")
        if ours != theirs:
            self.differ(f"{name} is {ours!r}, should be {theirs!r}")

    def differ(self, text):
        self.differences.append(f"{self.place}: {text}")


def subtract(left, right):
    rest = list(left)
    for row in right:
        if row in rest:
            rest.remove(row)
    return rest
