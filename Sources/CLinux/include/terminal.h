#ifndef NSDOCTOR_TERMINAL_H
#define NSDOCTOR_TERMINAL_H

#include <termios.h>

/* From now on a process that a trap or a fault ends gives its terminal back first: settings of `input`, if that is none
 * below 0, and what `text`, which must stay where it is, tells the terminal on `output`. */
void nsd_guard_terminal(int input, const struct termios *settings, int output, const char *text);
/* The terminal has been given back. */
void nsd_unguard_terminal(void);

#endif
