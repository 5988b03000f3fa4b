/* port/libc/signal.h -- functions of the shim (libc-shim/signal.c, sigset.c) that picolibc's
 * header does not declare: pthread_sigmask, and functions in place of macros that take any
 * number for a signal. The header of 1.8.0 differs more: sys/signal.h. */
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
