/* libc-shim/signals.h -- what signal.c and proc.c promise each other. */
#ifndef SHIM_SIGNALS_H
#define SHIM_SIGNALS_H

#include <stdbool.h>

/* NSIG, which not every header of picolibc's shows. */
enum { SIGNALS = 32 };

/* A signal for the calling task: its function is run, or it is ignored or kept.
 *   returns  false: nothing was done, for there is none. In signal.c. */
bool rill_signal_taken(int sig, bool by_kill);

/* Is it one that does nothing, where it has no function? In proc.c. */
bool rill_signal_mild(int sig);

/* What the others do then: the program ends. In proc.c. */
_Noreturn void rill_signal_end(int sig);

#endif
