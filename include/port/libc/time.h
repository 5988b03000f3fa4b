/* port/libc/time.h -- functions of the shim (libc-shim/time.c) that picolibc's header declares
 * only with -D_POSIX_TIMERS and -D_POSIX_MONOTONIC_CLOCK, and the header of 1.8.0 not at
 * all. */
#pragma GCC system_header
#include_next <time.h>
#ifndef RILL_LIBC_TIME_H
#define RILL_LIBC_TIME_H

#include <sys/features.h>
#include <sys/types.h>

#ifndef TIME_UTC
#define TIME_UTC 1
#endif

#ifdef __cplusplus
extern "C" {
#endif

int timespec_get(struct timespec *ts, int base);

#ifdef __cplusplus
}
#endif

#if __POSIX_VISIBLE

#ifndef CLOCK_REALTIME
#define CLOCK_REALTIME ((clockid_t)1)
#endif
#ifndef CLOCK_MONOTONIC
#define CLOCK_MONOTONIC ((clockid_t)4)
#endif
#ifndef TIMER_ABSTIME
#define TIMER_ABSTIME 4
#endif

#ifdef __cplusplus
extern "C" {
#endif

int clock_gettime(clockid_t id, struct timespec *ts);
int clock_settime(clockid_t id, const struct timespec *ts);
int clock_getres(clockid_t id, struct timespec *ts);
int nanosleep(const struct timespec *want, struct timespec *left);
int clock_nanosleep(clockid_t id, int flags, const struct timespec *want,
                    struct timespec *left);

#ifdef __cplusplus
}
#endif

#endif

#endif
