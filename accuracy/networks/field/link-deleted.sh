# title: The container's only link is gone; it still listens and has a name server
# group: K1
# accepts: link-missing
# fix: no
# target: pid cart
# probe: web cart tcp 203.0.113.9:80
# probe: dns cart dns
# probe: gateway cart ping 172.29.18.1
# probe: peer cart tcp 172.29.18.8:80 as=desk
# lost: web dns gateway peer
node() { usual_node crate 172.29.18 cart desk; }
fault() { ip link del ve-cart; }
