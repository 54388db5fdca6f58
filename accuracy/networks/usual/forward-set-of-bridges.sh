# title: A forward chain accepts by interface name, and the bridge has another one
# group: firewall
# accepts: forward-policy-drop
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gw shop ping 10.44.0.1
# lost: web dns
node() { usual_node br-7f3a2 10.44.0 shop till; }
fault() { nft -f - <<X
table inet host {
 set containers { type ifname; elements = { "docker0", "br-11111" }; }
 chain forward { type filter hook forward priority filter; policy drop;
  ct state vmap { established : accept, related : accept, invalid : drop }
  iifname @containers accept
  oifname @containers accept
 }
}
X
}
