"""`nsdoctor query` of whole tables against the kernel's tools, in every namespace of a lab. Arguments: nsdoctor."""
import ipaddress
import json
import shlex
import time
from collections import Counter

import namespaces
from machine import NSDOCTOR, Verdict, inside, must, run

verdict = Verdict()


def query(expression, number):
    return json.loads(must(NSDOCTOR, "query", expression, "netns", number))


def own(rows, number):
    return [row for row in rows if row["netns"]["inode"] == number]


def tool(*words):
    text = run(*words).stdout.decode("utf-8", "replace").strip()
    return json.loads(text) if text else []


def prefix(text, family=None):
    if text in ("default", "all"):
        return "::/0" if family == 6 else "0.0.0.0/0"
    return str(ipaddress.ip_network(text, strict=False))


def same(what, number, ours, theirs):
    ours, theirs = Counter(ours), Counter(theirs)
    verdict.count(what, sum(theirs.values()))
    for row in ours - theirs:
        verdict.wrong(f"{what} of {number}: only ours {row}")
    for row in theirs - ours:
        verdict.wrong(f"{what} of {number}: only theirs {row}")


def routes(number, rows):
    theirs = []
    for family in (4, 6):
        for r in tool("ip", "-d", "-j", f"-{family}", "route", "show", "table", "all"):
            via = r.get("gateway") or r.get("via", {}).get("host")
            theirs.append((prefix(r["dst"], family), r.get("table", "main"), r.get("type", "unicast"), via, r.get("dev"),
                           r.get("metric", 0), r.get("protocol"), r.get("scope", "global"), r.get("prefsrc")))
    ours = [(r["dst"], r["table"], r["type"], r.get("gateway"), r.get("dev"), r["metric"], r["protocol"], r["scope"],
             r.get("prefsrc")) for r in rows]
    same("routes", number, ours, theirs)


def rules(number, rows):
    theirs = []
    for family, name in ((4, "inet"), (6, "inet6")):
        for r in tool("ip", "-j", f"-{family}", "rule"):
            src = None if r["src"] == "all" else f"{r['src']}/{r.get('srclen', 32 if family == 4 else 128)}"
            mark = int(r["fwmark"], 16) if "fwmark" in r else None
            theirs.append((name, r["priority"], src, r.get("iif"), mark, r.get("table")))
    ours = [(r["family"], r["priority"], r.get("src"), r.get("iif"), r.get("fwmark"), r.get("table")) for r in rows]
    same("rules", number, ours, theirs)


def neighbors(number, rows):
    theirs = [(n["dst"], n["dev"], n.get("lladdr")) for n in tool("ip", "-j", "neigh", "show", "nud", "all")]
    same("neighbors", number, [(n["dst"], n["dev"], n.get("lladdr")) for n in rows], theirs)


def fdb(number, rows):
    shown = {"self", "master", "extern_learn", "sticky", "offload", "router"}
    theirs = [(f["mac"], f["ifname"], f.get("master"), f.get("vlan"), f.get("state", ""), f.get("dst"),
               tuple(sorted(set(f.get("flags", [])) & shown))) for f in tool("bridge", "-j", "fdb")]
    ours = [(f["mac"], f["dev"], f.get("master"), f.get("vlan"), f["state"], f.get("dst"), tuple(sorted(f["flags"])))
            for f in rows]
    same("fdb", number, ours, theirs)


def sysctls(number):
    for name in ("net.ipv4.ip_forward", "net.ipv4.conf.all.rp_filter", "net.ipv4.ip_local_port_range",
                 "net.ipv6.conf.all.forwarding"):
        done = run("sysctl", "-n", name)
        if done.returncode == 0:
            verdict.count("sysctls")
            ours = query(f"sysctl(place, '{name}')", number)
            verdict.expect(ours == done.stdout.decode().rstrip("\n"), f"{name} of {number} is {ours}")


def ports(rows):
    return {(row["from"], row["to"]) for row in rows}


