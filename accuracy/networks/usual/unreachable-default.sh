# title: An unreachable default of lower metric inside
# group: route
# accepts: route-error-type default-route-missing
# target: pid api
# probe: web api tcp 203.0.113.9:80
# probe: gw api ping 10.88.3.1
# probe: dns api dns
# lost: web dns
node() { usual_node kbr3 10.88.3 api; ip -n api route replace default via 10.88.3.1 metric 100; ip -n api route del default metric 0 2>/dev/null || true; }
fault() { ip -n api route add unreachable default metric 50; }
