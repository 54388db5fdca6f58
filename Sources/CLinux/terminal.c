#include "include/terminal.h"

#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

static struct {
	volatile sig_atomic_t is_on;
	int input, output;
	struct termios settings;
	const char *text;
} guard;

/* A stack that has overflowed takes no handler. */
static char spare_stack[64 << 10];

/* What a Swift trap, a failed assertion and a fault of memory raise. */
static const int signals[] = { SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS, SIGFPE };

/* signal-safety(7): tcsetattr and write may be called here. */
static void give_back(int number)
{
	if (guard.is_on) {
		guard.is_on = 0;
		if (write(guard.output, guard.text, strlen(guard.text)) < 0) {
			/* Nobody is left to tell. */
		}
		if (guard.input >= 0)
			tcsetattr(guard.input, TCSANOW, &guard.settings);
	}
	/* SA_RESETHAND has put the signal's own end back in place. */
	raise(number);
}

void nsd_guard_terminal(int input, const struct termios *settings, int output, const char *text)
{
	struct sigaction action;
	stack_t spare;

	guard.input = input;
	guard.output = output;
	guard.settings = *settings;
	guard.text = text;
	memset(&spare, 0, sizeof(spare));
	spare.ss_sp = spare_stack;
	spare.ss_size = sizeof(spare_stack);
	sigaltstack(&spare, NULL);
	memset(&action, 0, sizeof(action));
	action.sa_handler = give_back;
	action.sa_flags = (int)(SA_RESETHAND | SA_ONSTACK);
	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		sigaction(signals[i], &action, NULL);
	guard.is_on = 1;
}

void nsd_unguard_terminal(void)
{
	guard.is_on = 0;
	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		signal(signals[i], SIG_DFL);
}
