/* port/libc/sys/signal.h -- what picolibc 1.8.0's header lacks of POSIX.1: a struct sigaction
 * with sa_sigaction, and the flags for sa_flags. picolibc 1.8.10 has the struct and the flags
 * in <signal.h>, and no header of this name. */
#pragma GCC system_header
#ifndef RILL_LIBC_SYS_SIGNAL_H
#define RILL_LIBC_SYS_SIGNAL_H

#if __has_include_next(<sys/signal.h>)

/* Give picolibc's own struct and function another name. */
#define sigaction rill_picolibc_sigaction
#include_next <sys/signal.h>
#undef sigaction

#ifndef SA_RESETHAND
#undef SA_NOCLDSTOP
#define SA_NOCLDSTOP (1 << 0)
#define SA_ONSTACK   (1 << 1)
#define SA_RESETHAND (1 << 2)
#define SA_RESTART   (1 << 3)
#define SA_SIGINFO   (1 << 4)
#define SA_NOCLDWAIT (1 << 5)
#define SA_NODEFER   (1 << 6)
#endif

#if defined(_POSIX_REALTIME_SIGNALS) || __POSIX_VISIBLE >= 199309
#define RILL_SIGINFO siginfo_t
#else
#define RILL_SIGINFO void
#endif

#ifdef __cplusplus
extern "C" {
#endif

struct sigaction {
    union {
        void (*sa_handler)(int);
        void (*sa_sigaction)(int, RILL_SIGINFO *, void *);
    };
    sigset_t sa_mask;
    int sa_flags;
};

int sigaction(int sig, const struct sigaction *set, struct sigaction *old);

#ifdef __cplusplus
}
#endif

#else
#include <signal.h>
#endif

#endif
