# title: A rule leads to a table with nothing in it, and the search goes on
# target: pid hull
# probe: web hull tcp 203.0.113.9:80
# probe: dns hull dns
# probe: gateway hull ping 172.25.5.1
# probe: peer hull tcp 172.25.5.8:80 as=deck
node() {
    usual_node quay 172.25.5 hull deck
    ip rule add pref 200 from 172.25.5.0/24 lookup 90
}
