# title: userland proxy listens beside the DNAT
# group: healthy
# target: pid web
# probe: out web tcp 203.0.113.9:80
# probe: pub out tcp 198.51.100.2:8088 src=192.0.2.77
node() { docker_node docker0 172.17.0 web; docker_publish docker0 8088 172.17.0.2 80; serve . tcp/0.0.0.0/8088; }
