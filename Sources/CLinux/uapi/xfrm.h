// IPsec policies since Linux 5.10. rtnetlink.h says how this folder is written.
#ifndef NSDOCTOR_UAPI_XFRM_H
#define NSDOCTOR_UAPI_XFRM_H

#include <linux/types.h>

enum {
	NSD_XFRM_MSG_GETDEFAULT = 40,			/* Linux 5.15 */
	NSD_XFRM_USERPOLICY_BLOCK = 1,			/* Linux 5.15 */
};

struct nsd_xfrm_userpolicy_default {		/* Linux 5.15 */
	__u8 in;
	__u8 fwd;
	__u8 out;
};

#endif
