/* libc-shim/signals.h -- what signal.c and proc.c promise each other. */
#ifndef SHIM_SIGNALS_H
#define SHIM_SIGNALS_H

#include <stdbool.h>

/* NSIG; not every version of picolibc's header has it. */
enum { SIGNALS = 32 };

/* Give the calling task a signal: run its function, or ignore it, or keep it.
 *   returns false: there is no function, and nothing was done. In signal.c. */
bool rill_signal_taken(int sig, bool by_kill);

/* Does this signal do nothing when it has no function? In proc.c. */
bool rill_signal_mild(int sig);

/* The other signals without a function: end the program. In proc.c. */
_Noreturn void rill_signal_end(int sig);

#endif