def part(what, row, ours, theirs):
    verdict.count("typed parts")
    if ours != theirs:
        verdict.wrong(f"{what} of {row['text']}: {ours}, should be {theirs}")


def flat(right):
    """The values of the right side of a match, or None for what this comparison does not know."""
    if isinstance(right, dict) and "set" in right:
        values = [flat(value) for value in right["set"]]
        return None if None in values else [v for value in values for v in value]
    if isinstance(right, dict) and "prefix" in right:
        return [f"{right['prefix']['addr']}/{right['prefix']['len']}"]
    if isinstance(right, dict) and "range" in right:
        return [tuple(right["range"])]
    return None if isinstance(right, dict) or str(right).startswith("@") else [right]


def typed_nft(rule, row):
    """What `nft -j` says in values is what the row says."""
    seen = Counter(json.dumps(e["match"]["left"]) for e in rule["expr"] if "match" in e)
    for expression in rule["expr"]:
        match = expression.get("match")
        if match and match["op"] == "==" and seen[json.dumps(match["left"])] == 1:
            values, left = flat(match["right"]), match["left"]
            if values is None:
                continue
            field = left.get("payload", {}).get("field")
            if field in ("saddr", "daddr") and left["payload"].get("protocol") in ("ip", "ip6") and not any(isinstance(v, tuple) for v in values):
                part(field, row, set(row[field]), {prefix(v) for v in values})
            elif field in ("sport", "dport"):
                part(field, row, ports(row[field]), {v if isinstance(v, tuple) else (v, v) for v in values})
            elif left.get("meta", {}).get("key") in ("iifname", "oifname"):
                part(left["meta"]["key"], row, set(row[left["meta"]["key"][:3]]), set(values))
            elif left.get("ct", {}).get("key") == "state":
                part("ct state", row, set(row["ct_state"]), set(values))
        counter = expression.get("counter")
        if isinstance(counter, dict):
            part("counter", row, row.get("packets", -1) >= counter["packets"], True)
    last = next(iter(rule["expr"][-1]), "") if rule["expr"] else ""
    if last in ("accept", "drop", "return", "reject", "jump", "goto", "masquerade", "snat", "dnat", "redirect"):
        part("target", row, row["target"], last)
        if last in ("jump", "goto"):
            part("chain", row, row["to_chains"], [rule["expr"][-1][last]["target"]])


def nft(number, rows, chains, sets):
    listing = tool("nft", "-j", "-a", "list", "ruleset") or {"nftables": []}
    kinds = {kind: [item[kind] for item in listing["nftables"] if kind in item] for kind in ("rule", "chain", "set", "map")}
    name = lambda r: (r["family"], r["table"], r["chain"], r["handle"])
    same("firewall rules", number, map(name, rows), map(name, kinds["rule"]))
    mine = {name(row): row for row in rows}
    for rule in kinds["rule"]:
        if name(rule) in mine:
            typed_nft(rule, mine[name(rule)])
    described = lambda c, priority: (c["family"], c["table"], c["name"], c.get("hook"), c.get(priority), c.get("policy"))
    same("chains", number, [described(c, "priority") for c in chains], [described(c, "prio") for c in kinds["chain"]])
    length = lambda s: len(s.get("elements", s.get("elem", [])))
    same("sets", number, [(s["family"], s["table"], s["name"], length(s)) for s in sets],
         [(s["family"], s["table"], s["name"], length(s)) for s in kinds["set"] + kinds["map"]])


def saved(command):
    """(table, chain, packets, bytes, words) of each rule that `iptables-save -c` prints."""
    table, found = "", []
    for line in run(command, "-c").stdout.decode("utf-8", "replace").splitlines():
        if line.startswith("*"):
            table = line[1:]
        elif line.startswith("["):
            counter, rest = line[1:].split("] ", 1)
            # iptables-save escapes apostrophes inside double quotes, which no shell would.
            words = shlex.split(rest.replace("\\'", "'"))
            found.append((table, words[1], *map(int, counter.split(":")), words[2:]))
    return found


