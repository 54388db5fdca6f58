"""Rules as kube-proxy writes them, for as many services as one likes: with iptables-nft, and with nft's verdict maps.

Service 0 is the cluster's DNS, service 1 leads to the first pod of this node; endpoints of all others are on other nodes.
"""

import hashlib

from node import pod_address

PODS = "10.244.0.0/16"
DNS = "10.96.0.1"


def address(service):
    return f"10.{96 + ((service + 1) >> 16)}.{(service + 1) >> 8 & 255}.{(service + 1) & 255}"


def port(service):
    return 53 if service == 0 else 80


def protocol(service):
    return "udp" if service == 0 else "tcp"


def name(service):
    return "kube-system/kube-dns:dns" if service == 0 else f"ns{service % 40}/svc-{service}:http"


def endpoints(service, count):
    if service < 2:
        return [(pod_address(1 - service), 53 if service == 0 else 8080)]
    return [(f"10.245.{(service * count + n) >> 8 & 255}.{(service * count + n) & 255}", 8080) for n in range(count)]


def mark(*words):
    return hashlib.sha256("/".join(map(str, words)).encode()).hexdigest()[:16].upper()


# Without rights over the whole machine a transaction must fit into the send buffer of a socket.
BATCH = 25


def batches(items):
    return [items[start:start + BATCH] for start in range(0, len(items), BATCH)]


def iptables(services, count=3):
    """Batches for `iptables-restore --noflush`; 11 rules for each service of three endpoints."""
    yield """*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:KUBE-FORWARD - [0:0]
:KUBE-FIREWALL - [0:0]
:KUBE-PROXY-FIREWALL - [0:0]
-A INPUT -m conntrack --ctstate NEW -m comment --comment "kubernetes load balancer firewall" -j KUBE-PROXY-FIREWALL
-A INPUT -j KUBE-FIREWALL
-A FORWARD -m comment --comment "kubernetes forwarding rules" -j KUBE-FORWARD
-A OUTPUT -j KUBE-FIREWALL
-A KUBE-FIREWALL ! -s 127.0.0.0/8 -d 127.0.0.0/8 -m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j DROP
-A KUBE-FORWARD -m conntrack --ctstate INVALID -j DROP
-A KUBE-FORWARD -m mark --mark 0x4000/0x4000 -j ACCEPT
-A KUBE-FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
COMMIT
*nat
:PREROUTING ACCEPT [0:0]
:INPUT ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
:KUBE-SERVICES - [0:0]
:KUBE-NODEPORTS - [0:0]
:KUBE-POSTROUTING - [0:0]
:KUBE-MARK-MASQ - [0:0]
-A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A OUTPUT -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A POSTROUTING -m comment --comment "kubernetes postrouting rules" -j KUBE-POSTROUTING
-A POSTROUTING -s 10.244.0.0/16 ! -d 10.0.0.0/8 -j MASQUERADE
-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN
-A KUBE-POSTROUTING -j MARK --set-xmark 0x4000/0x0
-A KUBE-POSTROUTING -m comment --comment "kubernetes service traffic requiring SNAT" -j MASQUERADE --random-fully
-A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000
COMMIT
"""
    for batch in batches(range(services)):
        lines = [iptables_service(service, count) for service in batch]
        yield "\n".join(["*nat"] + [c for chains, _ in lines for c in chains] + [r for _, rules in lines for r in rules]
                        + ["COMMIT", ""])
    yield ('*nat\n-A KUBE-SERVICES -m comment --comment "kubernetes service nodeports; NOTE: this must be the last rule in '
           'this chain" -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS\nCOMMIT\n')


def iptables_service(service, count):
    """Its chains, and their rules."""
    proto, what, chain = protocol(service), name(service), f"KUBE-SVC-{mark(service)}"
    chains = [f":{chain} - [0:0]"]
    meets = (f'-d {address(service)}/32 -p {proto} -m comment --comment "{what} cluster IP" -m {proto} '
             f"--dport {port(service)}")
    rules = [f"-A KUBE-SERVICES {meets} -j {chain}", f"-A {chain} ! -s {PODS} {meets} -j KUBE-MARK-MASQ"]
    places = endpoints(service, count)
    for n, (host, to) in enumerate(places):
        end = f"KUBE-SEP-{mark(service, n)}"
        chains.append(f":{end} - [0:0]")
        left = len(places) - n
        chance = f"-m statistic --mode random --probability {1 / left:.11f} " if left > 1 else ""
        rules += [
            f'-A {chain} -m comment --comment "{what} -> {host}:{to}" {chance}-j {end}',
            f'-A {end} -s {host}/32 -m comment --comment "{what}" -j KUBE-MARK-MASQ',
            f'-A {end} -p {proto} -m comment --comment "{what}" -m {proto} -j DNAT --to-destination {host}:{to}',
        ]
    return chains, rules


