"""Ways out: what they pass is the kernel's own answer, whatever stops the packets on the way."""
import json
import os
import subprocess

from machine import Verdict, nsdoctor

EGRESS = ("egresses.map(e, {'question': e.question, 'netns': e.netns.name, 'result': e.result, 'table': e.table, 'rule': e.rule, "
          "'src': has(e.src) ? e.src : '', 'oif': has(e.oif) ? e.oif.ifname : '', 'via': has(e.via) ? e.via : '', "
          "'outside': has(e.outside) ? e.outside.name : '', 'routers': e.routers.map(r, r.name)})")
ROUTER = "routers.map(r, {'name': r.netns.name, 'forwarding': r.forwarding, 'answer': r.answer})"
PATH = ("paths.filter(p, p.question == 'nameserver' && p.is_stopped).map(p, {'stage': p.stop_stage, 'table': p.stop_table, "
        "'policy': p.stop_policy, 'mark': p.stop_mark})")


def sh(line):
    subprocess.run(line, shell=True, check=True)


def ask(expression):
    target = os.environ["NSDOCTOR_LAB_TARGET"].split()
    return json.loads(nsdoctor("query", expression, *target).stdout)


def kernel(words, netns=None):
    """Gateway, device and source of `ip route get`."""
    command = ["ip", "-j"] + (["-n", netns] if netns else []) + ["route", "get", "11.0.0.1"] + words
    answer = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)[0]
    return answer.get("gateway"), answer["dev"]


def main():
    verdict = Verdict()
    one = ask(EGRESS)
    verdict.expect([e["question"] for e in one] == ["any"], f"one link, one way: {one}")
    verdict.expect((one[0]["via"], one[0]["oif"]) == kernel([], "blue"), f"not the kernel's way: {one}")
    verdict.expect(one[0]["routers"] == ["the host", "outside"] and one[0]["outside"] == "outside", f"routers: {one}")

    sh("sysctl -qw net.ipv4.ip_forward=0")
    verdict.expect(ask(EGRESS) == one, f"what lies behind a router that does not forward: {ask(EGRESS)}")
    verdict.expect([r["forwarding"] for r in ask(ROUTER)][:1] == [False], f"forwarding: {ask(ROUTER)}")
    verdict.expect([p["stage"] for p in ask(PATH)] == ["forward"], f"the packet itself: {ask(PATH)}")
    sh("sysctl -qw net.ipv4.ip_forward=1")

    # A router's own route for what was taken for the outside is not its way out.
    sh("ip link add spare type bridge && ip link set spare up && ip route add 11.0.0.0/8 dev spare")
    verdict.expect(ask(EGRESS)[0]["routers"] == ["the host", "outside"], f"a narrow route: {ask(EGRESS)}")
    sh("ip link del spare")

    sh("nft 'add table ip m; add chain ip m p { type filter hook prerouting priority -150; }; add rule ip m p iifname br0 meta mark set 5'")
    sh("ip rule add fwmark 5 lookup 200 && ip route add prohibit default table 200")
    verdict.expect([r["answer"] for r in ask(ROUTER)] == ["prohibit default table 200"], f"a marked table: {ask(ROUTER)}")
    verdict.expect(
        ask(PATH) == [{"stage": "route", "table": "200", "policy": "from all fwmark 0x5 lookup 200", "mark": 5}],
        f"the table that refuses: {ask(PATH)}")
    sh("ip rule del fwmark 5 && nft delete table ip m")

    sh("ip link add wan1 type veth peer name w1 netns outside && ip addr add 198.51.100.2/24 dev wan1 && ip link set wan1 up")
    sh("ip -n outside addr add 198.51.100.1/24 dev w1 && ip -n outside link set w1 up")
    sh("ip route add default via 198.51.100.1 metric 500")
    sh("ip link add e1 netns blue type veth peer name e1h && ip addr add 10.77.0.1/24 dev e1h && ip link set e1h up")
    sh("ip -n blue addr add 10.77.0.2/24 dev e1 && ip -n blue link set e1 up && ip -n blue rule add from 10.77.0.2 lookup 99")
    sh("ip -n blue route add default via 10.77.0.1 table 99")
    many = {(e["question"], e["oif"]): e for e in ask(EGRESS)}
    verdict.expect(
        set(many) == {("any", "veth-blue"), ("source", "veth-blue"), ("source", "e1"), ("uplink", "wan1")}, f"ways: {many}")
    for (question, oif), way in many.items():
        netns = None if way["netns"] == "the host" else way["netns"]
        words = {"any": [], "source": ["from", way["src"]], "uplink": ["oif", oif]}[question]
        verdict.expect((way["via"], oif) == kernel(words, netns), f"not the kernel's way: {way} {kernel(words, netns)}")
        verdict.expect(way["outside"] == "outside", f"where it ends: {way}")
        verdict.count("ways")
    verdict.expect(many["source", "e1"]["table"] == "99", f"the table of a source: {many}")

    sh("ip route flush default; ip -n blue link del e1")
    verdict.expect(ask(EGRESS)[0]["routers"] == ["the host", "outside"], f"an outside without a default route: {ask(EGRESS)}")
    verdict.print()


main()
