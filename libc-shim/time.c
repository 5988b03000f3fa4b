/* libc-shim/time.c -- C's and POSIX's clocks, over rill/time.h.
 *
 * There is no wall clock: every clock counts from boot, so time(NULL) is a date
 * in 1970. That is wrong by a constant and never goes backwards, which is
 * what most callers (time-outs, seeds, differences) need; an error would make
 * them fail. A program that knows the date defines rill_boot_date_ns or sets it,
 * and then the constant is right. settimeofday waits for a board with a clock.
 *
 * clock() is the time since boot too: one hart, never given back to anybody.
 * clock_t is a long, so on rv32 it wraps after 71 minutes.
 *
 * picolibc 1.8 declares clock_gettime and nanosleep only with -D_POSIX_TIMERS
 * -D_POSIX_MONOTONIC_CLOCK; a program that wants them says the same.
 */
#define _POSIX_TIMERS          1
#define _POSIX_MONOTONIC_CLOCK 1

#include <errno.h>
#include <stdint.h>
#include <sys/time.h>
#include <sys/times.h>
#include <time.h>
#include <unistd.h>

#include <rill/bind.h>
#include <rill/task.h>
#include <rill/time.h>

_Static_assert(CLOCKS_PER_SEC == 1000000, "_times counts microseconds");

static int fail(int error)
{
    errno = error;
    return -1;
}

static uint64_t boot_date_ns;

RILL_DEFAULT(variable, rill_boot_date_ns, boot_date_ns);

int _gettimeofday(struct timeval *tv, void *zone)
{
    const uint64_t us = (rill_boot_date_ns + rill_now_ns()) / RILL_US;

    (void)zone; /* obsolete: POSIX leaves it to us, and there is none */
    if (tv == NULL)
        return fail(EFAULT);
    tv->tv_sec = (time_t)(us / 1000000u);
    tv->tv_usec = (suseconds_t)(us % 1000000u);
    return 0;
}

clock_t _times(struct tms *t)
{
    const clock_t now = (clock_t)(rill_now_ns() / RILL_US);

    if (t != NULL)
        *t = (struct tms){.tms_utime = now};
    return now;
}

static int from_ns(struct timespec *ts, uint64_t ns)
{
    if (ts == NULL)
        return fail(EFAULT);
    ts->tv_sec = (time_t)(ns / RILL_S);
    ts->tv_nsec = (long)(ns % RILL_S);
    return 0;
}

int _clock_gettime(clockid_t id, struct timespec *ts)
{
    if (id != CLOCK_REALTIME && id != CLOCK_MONOTONIC)
        return fail(EINVAL);
    return from_ns(ts, rill_now_ns() +
                           (id == CLOCK_REALTIME ? rill_boot_date_ns : 0));
}

/* The timer's grain is the board's (rill/time.h); the unit is what is certain. */
int _clock_getres(clockid_t id, struct timespec *ts)
{
    if (id != CLOCK_REALTIME && id != CLOCK_MONOTONIC)
        return fail(EINVAL);
    return ts == NULL ? 0 : from_ns(ts, 1);
}

/* Only cancellation ends a sleep early; then something is left of it.
 *   returns  that, in ns; *failed: it was cancelled. */
static uint64_t sleep_until(uint64_t deadline_ns, int *failed)
{
    uint64_t now;

    *failed = rill_sleep_until_ns(deadline_ns) ? fail(ECANCELED) : 0;
    now = rill_now_ns();
    return now < deadline_ns ? deadline_ns - now : 0;
}

int _nanosleep(const struct timespec *want, struct timespec *left)
{
    uint64_t ns = RILL_FOREVER;
    int failed;

    if (want == NULL)
        return fail(EFAULT);
    if (want->tv_sec < 0 || want->tv_nsec < 0 || want->tv_nsec > 999999999)
        return fail(EINVAL);
    if ((uint64_t)want->tv_sec < RILL_FOREVER / RILL_S)
        ns = (uint64_t)want->tv_sec * RILL_S + (uint64_t)want->tv_nsec;
    ns = sleep_until(rill_after_ns(ns), &failed);
    if (left != NULL)
        from_ns(left, ns);
    return failed;
}

int _usleep(useconds_t us)
{
    int failed;

    sleep_until(rill_after_ns((uint64_t)us * RILL_US), &failed);
    return failed;
}

/* Whole seconds that are left, rounded up as POSIX has it. */
unsigned _sleep(unsigned seconds)
{
    int failed;
    uint64_t left =
        sleep_until(rill_after_ns((uint64_t)seconds * RILL_S), &failed);

    return failed ? (unsigned)((left + RILL_S - 1) / RILL_S) : 0;
}

RILL_DEFAULT(function, gettimeofday, _gettimeofday);
RILL_DEFAULT(function, times, _times);
RILL_DEFAULT(function, clock_gettime, _clock_gettime);
RILL_DEFAULT(function, clock_getres, _clock_getres);
RILL_DEFAULT(function, nanosleep, _nanosleep);
RILL_DEFAULT(function, usleep, _usleep);
RILL_DEFAULT(function, sleep, _sleep);
