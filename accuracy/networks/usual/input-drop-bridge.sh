# title: The node takes nothing from the bridge
# group: firewall
# accepts: input-blocks-bridge-to-host
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.27.6.1
# probe: peer shop tcp 172.27.6.8:80 as=till
# lost: dns gateway
node() {
    resolv shop 172.27.6.1
    usual_node shopbr 172.27.6 shop till
    serve_as names . dns/172.27.6.1
}
fault() {
    chain ip filter in filter input 0
    nft add rule ip filter in iifname shopbr counter drop
}
