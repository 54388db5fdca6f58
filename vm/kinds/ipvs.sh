#!/bin/bash
# ipvs.sh [FAULT]: the service, which only the machine's own root may make (GENL_ADMIN_PERM).
set -euo pipefail
[[ ${1:-} != no-service ]] || exit 0
service=10.96.0.10:80 first=10.81.0.2:8080 second=10.82.0.2:8080
scheduler=rr
[[ ${1:-} != sourced ]] || scheduler='sh'
ipvsadm -A -t $service -s $scheduler
add() { ipvsadm -a -t $service -r "$1" -m -w "${2:-1}"; }
case ${1:-} in
    no-server) ;;
    no-weight) add $first 0; add $second 0 ;;
    one-drained) add $first 0; add $second ;;
    nobody-listens) add 10.82.0.2:9 ;;
    no-way-back) add $second ;;
    *) add $first; add $second ;;
esac
