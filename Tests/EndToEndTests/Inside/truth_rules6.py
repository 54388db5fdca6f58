"""The rules of truth_rules for IPv6: the same tests and statements of what IPv6 has, about the same hosts.

10.B.C.D is fd00::B:C:D there, each byte a group, so that prefixes stay prefixes."""
import re


def address6(text):
    """Addresses and prefixes in any text, as inet_ntop has them."""

    def swap(match):
        groups = [int(match.group(n)) for n in (1, 2, 3)]
        while groups and groups[0] == 0:
            groups.pop(0)
        host = "fd00::" + ":".join(f"{group:x}" for group in groups)
        if match.group(4) is None:
            return host
        bits = 32 - int(match.group(4))
        return f"{host}/{128 - (bits if bits < 8 else bits * 2)}"

    return re.sub(r"\b10\.(\d+)\.(\d+)\.(\d+)(?:/(\d+))?", swap, text)


WORDS = [
    (r"\btable ip t\b", "table ip6 t"),
    (r"\badd rule ip t\b", "add rule ip6 t"),
    (r"\bipv4_addr\b", "ipv6_addr"),
    (r"\bip (saddr|daddr|dscp|ecn)\b", r"ip6 \1"),
    (r"\bip ttl\b", "ip6 hoplimit"),
    (r"\bip length\b", "ip6 length"),
    (r"\bip protocol\b", "ip6 nexthdr"),
    (r"\bip version 4\b", "ip6 version 6"),
    (r"\bip frag-off & 0x[0-9a-f]+ (==|!=) 0\b", "ip6 hoplimit != 0"),
    (r"\bip hdrlength 5\b", "ip6 hoplimit 1-255"),
    (r"\bicmp (type|code)\b", r"icmpv6 \1"),
    (r"\breject with icmpv6 type\b", "reject with icmpv6"),
    (r"\breject with icmp host-unreachable\b", "reject with icmpv6 addr-unreachable"),
    (r"(l4proto|nexthdr)((?: !=)? (?:\{[^}]*)?)\bicmp\b", r"\1\2ipv6-icmp"),
    (r"\bmeta protocol != ip6\b", "meta protocol != ip"),
    (r"\bmeta protocol ip\b", "meta protocol ip6"),
    (r"\bmeta nfproto ipv4\b", "meta nfproto ipv6"),
    (r"\b(dnat|snat) ip to\b", r"\1 ip6 to"),
]


def rules6(text):
    for pattern, other in WORDS:
        text = re.sub(pattern, other, text)
    # A port behind an address needs brackets.
    text = re.sub(r"\bto (10\.\d+\.\d+\.\d+):(\d+)", lambda m: f"to [{address6(m.group(1))}]:{m.group(2)}", text)
    return address6(text)
