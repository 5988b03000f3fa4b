/* libc-shim/time.c -- C's and POSIX's clocks, over rill/time.h.
 *
 * The first call that wants the date asks the board's clock for it (port/board.h), and
 * sets rill_boot_date_ns to the date at boot. From then on Rill's own clock goes on. So
 * the date never goes backwards by itself. Nor does it follow its source: the two drift
 * apart, as two crystals do. Without a board's clock the variable stays 0, and
 * time(NULL) is a date in 1970. Such a date is wrong by a constant. Most callers
 * (time-outs, seeds, differences) can live with that, and an error would make them
 * fail. A program that knows the date sets it, by settimeofday, clock_settime or
 * rill_boot_date_ns; nothing sets the board's clock.
 *
 * Callers: tasks only. On many harts a lock guards the 64 bits that all read. A program
 * that writes the variable rill_boot_date_ns itself must do so before other tasks ask.
 *
 * clock() is the time since boot, too, because there is no other program to give the
 * hart to. clock_t is a long, so on rv32 it wraps after 71 minutes.
 *
 * picolibc 1.8 declares few of these for bare machines; include/port/libc/time.h does.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/time.h>
#include <sys/times.h>
#include <time.h>
#include <unistd.h>

#include <rill/bind.h>
#include <rill/task.h>
#include <rill/time.h>
#include <port/image.h>

#include "tasks.h"

#define NS_MOST_S (UINT64_MAX / RILL_S) /* in the year 2554 */

_Static_assert(CLOCKS_PER_SEC == 1000000, "_times counts microseconds");

static int fail(int error)
{
    errno = error;
    return -1;
}

static uint64_t boot_date_ns;

RILL_DEFAULT(variable, rill_boot_date_ns, boot_date_ns);

static struct rill_lock date_lock;

static bool date_asked; /* once: a program may set it to 0 after that */

/* With the lock held. */
static void ask_date(void)
{
    uint64_t date;

    if (date_asked)
        return;
    date_asked = true;
    if (rill_boot_date_ns == 0 && (date = rill_date_ns()) != 0)
        rill_boot_date_ns = date - rill_now_ns();
}

static uint64_t date_ns(void)
{
    uint64_t boot;

    RILL_LOCK_TAKE(&date_lock);
    ask_date();
    boot = rill_boot_date_ns;
    RILL_LOCK_DROP(&date_lock);
    return boot + rill_now_ns();
}

/* A date before the machine was on is right as well, because the sum wraps. */
static int set_date(int64_t s, long fraction, long whole)
{
    uint64_t date;

    if (s < 0 || (uint64_t)s >= NS_MOST_S || fraction < 0 || fraction >= whole)
        return fail(EINVAL);
    date = (uint64_t)s * RILL_S +
           (uint64_t)fraction * (RILL_S / (unsigned long)whole);
    RILL_LOCK_TAKE(&date_lock);
    date_asked = true;
    rill_boot_date_ns = date - rill_now_ns();
    RILL_LOCK_DROP(&date_lock);
    return 0;
}

int _gettimeofday(struct timeval *tv, void *zone)
{
    uint64_t us;

    RILL_TASKS_ONLY("gettimeofday or time");
    (void)zone; /* obsolete: POSIX leaves it to us, and we have no zone */
    if (tv == NULL)
        return fail(EFAULT);
    us = date_ns() / RILL_US;
    tv->tv_sec = (time_t)(us / 1000000u);
    tv->tv_usec = (suseconds_t)(us % 1000000u);
    return 0;
}

int _settimeofday(const struct timeval *tv, const struct timezone *zone)
{
    RILL_TASKS_ONLY("settimeofday");
    (void)zone; /* as above */
    if (tv == NULL)
        return fail(EFAULT);
    return set_date(tv->tv_sec, tv->tv_usec, 1000000);
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
    RILL_TASKS_ONLY("clock_gettime");
    if (id != CLOCK_REALTIME && id != CLOCK_MONOTONIC)
        return fail(EINVAL);
    return from_ns(ts, id == CLOCK_REALTIME ? date_ns() : rill_now_ns());
}

int _clock_settime(clockid_t id, const struct timespec *ts)
{
    RILL_TASKS_ONLY("clock_settime");
    if (id != CLOCK_REALTIME)
        return fail(EINVAL);
    if (ts == NULL)
        return fail(EFAULT);
    return set_date(ts->tv_sec, ts->tv_nsec, 1000000000);
}

