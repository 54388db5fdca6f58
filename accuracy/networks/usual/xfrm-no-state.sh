# title: A policy of IPsec wants encryption, and nobody has agreed on keys
# group: xfrm
# accepts: xfrm-policy-block
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.26.9.1
# probe: peer shop tcp 172.26.9.8:80 as=till
# lost: web
# fix: no
node() { usual_node shopbr 172.26.9 shop till; }
# Who shares the keys must bring them. Without the policy the packets leave as they are, and nobody outside knows their
# source: the masquerade makes an exception for what is to be encrypted.
fault() {
    nft flush chain ip nat post
    nft add rule ip nat post ip saddr 172.26.9.0/24 ip daddr != 203.0.113.9 oifname wan0 masquerade
    ip xfrm policy add src 172.26.9.0/24 dst 203.0.113.9/32 dir out tmpl src 198.51.100.2 dst 198.51.100.1 proto esp mode tunnel
}
