// Numbers for system calls since Linux 5.10. rtnetlink.h says how this folder is written.
#ifndef NSDOCTOR_UAPI_SYSCALLS_H
#define NSDOCTOR_UAPI_SYSCALLS_H

// linux/close_range.h
enum {
	NSD_CLOSE_RANGE_CLOEXEC = 4,			/* Linux 5.11 */
};

// linux/in.h, which steps back behind glibc's netinet/in.h
enum {
	NSD_IPPROTO_MPTCP = 262,			/* Linux 5.6, glibc 2.32 */
};

// linux/bpf.h
enum {
	NSD_BPF_TCX_INGRESS = 46,			/* Linux 6.6 */
	NSD_BPF_TCX_EGRESS = 47,			/* Linux 6.6 */
};

#endif