/* The timer's grain is the board's (rill/time.h); only the unit is certain. */
int _clock_getres(clockid_t id, struct timespec *ts)
{
    if (id != CLOCK_REALTIME && id != CLOCK_MONOTONIC)
        return fail(EINVAL);
    return ts == NULL ? 0 : from_ns(ts, 1);
}

/* Only cancellation ends a sleep early; then a rest of the sleep is left.
 *   returns the rest, in ns; *failed: the task was cancelled. */
static uint64_t sleep_until(uint64_t deadline_ns, int *failed)
{
    uint64_t now;

    *failed = rill_sleep_until_ns(deadline_ns) ? fail(ECANCELED) : 0;
    now = rill_now_ns();
    return now < deadline_ns ? deadline_ns - now : 0;
}

/* returns the ns of the timespec, or RILL_FOREVER if they do not fit.
 *          *error: 0 or an errno. */
static uint64_t to_ns(const struct timespec *want, int *error)
{
    *error =
        want == NULL ? EFAULT
        : want->tv_sec < 0 || want->tv_nsec < 0 || want->tv_nsec > 999999999
            ? EINVAL
            : 0;
    if (*error || (uint64_t)want->tv_sec >= RILL_FOREVER / RILL_S)
        return RILL_FOREVER;
    return (uint64_t)want->tv_sec * RILL_S + (uint64_t)want->tv_nsec;
}

int _nanosleep(const struct timespec *want, struct timespec *left)
{
    int failed;
    uint64_t ns = to_ns(want, &failed);

    RILL_TASKS_ONLY("nanosleep");
    if (failed)
        return fail(failed);
    ns = sleep_until(rill_after_ns(ns), &failed);
    if (left != NULL)
        from_ns(left, ns);
    return failed;
}

/* It returns its errors, and leaves errno alone (POSIX.1). A date that is set meanwhile
 * does not move the end. */
int rill_clock_nanosleep(clockid_t id, int flags, const struct timespec *want,
                         struct timespec *left)
{
    const int errno_was = errno;
    int error;
    uint64_t now = rill_now_ns(), ns = to_ns(want, &error);
    uint64_t date = id == CLOCK_REALTIME ? date_ns() : now;

    if (id != CLOCK_REALTIME && id != CLOCK_MONOTONIC)
        return EINVAL;
    if (error)
        return error;
    if ((flags & TIMER_ABSTIME) && ns != RILL_FOREVER)
        ns = ns > date ? ns - date : 0;
    ns = sleep_until(rill_after_ns(ns), &error);
    if (left != NULL && !(flags & TIMER_ABSTIME))
        from_ns(left, ns);
    errno = errno_was;
    return error ? ECANCELED : 0;
}

/* C17 7.27.2.5. */
int rill_timespec_get(struct timespec *ts, int base)
{
    return base == TIME_UTC && ts != NULL ? (from_ns(ts, date_ns()), base) : 0;
}

int _usleep(useconds_t us)
{
    int failed;

    RILL_TASKS_ONLY("usleep");
    sleep_until(rill_after_ns((uint64_t)us * RILL_US), &failed);
    return failed;
}

/* The whole seconds that are left, rounded up as POSIX has it. */
unsigned _sleep(unsigned seconds)
{
    int failed;
    uint64_t left;

    RILL_TASKS_ONLY("sleep");
    left = sleep_until(rill_after_ns((uint64_t)seconds * RILL_S), &failed);
    return failed ? (unsigned)((left + RILL_S - 1) / RILL_S) : 0;
}

RILL_DEFAULT(function, gettimeofday, _gettimeofday);
RILL_DEFAULT(function, settimeofday, _settimeofday);
RILL_DEFAULT(function, times, _times);
RILL_DEFAULT(function, clock_gettime, _clock_gettime);
RILL_DEFAULT(function, clock_settime, _clock_settime);
RILL_DEFAULT(function, clock_getres, _clock_getres);
RILL_DEFAULT(function, nanosleep, _nanosleep);
RILL_DEFAULT(function, clock_nanosleep, rill_clock_nanosleep);
RILL_DEFAULT(function, timespec_get, rill_timespec_get);
RILL_DEFAULT(function, usleep, _usleep);
RILL_DEFAULT(function, sleep, _sleep);
