# What the networks of the exam have in common. Each function is a few ordinary commands.
# `outside` and `fault_outside` are run in the outside, `node` and `fault` on the node.
set -euo pipefail
state=/run/exam
mkdir -p $state

# on NETNS COMMAND...: runs it there
on() { nsenter --net=/run/netns/"$1" -- "${@:2}"; }

# ns NAME...: namespaces with loopback up
ns() {
    local each
    for each; do
        ip netns add "$each"
        ip -n "$each" link set lo up
    done
}

# resolv NAME [SERVER...]: what the main process of NAME will have as /etc/resolv.conf
resolv() {
    local each
    : >$state/"$1".resolv
    for each in "${@:2}"; do echo "nameserver $each" >>$state/"$1".resolv; done
}

# serve NETNS SPEC...: the main process of a namespace ('.': of this one), as serve.py describes it
serve() { serve_as "$1" "$1" "${@:2}"; }

# serve_as NAME NETNS SPEC...: one more process in a namespace
serve_as() {
    local name=$1 netns=$2 enter=() tries
    [[ $name == . ]] && name=$world
    [[ $netns == . ]] || enter=(nsenter --net=/run/netns/"$netns" --)
    [[ -e $state/$name.resolv ]] || resolv "$name" 203.0.113.53
    "${enter[@]}" unshare -m --propagation private sh -c \
        'mount --bind "$1" "$2"; shift 2; exec python3 "$@"' sh \
        $state/"$name".resolv "$resolv_conf" "$lib/serve.py" $state/"$name".pid "${@:3}" \
        </dev/null >$state/"$name".log 2>&1 &
    disown
    for ((tries = 0; tries < 100; tries++)); do
        [[ -s $state/$name.pid ]] && return
        sleep 0.03
    done
    cat $state/"$name".log >&2
    return 1
}

# pid_of NAME: the main process of it
pid_of() { cat $state/"$1".pid; }

# The usual outside: a router behind the node's wan0, which knows a web server, a name server and a far client, all of
# them its own addresses. It knows nothing of the node's containers.
usual_outside() {
    local each
    ip link add lan0 type veth peer name "${1:-wan0}" netns "$NODE"
    ip addr add 198.51.100.1/24 dev lan0
    ip -6 addr add 2001:db8:64::1/64 dev lan0 nodad
    ip link set lan0 up
    for each in 203.0.113.9 203.0.113.53 192.0.2.77; do ip addr add $each/32 dev lo; done
    ip -6 addr add 2001:db8:9::9/128 dev lo nodad
    serve . tcp/203.0.113.9/80 udp/203.0.113.9/7 dns/203.0.113.53 tcp/2001:db8:9::9/80 dns/2001:db8:9::9
}
outside() { usual_outside; }

# The same, with everything a hop behind the router, in a namespace called world.
deep_outside() {
    local each
    ip link add lan0 type veth peer name wan0 netns "$NODE"
    ip addr add 198.51.100.1/24 dev lan0
    ip -6 addr add 2001:db8:64::1/64 dev lan0 nodad
    ip link set lan0 up
    ns world
    ip link add far0 type veth peer name eth0 netns world
    ip addr add 198.18.0.1/24 dev far0
    ip -6 addr add 2001:db8:65::1/64 dev far0 nodad
    ip link set far0 up
    ip -n world addr add 198.18.0.2/24 dev eth0
    ip -n world -6 addr add 2001:db8:65::2/64 dev eth0 nodad
    ip -n world link set eth0 up
    ip -n world route add default via 198.18.0.1
    ip -n world -6 route add default via 2001:db8:65::1
    for each in 203.0.113.9 203.0.113.53 192.0.2.77; do
        ip -n world addr add $each/32 dev lo
        ip route add $each via 198.18.0.2
    done
    ip -n world -6 addr add 2001:db8:9::9/128 dev lo nodad
    ip -6 route add 2001:db8:9::9 via 2001:db8:65::2
    sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
    serve world tcp/203.0.113.9/80 udp/203.0.113.9/7 dns/203.0.113.53 tcp/2001:db8:9::9/80 dns/2001:db8:9::9
}

# uplink [DEVICE]: the node's side of the usual outside
uplink() {
    ip addr add 198.51.100.2/24 dev "${1:-wan0}"
    ip link set "${1:-wan0}" up
    ip route add default via 198.51.100.1
    sysctl -qw net.ipv4.ip_forward=1
}
uplink6() {
    ip -6 addr add 2001:db8:64::2/64 dev "${1:-wan0}" nodad
    ip -6 route add default via 2001:db8:64::1
    sysctl -qw net.ipv6.conf.all.forwarding=1
}

