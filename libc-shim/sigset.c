/* libc-shim/sigset.c -- sets of signals, as functions that look at their arguments:
 * picolibc has macros, and 1.8.0 has no functions. */
#include <errno.h>
#include <signal.h>

#include <rill/bind.h>

#include "signals.h"

static int fail(void)
{
    errno = EINVAL;
    return -1;
}

static int is_signal(int sig)
{
    return sig > 0 && sig < SIGNALS;
}

int rill_sigemptyset(sigset_t *set)
{
    *set = 0;
    return 0;
}

int rill_sigfillset(sigset_t *set)
{
    *set = UINT32_MAX - 1; /* no signal is 0 */
    return 0;
}

int rill_sigaddset(sigset_t *set, int sig)
{
    if (!is_signal(sig))
        return fail();
    *set |= (sigset_t)1 << sig;
    return 0;
}

int rill_sigdelset(sigset_t *set, int sig)
{
    if (!is_signal(sig))
        return fail();
    *set &= ~((sigset_t)1 << sig);
    return 0;
}

int rill_sigismember(const sigset_t *set, int sig)
{
    if (!is_signal(sig))
        return fail();
    return (*set >> sig & 1) != 0;
}

RILL_DEFAULT(function, sigemptyset, rill_sigemptyset);
RILL_DEFAULT(function, sigfillset, rill_sigfillset);
RILL_DEFAULT(function, sigaddset, rill_sigaddset);
RILL_DEFAULT(function, sigdelset, rill_sigdelset);
RILL_DEFAULT(function, sigismember, rill_sigismember);
