# title: A log is sent away by UDP, and nobody ever answers it
# target: pid hull
# probe: web hull tcp 203.0.113.9:80
# probe: dns hull dns
# probe: gateway hull ping 172.25.36.1
# probe: peer hull tcp 172.25.36.8:80 as=deck
outside() {
    usual_outside
    serve_as logs . sink/203.0.113.9/514
}
node() {
    usual_node quay 172.25.36 hull deck
    serve_as logger hull name/rsyslogd cast/203.0.113.9/514
    sleep 0.5
}