# bridge_with NAME [ADDRESS/LENGTH...]
bridge_with() {
    local each
    ip link add "$1" type bridge forward_delay 0
    for each in "${@:2}"; do
        case $each in
            *:*) ip -6 addr add "$each" dev "$1" nodad ;;
            *) ip addr add "$each" dev "$1" ;;
        esac
    done
    ip link set "$1" up
}

# plug NETNS BRIDGE [INSIDE] [OUTSIDE]: a veth from a namespace into a bridge
plug() {
    local inside=${3:-eth0} host=${4:-ve-$1}
    ip link add "$host" type veth peer name "$inside" netns "$1"
    ip link set "$host" master "$2" up
    ip -n "$1" link set "$inside" up
}

# pod NAME BRIDGE ADDRESS/LENGTH [GATEWAY]: a namespace on a bridge
pod() {
    ns "$1"
    plug "$1" "$2"
    ip -n "$1" addr add "$3" dev eth0
    [[ -z ${4:-} ]] || ip -n "$1" route add default via "$4"
}
# pod6 NAME ADDRESS/LENGTH [GATEWAY]: its IPv6 side
pod6() {
    ip -n "$1" -6 addr add "$2" dev eth0 nodad
    [[ -z ${3:-} ]] || ip -n "$1" -6 route add default via "$3"
}

# chain FAMILY TABLE CHAIN TYPE HOOK PRIORITY [POLICY]
chain() {
    nft add table "$1" "$2"
    nft add chain "$1" "$2" "$3" "{ type $4 hook $5 priority $6; policy ${7:-accept}; }"
}

# masquerade NET/LENGTH [DEVICE]: by nft
masquerade() {
    chain ip nat post nat postrouting 100
    nft add rule ip nat post ip saddr "$1" oifname "${2:-wan0}" masquerade
}

masquerade6() {
    chain ip6 nat post nat postrouting 100
    nft add rule ip6 nat post ip6 saddr "$1" oifname "${2:-wan0}" masquerade
}

# The usual node: an uplink, a bridge, containers on it that serve port 80, a masquerade.
# usual_node BRIDGE NET NAME...: NET is 172.29.4 for 172.29.4.0/24; the first container is .7
usual_node() {
    local each
    local bridge=$1 net=$2 host=7
    uplink
    bridge_with "$bridge" "$net.1/24"
    for each in "${@:3}"; do
        pod "$each" "$bridge" "$net.$host/24" "$net.1"
        serve "$each" tcp/0.0.0.0/80 udp/0.0.0.0/7
        host=$((host + 1))
    done
    masquerade "$net.0/24"
}

# What Docker leaves in the tables of iptables, for a bridge BRIDGE with NET/LENGTH; published ports by docker_publish.
docker_rules() {
    local each
    local bridge=$1 net=$2 ipt=${3:-iptables}
    if ! $ipt -t nat -S DOCKER >/dev/null 2>&1; then
        $ipt -t nat -N DOCKER
        $ipt -t nat -A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
        $ipt -t nat -A OUTPUT ! -d 127.0.0.0/8 -m addrtype --dst-type LOCAL -j DOCKER
        for each in DOCKER DOCKER-ISOLATION-STAGE-1 DOCKER-ISOLATION-STAGE-2 DOCKER-USER; do $ipt -N $each; done
        $ipt -P FORWARD DROP
        $ipt -A DOCKER-ISOLATION-STAGE-1 -j RETURN
        $ipt -A DOCKER-ISOLATION-STAGE-2 -j RETURN
        $ipt -A DOCKER-USER -j RETURN
        $ipt -A FORWARD -j DOCKER-USER
        $ipt -A FORWARD -j DOCKER-ISOLATION-STAGE-1
    fi
    $ipt -t nat -A POSTROUTING -s "$net" ! -o "$bridge" -j MASQUERADE
    $ipt -t nat -A DOCKER -i "$bridge" -j RETURN
    $ipt -I DOCKER-ISOLATION-STAGE-1 -i "$bridge" ! -o "$bridge" -j DOCKER-ISOLATION-STAGE-2
    $ipt -I DOCKER-ISOLATION-STAGE-2 -o "$bridge" -j DROP
    $ipt -A FORWARD -o "$bridge" -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
    $ipt -A FORWARD -o "$bridge" -j DOCKER
    $ipt -A FORWARD -i "$bridge" ! -o "$bridge" -j ACCEPT
    $ipt -A FORWARD -i "$bridge" -o "$bridge" -j ACCEPT
}
# docker_publish BRIDGE HOSTPORT ADDRESS PORT
docker_publish() {
    iptables -t nat -A DOCKER ! -i "$1" -p tcp --dport "$2" -j DNAT --to-destination "$3:$4"
    iptables -A DOCKER -d "$3/32" ! -i "$1" -o "$1" -p tcp --dport "$4" -j ACCEPT
    iptables -t nat -A POSTROUTING -s "$3/32" -d "$3/32" -p tcp --dport "$4" -j MASQUERADE
}
# docker_node BRIDGE NET NAME...: as usual_node, with Docker's rules
docker_node() {
    local each
    local bridge=$1 net=$2 host=2
    uplink
    bridge_with "$bridge" "$net.1/16"
    for each in "${@:3}"; do
        pod "$each" "$bridge" "$net.$host/16" "$net.1"
        serve "$each" tcp/0.0.0.0/80
        host=$((host + 1))
    done
    docker_rules "$bridge" "${net%.*}.0.0/16"
}