def typed_iptables(words, row):
    option = {word: words[i + 1] for i, word in enumerate(words[:-1]) if word.startswith("-") and words[i - 1] != "!"}
    for flag, field in (("-s", "saddr"), ("-d", "daddr")):
        if flag in words:
            negated = words[words.index(flag) - 1] == "!"
            part(flag, row, row[("not_" if negated else "") + field], [prefix(words[words.index(flag) + 1])])
    for flag, field in (("-i", "iif"), ("-o", "oif")):
        if flag in option:
            part(flag, row, row[field], [option[flag].replace("+", "*")])
    if "-p" in option:
        part("-p", row, row["proto"], [option["-p"]])
    if "--dport" in option:
        low, _, high = option["--dport"].partition(":")
        part("--dport", row, ports(row["dport"]), {(int(low), int(high or low))})
    # What NAT has done to a connection is no state of it: the row then says that it does not know.
    if "--ctstate" in option and not {"DNAT", "SNAT"} & set(option["--ctstate"].split(",")):
        part("--ctstate", row, {s.upper() for s in row["ct_state"]}, set(option["--ctstate"].split(",")) & {
            "NEW", "ESTABLISHED", "RELATED", "INVALID", "UNTRACKED"})
    if "--comment" in option:
        part("--comment", row, row["comment"], option["--comment"])
    if option.get("-j") in ("ACCEPT", "DROP", "RETURN", "REJECT", "MASQUERADE", "DNAT", "SNAT", "REDIRECT", "MARK", "LOG"):
        part("-j", row, row["target"], option["-j"].lower())
    elif "-j" in option and row["to_chains"]:
        part("-j", row, row["to_chains"], [option["-j"]])


def iptables(number, rows, command, backend, family):
    theirs = saved(command)
    tables = {rule[0] for rule in theirs}
    rows = [r for r in rows if r["backend"] == backend and r["family"] == family and r["table"] in tables]
    key = lambda r: (r["table"], r["chain"], r["number"])
    mine, places = {key(r): r for r in rows}, Counter()
    # iptables-nft keeps silent about tables that nft has made its own way.
    for table, chain, packets, count, words in theirs:
        places[table, chain] += 1
        row = mine.pop((table, chain, places[table, chain]), None)
        if row is None:
            verdict.wrong(f"{command} of {number}: no {table} {chain} {places[table, chain]}: {words}")
            continue
        verdict.count("iptables rules")
        verdict.expect(row["packets"] >= packets and row["bytes"] >= count, f"counters of {row['text']}")
        typed_iptables(words, row)
    if theirs and mine:
        verdict.wrong(f"{command} of {number}: {len(mine)} rules are ours alone: {list(mine)[:3]}")


def compare():
    for number, path in namespaces.all_namespaces().items():
        whole = {name: own(query(name, number), number)
                 for name in ("routes", "rules", "neighbors", "fdb", "firewall_rules", "firewall_chains", "nft_sets")}
        with inside(path):
            routes(number, whole["routes"])
            rules(number, whole["rules"])
            neighbors(number, whole["neighbors"])
            fdb(number, whole["fdb"])
            sysctls(number)
            is_nft = lambda row: row["backend"] == "nft"
            nft(number, list(filter(is_nft, whole["firewall_rules"])), list(filter(is_nft, whole["firewall_chains"])), whole["nft_sets"])
            for family, name in (("ip", "iptables"), ("ip6", "ip6tables")):
                iptables(number, whole["firewall_rules"], f"{name}-nft-save", "nft", family)
                if any(r["backend"] == "legacy" and r["family"] == family for r in whole["firewall_rules"]):
                    iptables(number, whole["firewall_rules"], f"{name}-legacy-save", "legacy", family)


# Neighbour discovery and timers move on between two looks; what is wrong stays wrong.
lasting = None
for attempt in range(5):
    verdict.problems, verdict.counts = [], {}
    compare()
    lasting = [problem for problem in verdict.problems if lasting is None or problem in lasting]
    if not lasting:
        break
    time.sleep(0.5 * (attempt + 1))
verdict.problems = lasting
verdict.print()
