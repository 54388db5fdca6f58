#ifndef NSDOCTOR_FATAL_H
#define NSDOCTOR_FATAL_H

/// From now on a signal that would end the program without a word says one on standard error, and ends it with a status.
void nsd_tell_fatal(int status);

#endif