# routed_pod NAME ADDRESS [LINK]: no bridge, a route to its address and proxy ARP for a link-local gateway, as Calico does
routed_pod() {
    local link=${3:-cali-$1}
    ns "$1"
    ip link add "$link" type veth peer name eth0 netns "$1"
    ip link set "$link" up
    ip -n "$1" link set eth0 up
    ip -n "$1" addr add "$2/32" dev eth0
    ip -n "$1" route add 169.254.1.1 dev eth0 scope link
    ip -n "$1" route add default via 169.254.1.1
    sysctl -qw net.ipv4.conf."$link".proxy_arp=1
    ip route add "$2/32" dev "$link"
    serve "$1" tcp/0.0.0.0/80
}

# Two nodes with pods in 10.244.0.0/24 and 10.244.1.0/24, joined by a VXLAN as flannel makes it. The second node is the
# outside's router.
overlay_outside() {
    usual_outside
    ip link add vx7 type vxlan id "${1:-7}" dstport "${2:-8472}" local 198.51.100.1 dev lan0 nolearning
    ip link set vx7 address 02:00:00:00:07:0b up
    ip addr add 10.244.1.0/32 dev vx7
    ip route add 10.244.0.0/24 via 10.244.0.0 dev vx7 onlink
    ip neigh add 10.244.0.0 lladdr 02:00:00:00:07:0a dev vx7 nud permanent
    bridge fdb add 02:00:00:00:07:0a dev vx7 dst 198.51.100.2
    ns far
    ip link add ve-far mtu 1450 type veth peer name eth0 mtu 1450 netns far
    ip link set ve-far up
    ip route add 10.244.1.5 dev ve-far
    ip -n far addr add 10.244.1.5/32 dev eth0
    ip -n far link set eth0 up
    ip -n far route add default dev eth0
    sysctl -qw net.ipv4.conf.ve-far.proxy_arp=1 net.ipv4.ip_forward=1
    # What comes unwrapped for a pod is nobody's, as on any other router.
    nft -f - <<<'table ip other { chain in { type filter hook prerouting priority -300; iifname lan0 ip daddr 10.244.0.0/16 drop; }; }'
    serve far tcp/0.0.0.0/80
}
overlay_node() {
    local each
    usual_node cni7 10.244.0 shop till
    for each in shop till; do
        ip link set ve-$each mtu 1450
        ip -n $each link set eth0 mtu 1450
    done
    nft flush chain ip nat post
    nft add rule ip nat post ip saddr 10.244.0.0/24 ip daddr != 10.244.0.0/16 masquerade
    ip link add vx7 type vxlan id 7 dstport 8472 local 198.51.100.2 dev wan0 nolearning
    ip link set vx7 address 02:00:00:00:07:0a up
    ip addr add 10.244.0.0/32 dev vx7
    ip route add 10.244.1.0/24 via 10.244.1.0 dev vx7 onlink
    ip neigh add 10.244.1.0 lladdr 02:00:00:00:07:0b dev vx7 nud permanent
    bridge fdb add 02:00:00:00:07:0b dev vx7 dst 198.51.100.1
}

# mac_of DEVICE [NETNS]
mac_of() { ip ${2:+-n "$2"} -o link show "$1" | sed 's/.*ether \([0-9a-f:]*\).*/\1/'; }

# drop_all xdp|tcx DEVICE: by a program of BPF
drop_all() { python3 "$lib/bpf.py" "$@"; }