def nft(services, count=2):
    """Batches for `nft -f`: a chain for each service and one for each endpoint."""
    key = "type ipv4_addr . inet_proto . inet_service : verdict ;"
    yield f"""table ip kube-proxy {{
    set cluster-ips {{ type ipv4_addr ; }}
    set nodeport-ips {{ type ipv4_addr ; elements = {{ 192.168.1.2 }} ; }}
    map no-endpoint-services {{ {key} }}
    map no-endpoint-nodeports {{ type inet_proto . inet_service : verdict ; }}
    map firewall-ips {{ {key} }}
    map service-ips {{ {key} }}
    map service-nodeports {{ type inet_proto . inet_service : verdict ; }}
    chain mark-for-masquerade {{ meta mark set meta mark or 0x4000 ; }}
    chain masquerading {{ meta mark & 0x4000 == 0 return ; meta mark set meta mark & 0xffffbfff ; masquerade fully-random ; }}
    chain cluster-ips-check {{ ip daddr @cluster-ips reject ; }}
    chain firewall-check {{ ip daddr . meta l4proto . th dport vmap @firewall-ips ; }}
    chain service-endpoints-check {{ ip daddr . meta l4proto . th dport vmap @no-endpoint-services ; }}
    chain nodeport-endpoints-check {{ ip daddr @nodeport-ips meta l4proto . th dport vmap @no-endpoint-nodeports ; }}
    chain services {{
        ip daddr . meta l4proto . th dport vmap @service-ips
        ip daddr @nodeport-ips meta l4proto . th dport vmap @service-nodeports
    }}
    chain filter-prerouting {{ type filter hook prerouting priority -110 ; ct state new jump firewall-check ; }}
    chain filter-input {{
        type filter hook input priority -110 ;
        ct state new jump nodeport-endpoints-check
        ct state new jump service-endpoints-check
    }}
    chain filter-forward {{
        type filter hook forward priority -110 ;
        ct state new jump service-endpoints-check
        ct state new jump cluster-ips-check
    }}
    chain filter-output {{
        type filter hook output priority -110 ;
        ct state new jump service-endpoints-check
        ct state new jump firewall-check
    }}
    chain nat-prerouting {{ type nat hook prerouting priority -100 ; jump services ; }}
    chain nat-output {{ type nat hook output priority -100 ; jump services ; }}
    chain nat-postrouting {{ type nat hook postrouting priority 100 ; jump masquerading ; }}
}}
table ip nat {{
    chain post {{ type nat hook postrouting priority srcnat ; ip saddr {PODS} ip daddr != 10.0.0.0/8 masquerade ; }}
}}
"""
    for batch in batches(range(services)):
        yield "\n".join(line for service in batch for line in nft_service(service, count)) + "\n"
    yield f'add element ip kube-proxy service-nodeports {{ tcp . 30080 : goto {nft_chain(1)} }}\n'


def nft_chain(service):
    return f'service-{mark(service)[:8]}-{name(service).replace(":", f"/{protocol(service)}/")}'


def nft_service(service, count):
    table, proto, dport, chain = "ip kube-proxy", protocol(service), port(service), nft_chain(service)
    ends = []
    for n, (host, to) in enumerate(endpoints(service, count)):
        end = f"endpoint-{mark(service, n)[:8]}-{chain[17:]}__{host}/{to}"
        ends.append(end)
        yield f'add chain {table} {end}'
        yield f'add rule {table} {end} ip saddr {host} jump mark-for-masquerade'
        yield f'add rule {table} {end} meta l4proto {proto} dnat to {host}:{to}'
    verdicts = ", ".join(f'{n} : goto {end}' for n, end in enumerate(ends))
    yield f'add chain {table} {chain}'
    yield (f'add rule {table} {chain} ip daddr {address(service)} {proto} dport {dport} ip saddr != {PODS} '
           f"jump mark-for-masquerade")
    yield f'add rule {table} {chain} numgen random mod {len(ends)} vmap {{ {verdicts} }}'
    yield f"add element {table} cluster-ips {{ {address(service)} }}"
    yield f'add element {table} service-ips {{ {address(service)} . {proto} . {dport} : goto {chain} }}'
