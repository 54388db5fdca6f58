# title: The queue of the server that is asked for is full
# group: K1
# accepts: listen-backlog-overflow
# fix: no
# target: pid cart
# args: --to 172.29.20.8:9000
# probe: api cart tcp 172.29.20.8:9000
# probe: web cart tcp 203.0.113.9:80
# probe: peer cart tcp 172.29.20.8:80
# lost: api
node() {
    usual_node crate 172.29.20 cart desk
    serve_as busy desk stall/0.0.0.0/9000
}
