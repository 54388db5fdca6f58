# title: A container with nothing but loopback, which neither listens nor asks
# target: pid hull
# probe: self hull ping 127.0.0.1
node() {
    usual_node quay 172.25.7 deck
    ns hull
    resolv hull
    serve hull name/batch
}
