// The files that the binary carries along: the compiler takes them in as they are (#embed), and SwiftPM compiles anew
// when one of them has changed. A Swift literal of the same bytes takes the optimizer a minute.
#ifndef NSDOCTOR_SHIPPED_H
#define NSDOCTOR_SHIPPED_H

#include <stddef.h>

struct nsd_shipped_file {
	const char *name;
	const unsigned char *bytes;
	size_t count;
};

/// Of runbooks/, in the order of the checklist; the last one has no name.
const struct nsd_shipped_file *nsd_shipped_runbooks(void);

/// Snapshots for cases that no lab can make: a sandbox may not load XDP programs. The last one has no name.
const struct nsd_shipped_file *nsd_shipped_snapshots(void);

/// Of fixtures/labs/, simple ones first; the last one has no name.
const struct nsd_shipped_file *nsd_shipped_labs(void);

#endif
