#!/bin/bash
# team.sh [FAULT]: the daemon that tells a team what to do, which only the machine's own root may do (GENL_ADMIN_PERM).
set -euo pipefail
[[ ${1:-} != no-team ]] || exit 0
teamd -r -d -U -c '{"device":"team0","runner":{"name":"activebackup"},"link_watch":{"name":"ethtool"},"ports":{"s0":{},"s1":{}}}' \
    >/dev/null 2>&1
ip link set team0 up
ip addr add 10.31.0.1/24 dev team0
sleep 2
