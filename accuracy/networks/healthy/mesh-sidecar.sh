# title: A mesh sidecar redirects all of the pod's TCP to its own proxy
# group: healthy
# target: pid api
# probe: dns api dns
node() { usual_node kbr3 10.88.3 api; serve_as proxy api tcp/0.0.0.0/15001 tcp/0.0.0.0/15006; 
 on api iptables -t nat -N ISTIO_OUT; on api iptables -t nat -A OUTPUT -p tcp -j ISTIO_OUT; on api iptables -t nat -A ISTIO_OUT -m owner --uid-owner 1337 -j RETURN; on api iptables -t nat -A ISTIO_OUT -d 127.0.0.1/32 -j RETURN; on api iptables -t nat -A ISTIO_OUT -p tcp -j REDIRECT --to-ports 15001
 on api iptables -t nat -A PREROUTING -p tcp -j REDIRECT --to-ports 15006; }
