#define _GNU_SOURCE
#include "include/fatal.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* Made beforehand: in a handler little may be called, see signal-safety(7). */
static char message[160];
static size_t length;
static int end_status;

static void tell(int number)
{
	(void)number;
	ssize_t written = write(STDERR_FILENO, message, length);

	(void)written;
	_exit(end_status);
}

void nsd_tell_fatal(int status)
{
	/* Also what Swift's runtime ends by where it gets no memory. */
	static const int fatal[] = { SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE };
	static char stack[16384];
	stack_t other = { .ss_sp = stack, .ss_size = sizeof(stack) };
	struct sigaction action = { .sa_handler = tell, .sa_flags = SA_ONSTACK };
	struct rlimit space;

	/* Whoever wants to see where gets the runtime's own report. */
	if (getenv("SWIFT_BACKTRACE"))
		return;
	end_status = status;
	if (getrlimit(RLIMIT_AS, &space) == 0 && space.rlim_cur != RLIM_INFINITY)
		snprintf(message, sizeof(message), "nsdoctor: memory ran out (ulimit -v allows %llu MiB), or this is a bug\n",
			 (unsigned long long)space.rlim_cur >> 20);
	else
		snprintf(message, sizeof(message),
			 "nsdoctor: this is a bug, or memory ran out; SWIFT_BACKTRACE=enable=yes shows where\n");
	length = strlen(message);
	sigaltstack(&other, NULL);
	for (size_t i = 0; i < sizeof(fatal) / sizeof(fatal[0]); i++)
		sigaction(fatal[i], &action, NULL);
}
