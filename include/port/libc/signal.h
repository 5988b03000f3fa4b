/* port/libc/signal.h -- what picolibc's header does not declare, and the shim has
 * (libc-shim/signal.c, sigset.c): pthread_sigmask, and functions where it has macros that
 * take any number for a signal. 1.8.0's differs more: sys/signal.h. */
#pragma GCC system_header
#include_next <signal.h>
#ifndef RILL_LIBC_SIGNAL_H
#define RILL_LIBC_SIGNAL_H

#include <sys/features.h>

#if __POSIX_VISIBLE

#undef sigaddset
#undef sigdelset
#undef sigemptyset
#undef sigfillset
#undef sigismember

#ifdef __cplusplus
extern "C" {
#endif

int sigaddset(sigset_t *set, int sig);
int sigdelset(sigset_t *set, int sig);
int sigemptyset(sigset_t *set);
int sigfillset(sigset_t *set);
int sigismember(const sigset_t *set, int sig);
int pthread_sigmask(int how, const sigset_t *set, sigset_t *old);

#ifdef __cplusplus
}
#endif

#endif

#endif
