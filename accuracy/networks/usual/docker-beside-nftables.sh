# title: A forward drop in nftables.service's own table beside Docker's rules
# group: docker
# accepts: forward-policy-drop host-firewall-manager-blocks-forward
# target: pid web
# probe: out web tcp 203.0.113.9:80
# probe: pub out tcp 198.51.100.2:8088 src=192.0.2.77
# lost: out pub
node() { docker_node docker0 172.17.0 web; docker_publish docker0 8088 172.17.0.2 80; }
fault() { nft -f - <<X
table inet filter {
chain forward { type filter hook forward priority 0; policy drop; }
}
X
}
