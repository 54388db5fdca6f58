#ifndef NSDOCTOR_CLINUX_H
#define NSDOCTOR_CLINUX_H

#include "confine.h"
#include "conntrack_headers.h"
#include "fatal.h"
#include "kernel_headers.h"
#include "packet.h"
#include "probe.h"
#include "sandbox.h"
#include "syscalls.h"
#include "terminal.h"
#include "../uapi/net_dropmon.h"
#include "../uapi/netfilter.h"
#include "../uapi/rtnetlink.h"
#include "../uapi/syscalls.h"
#include "../uapi/xfrm.h"
#include "xtables_headers.h"

#endif
