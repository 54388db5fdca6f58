# title: The mesh sidecar is gone, its rules are left
# group: nat
# accepts: nothing-listening path-blocked stale-dnat-target
# target: pid api
# probe: web api tcp 203.0.113.9:80
# probe: dns api dns
# lost: web
node() { usual_node kbr3 10.88.3 api; }
fault() { on api iptables -t nat -N ISTIO_OUT; on api iptables -t nat -A OUTPUT -p tcp -j ISTIO_OUT; on api iptables -t nat -A ISTIO_OUT -m owner --uid-owner 1337 -j RETURN; on api iptables -t nat -A ISTIO_OUT -p tcp -j REDIRECT --to-ports 15001; }
