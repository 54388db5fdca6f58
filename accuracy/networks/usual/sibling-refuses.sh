# title: The peer container drops what comes from the target
# group: firewall
# accepts: path-blocked
# target: pid api
# args: --to 10.88.3.8:80/tcp
# probe: web api tcp 203.0.113.9:80
# probe: dns api dns
# probe: sib api tcp 10.88.3.8:80
# lost: sib
node() { usual_node kbr3 10.88.3 api till; }
fault() { on till nft -f - <<X
table inet t {
set bad { type ipv4_addr; flags interval; elements = { 10.88.3.0/29 }; }
chain i { type filter hook input priority 0;
ip saddr @bad counter drop; }
}
X
}
